import type { Column, LoadContext, Split } from '../../api/data.ts';
import type { FileLoader } from '../../api/file-options.ts';
import type { Job } from '../../api/job.ts';
import type { Prepared, Target } from '../../api/prepared.ts';
import { sizeOf } from '../../base/arrays.ts';
import { LockstepError } from '../../base/errors.ts';
import { unzip } from '../../base/unzip.ts';
import { type NumberArray, parseNumberArray } from '../formats/npy.ts';
import { findPath } from './rows-split.ts';
import { DEFAULT_TEST, testRows } from './split.ts';
import { about, type OwnData } from './table.ts';
import { TARGET, targetFeature } from './target.ts';

type Arrays = ReadonlyMap<string, NumberArray>;
type Options = Extract<FileLoader, { kind: 'npz' }>['options'];

/** Arrays of an `.npz`, each `[samples, ...shape]`. */
export async function loadArrays(
  { path, options }: Extract<FileLoader, { kind: 'npz' }>,
  context: LoadContext,
  job: Job,
  learned?: Prepared,
): Promise<OwnData> {
  const { inputs, target: name, scale, test = DEFAULT_TEST } = options;
  const file = findPath(path, context);
  const arrays = await read(file, options);
  const count = arrays.get(name)!.shape[0] ?? 0;
  const isTest = typeof test === 'number' ? testRows(count, test) : undefined;
  const rowsOf = (wanted: number) =>
    Uint32Array.from(Array.from({ length: count }, (_, row) => row).filter((row) => isTest![row] === wanted));
  const tested = isTest ? arrays : await read(findPath(String(test), context), options);
  const target = learned?.target ?? describeTarget(arrays, options);
  const split = (from: Arrays, rows?: Uint32Array): Split => {
    const columns = inputs.map((input) => column(input, from.get(input)!, rows));
    columns.push(targetColumnOf(from.get(name)!, target, rows, file));
    return { length: rows?.length ?? from.get(name)!.shape[0] ?? 0, columns };
  };
  const train = split(arrays, isTest && rowsOf(0));
  const testSplit = split(tested, isTest && rowsOf(1));
  const prepared: Prepared = {
    inputs: inputs.map((input) => ({
      name: input,
      column: input,
      shape: arrays.get(input)!.shape.slice(1),
      encoding:
        scale === undefined && arrays.get(input)!.values instanceof Int32Array
          ? { kind: 'ids' }
          : { kind: 'scale', scale: scale ?? 1 },
    })),
    targets: [targetFeature(target, job)],
    raw: { kind: 'arrays' },
    target,
  };
  const nothing = { skipped: { train: 0, test: 0 }, firstSkipped: undefined };
  return {
    dataset: { ...about(path, nothing, train.length, testSplit.length, target), train, test: testSplit },
    prepared,
  };
}

async function read(path: string, { inputs, target }: Options): Promise<Arrays> {
  const members = await unzip(path);
  const arrays = new Map<string, NumberArray>();
  for (const name of [...inputs, target]) {
    const content = members.get(`${name}.npy`);
    if (!content) {
      const there = [...members.keys()].map((key) => key.replace(/\.npy$/, '')).join(', ');
      throw new LockstepError('BAD_DATA', `${path} has no array ${name}`, { hint: `It has: ${there}` });
    }
    arrays.set(name, parseNumberArray(content, `${path}:${name}`));
  }
  const [count] = arrays.get(target)!.shape;
  for (const [name, { shape }] of arrays) {
    if (shape[0] === count) continue;
    throw new LockstepError('BAD_DATA', `${path}: ${name} has ${shape[0]} samples, ${target} has ${count}`, {
      hint: 'Save arrays with one entry a sample, in the same order',
    });
  }
  return arrays;
}

function describeTarget(arrays: Arrays, { target, task }: Options): Target {
  const { shape, values } = arrays.get(target)!;
  const width = sizeOf(shape.slice(1));
  const whole = width === 1 && (values as Float64Array).every((value) => Number.isInteger(value));
  const integers = whole && (values instanceof Int32Array || values instanceof Uint8Array);
  if (task === 'classification' || (task === undefined && integers)) {
    if (!whole) {
      throw new LockstepError(
        'BAD_DATA',
        `target ${target} is not one whole number a sample, as classes are`,
        {
          hint: "Save class numbers, or say task: 'regression'",
        },
      );
    }
    const most = (values as Float64Array).reduce((a, b) => Math.max(a, b), 0);
    return { kind: 'classes', name: target, classes: Array.from({ length: most + 1 }, (_, i) => String(i)) };
  }
  return {
    kind: 'numbers',
    names: width === 1 ? [target] : Array.from({ length: width }, (_, i) => `${target}[${i}]`),
  };
}

function gather(
  values: NumberArray['values'],
  width: number,
  rows: Uint32Array | undefined,
): NumberArray['values'] {
  if (!rows) return values;
  const out = values.slice(0, rows.length * width);
  for (const [i, row] of rows.entries()) out.set(values.subarray(row * width, (row + 1) * width), i * width);
  return out;
}

function column(name: string, { shape, values }: NumberArray, rows: Uint32Array | undefined): Column {
  const sample = shape.slice(1);
  const width = sizeOf(sample);
  const own = gather(values, width, rows);
  if (own instanceof Uint8Array) return { name, type: 'uint8', shape: sample, values: own };
  if (own instanceof Int32Array) return { name, type: 'int32', shape: sample, values: own };
  return { name, type: 'float32', shape: sample, values: narrowed(name, own) };
}

/** @throws LockstepError BAD_DATA for a number that float32 has not */
function narrowed(name: string, values: Float32Array | Float64Array): Float32Array {
  const beyond = (values as Float64Array).find(
    (value) => Number.isFinite(value) && !Number.isFinite(Math.fround(value)),
  );
  if (beyond === undefined) return Float32Array.from(values);
  throw new LockstepError('BAD_DATA', `array ${name} holds ${beyond}, too large for float32`, {
    hint: 'Save smaller units, or logarithms',
  });
}

function targetColumnOf(
  array: NumberArray,
  target: Target,
  rows: Uint32Array | undefined,
  path: string,
): Column {
  const width = sizeOf(array.shape.slice(1));
  const values = gather(array.values, width, rows);
  if (target.kind === 'numbers') {
    return { name: TARGET, type: 'float32', shape: [width], values: Float32Array.from(values) };
  }
  const beyond = (values as Float64Array).find((value) => !(value >= 0 && value < target.classes.length));
  if (beyond !== undefined) {
    throw new LockstepError(
      'BAD_DATA',
      `${path}: class ${beyond} of ${target.name} is in no training sample`,
      {
        hint: 'Classes are whole numbers from 0 on',
      },
    );
  }
  return { name: TARGET, type: 'int32', shape: [], values: Int32Array.from(values) };
}
