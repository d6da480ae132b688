import type { ColumnType, LoadContext } from '../../api/data.ts';
import type { FileLoader } from '../../api/file-options.ts';
import type { Job } from '../../api/job.ts';
import type { Prepared, Target } from '../../api/prepared.ts';
import { asLockstepError, LockstepError } from '../../base/errors.ts';
import type { Row, Rows } from '../formats/rows.ts';
import { isMissing, nameOf, sortNames } from '../preparation/cells.ts';
import { BadRow } from '../preparation/table.ts';
import { ColumnBuilder, splitOf } from './builder.ts';
import { type SplitName, SplitRows } from './rows-split.ts';
import { about, type OwnData } from './table.ts';
import { targetColumn, targetFeature } from './target.ts';

const X = 'x';
const NO_TEST = new LockstepError('BAD_INPUT', 'records have no path for a test split', {
  hint: 'Give test: a share of the samples',
});

/** A sample's numbers, flat, and their shape. */
interface Flat {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
  readonly type: ColumnType;
}

/** A user's own samples. The function is asked for them again for each pass: it must give the same ones. */
export async function loadRecords(
  { make, options }: Extract<FileLoader, { kind: 'records' }>,
  context: LoadContext,
  job: Job,
  learned?: Prepared,
): Promise<OwnData> {
  const { dataDir, signal } = context;
  const source: Rows = async function* () {
    let number = 0;
    try {
      for await (const { x, y } of make({
        ...(dataDir !== undefined && { dataDir }),
        ...(signal && { signal }),
      })) {
        yield { at: `record ${number++}`, cells: { x, y } } satisfies Row;
      }
    } catch (error) {
      throw asLockstepError(error, 'BAD_DATA', { hint: 'This came from the records function of the job' });
    }
  };
  const rows = await SplitRows.open(
    source,
    options,
    () => {
      throw NO_TEST;
    },
    signal,
  );
  let first: Flat | undefined;
  const labels = new Set<string>();
  let width = 0;
  let words = false;
  await rows.each(
    'train',
    ({ cells, at }) => {
      first ??= flat(cells.x, at);
      if (typeof cells.y === 'string') words = true;
      const isOne = typeof cells.y === 'string' || typeof cells.y === 'number';
      width = Math.max(width, isOne ? 1 : flat(cells.y, at).values.length);
      if (isOne && labels.size <= 10_000) labels.add(nameOf(cells.y));
    },
    signal,
  );
  if (!first) throw new LockstepError('BAD_DATA', 'the records function of the job gives no sample');
  const isClass = options.task === 'classification' || (options.task === undefined && words);
  const target: Target =
    learned?.target ??
    (isClass
      ? { kind: 'classes', name: 'y', classes: sortNames(labels) }
      : { kind: 'numbers', names: width === 1 ? ['y'] : Array.from({ length: width }, (_, i) => `y[${i}]`) });
  const { shape, type } = first;
  const prepared: Prepared = {
    inputs: [
      {
        name: X,
        column: X,
        shape,
        encoding: type === 'int32' ? { kind: 'ids' } : { kind: 'scale', scale: 1 },
      },
    ],
    targets: [targetFeature(target, job)],
    raw: { kind: 'arrays' },
    target,
  };
  const encode = async (split: SplitName) => {
    const builders = [new ColumnBuilder(X, type, shape), targetColumn(target)] as const;
    const put = ({ at, cells }: Row) => {
      const x = flat(cells.x, at);
      if (String(x.shape) !== String(shape)) {
        throw new BadRow(`${at}: x has shape [${x.shape}], the first one had [${shape}]`);
      }
      if (x.type !== type) throw new BadRow(`${at}: x holds ${x.type}, the first one ${type}`);
      if (isMissing(cells.y)) throw new BadRow(`${at}: y is empty`);
      const wanted =
        target.kind === 'classes' ? [target.classes.indexOf(nameOf(cells.y))] : flat(cells.y, at).values;
      if (wanted[0] === -1) throw new BadRow(`${at}: ${nameOf(cells.y)} is in no training sample`);
      if (target.kind === 'numbers' && wanted.length !== target.names.length) {
        throw new BadRow(`${at}: y has ${wanted.length} numbers, others have ${target.names.length}`);
      }
      builders[0].next().set(x.values);
      builders[1].next().set(wanted);
    };
    await rows.each(split, put, signal, true);
    return splitOf(builders);
  };
  const [train, test] = [await encode('train'), await encode('test')];
  return { dataset: { ...about('records', rows, train.length, test.length, target), train, test }, prepared };
}

function flat(value: unknown, at: string): Flat {
  if (typeof value === 'number') return { shape: [], values: [value], type: 'float32' };
  if (value instanceof Uint8Array) return { shape: [value.length], values: value, type: 'uint8' };
  if (value instanceof Int32Array) return { shape: [value.length], values: value, type: 'int32' };
  if (value instanceof Float32Array || value instanceof Float64Array) {
    return { shape: [value.length], values: value, type: 'float32' };
  }
  if (Array.isArray(value) && value.length > 0) {
    const parts = value.map((part) => flat(part, at));
    const { shape, type } = parts[0]!;
    const other = parts.find((part) => part.type !== type);
    if (other) throw new BadRow(`${at} holds ${type} and ${other.type}: use one kind of array`);
    if (parts.every((part) => String(part.shape) === String(shape))) {
      return {
        shape: [value.length, ...shape],
        values: parts.flatMap((part) => Array.from(part.values)),
        type,
      };
    }
    throw new BadRow(`${at}: its arrays differ in length`);
  }
  throw new BadRow(`${at} holds ${value === null ? 'null' : typeof value} where numbers belong`);
}
