import type { ColumnType, LoadContext } from '../../api/data.ts';
import type { FileLoader } from '../../api/file-options.ts';
import type { Job } from '../../api/job.ts';
import type { Prepared, Target } from '../../api/prepared.ts';
import { asLockstepError, LockstepError } from '../../base/errors.ts';
import type { Row, Rows } from '../formats/rows.ts';
import { nameOf, sortNames } from '../preparation/cells.ts';
import { BadRow } from '../preparation/table.ts';
import { ColumnBuilder } from './builder.ts';
import { SplitRows } from './rows-split.ts';
import { about, type OwnData } from './table.ts';
import { targetColumn, targetFeature } from './target.ts';
import { WEIGHT_FEATURES, weightBuilders, weightOf } from './weight.ts';

const X = 'x';
const NO_PATH = new LockstepError('BAD_INPUT', 'records have no path for a split', {
  hint: 'Give test and validation as shares of the samples',
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
      for await (const { x, y, weight } of make({
        ...(dataDir !== undefined && { dataDir }),
        ...(signal && { signal }),
      })) {
        const cells = { x, y, ...(weight !== undefined && { weight }) };
        yield { at: `record ${number++}`, cells } satisfies Row;
      }
    } catch (error) {
      throw asLockstepError(error, 'BAD_DATA', { hint: 'This came from the records function of the job' });
    }
  };
  const rows = await SplitRows.open(
    source,
    options,
    () => {
      throw NO_PATH;
    },
    signal,
  );
  let first: Flat | undefined;
  const labels = new Set<string>();
  let weight: string | undefined;
  let width = 0;
  let words = false;
  await rows.each(
    'train',
    ({ cells, at }) => {
      first ??= flat(cells.x, at);
      weight ??= Object.hasOwn(cells, 'weight') ? 'weight' : undefined;
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
    ...(weight !== undefined && { weights: WEIGHT_FEATURES }),
    raw: { kind: 'arrays' },
    target,
  };
  const splits = await rows.encode(
    () => [new ColumnBuilder(X, type, shape), targetColumn(target), ...weightBuilders(weight)] as const,
    (row, [inputs, targets, weights]) => {
      const { at, cells } = row;
      const x = flat(cells.x, at);
      if (String(x.shape) !== String(shape)) {
        throw new BadRow(`${at}: x has shape [${x.shape}], the first one had [${shape}]`);
      }
      const wanted =
        target.kind === 'classes' ? [target.classes.indexOf(nameOf(cells.y))] : flat(cells.y, at).values;
      if (wanted[0] === -1) throw new BadRow(`${at}: ${nameOf(cells.y)} is in no training sample`);
      if (target.kind === 'numbers' && wanted.length !== target.names.length) {
        throw new BadRow(`${at}: y has ${wanted.length} numbers, others have ${target.names.length}`);
      }
      const counts = weightOf(row, weight);
      inputs.next().set(x.values);
      targets.next().set(wanted);
      weights?.next().set([counts]);
    },
    signal,
  );
  return { dataset: { ...about('records', rows, splits, target), ...splits }, prepared };
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
    const shape = parts[0]!.shape;
    if (parts.every((part) => String(part.shape) === String(shape))) {
      return {
        shape: [value.length, ...shape],
        values: parts.flatMap((part) => Array.from(part.values)),
        type: parts[0]!.type,
      };
    }
    throw new BadRow(`${at}: its arrays differ in length`);
  }
  throw new BadRow(`${at} holds ${value === null ? 'null' : typeof value} where numbers belong`);
}
