import type { ColumnType, LoadContext } from '../../api/data.ts';
import type { FileLoader } from '../../api/file-options.ts';
import type { Target } from '../../api/prepared.ts';
import { asLockstepError, LockstepError } from '../../base/errors.ts';
import { BadRow, type Row, type Rows } from '../formats/rows.ts';
import { isMissing, nameOf, sortNames } from '../preparation/cells.ts';
import { exactly } from './exactly.ts';
import { type OwnSource, targetIn } from './source.ts';
import { targetColumn, targetValues } from './target.ts';
import { WEIGHT, WEIGHT_FEATURES, weightColumns, weightValues } from './weight.ts';

const X = 'x';
const MOST_CLASSES = 10_000;

/** A sample's numbers, flat, and their shape. */
interface Flat {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
  readonly type: ColumnType;
}

/** A user's own samples. The function is asked for them again for each pass: it must give the same ones. */
export function recordsSource(
  { make, options }: Extract<FileLoader, { kind: 'records' }>,
  { dataDir, signal }: LoadContext,
): OwnSource {
  const all: Rows = async function* () {
    let number = 0;
    try {
      for await (const { x, y, weight } of make({
        ...(dataDir !== undefined && { dataDir }),
        ...(signal && { signal }),
      })) {
        const cells = { x, y, ...(weight !== undefined && { [WEIGHT]: weight }) };
        yield { at: `record ${number++}`, cells } satisfies Row;
      }
    } catch (error) {
      throw asLockstepError(error, 'BAD_DATA', { hint: 'This came from the records function of the job' });
    }
  };
  return {
    async open(path) {
      if (path === '') return all;
      throw new LockstepError('BAD_INPUT', 'records have no path for a split', {
        hint: 'Give test and validation as shares of the samples',
      });
    },
    async learn(rows) {
      let first: Flat | undefined;
      const labels = new Set<string>();
      let [width, words, weighted] = [0, false, false];
      await rows.learn(({ cells, at }) => {
        first ??= flat(cells.x, at);
        weighted ||= Object.hasOwn(cells, WEIGHT);
        if (isMissing(cells.y)) throw new BadRow(`${at}: y is empty`);
        if (typeof cells.y === 'string') words = true;
        const isOne = typeof cells.y === 'string' || typeof cells.y === 'number';
        width = Math.max(width, isOne ? 1 : flat(cells.y, at).values.length);
        if (isOne && labels.size <= MOST_CLASSES) labels.add(nameOf(cells.y));
      });
      if (!first) throw new LockstepError('BAD_DATA', 'the records function of the job gives no sample');
      const { shape, type } = first;
      const isClass = options.task === 'classification' || (options.task === undefined && words);
      const names = width === 1 ? ['y'] : Array.from({ length: width }, (_, i) => `y[${i}]`);
      const target: Target = isClass
        ? { kind: 'classes', name: 'y', classes: sortNames(labels) }
        : { kind: 'numbers', names };
      const encoding = type === 'int32' ? ({ kind: 'ids' } as const) : ({ kind: 'scale', scale: 1 } as const);
      return {
        inputs: [{ name: X, column: X, shape, encoding }],
        targets: [],
        ...(weighted && { weights: WEIGHT_FEATURES }),
        raw: { kind: 'arrays', types: [type] },
        target,
      };
    },
    encoder(prepared) {
      if (prepared.raw.kind !== 'arrays') throw new TypeError('these are no arrays');
      const { shape } = prepared.inputs[0]!;
      const type = prepared.raw.types?.[0] ?? 'float32';
      const target = targetIn(prepared);
      const weight = prepared.weights && WEIGHT;
      return {
        columns: [{ name: X, type, shape: [...shape] }, targetColumn(target), ...weightColumns(weight)],
        encode(row) {
          const { at, cells } = row;
          const x = flat(cells.x, at);
          if (String(x.shape) !== String(shape)) {
            throw new BadRow(`${at}: x has shape [${x.shape}], the first one had [${shape}]`);
          }
          const wanted = wantedOf(row, target);
          return [
            exactly(type, x.values, `${at}: x`),
            targetValues(target, wanted),
            ...weightValues(row, weight),
          ];
        },
      };
    },
  };
}

function wantedOf({ at, cells }: Row, target: Target): ArrayLike<number> {
  if (isMissing(cells.y)) throw new BadRow(`${at}: y is empty`);
  if (target.kind === 'classes') {
    const index = target.classes.indexOf(nameOf(cells.y));
    if (index >= 0) return [index];
    throw new BadRow(`${at}: ${nameOf(cells.y)} is in no training sample`);
  }
  const { values } = flat(cells.y, at);
  if (values.length === target.names.length) return values;
  throw new BadRow(`${at}: y has ${values.length} numbers, others have ${target.names.length}`);
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
