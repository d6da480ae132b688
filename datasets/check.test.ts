import { describe, expect, test } from 'vitest';
import type { Column, DataSource, Encoding } from '../api/data.ts';
import { LockstepError } from '../base/errors.ts';
import { loadDataset } from './load.ts';

const CONTEXT = { cacheDir: '/nowhere', allowDownload: false };

const column = (name: string, values: unknown, more: object = {}) =>
  ({ name, type: 'float32', shape: [], values, ...more }) as Column;
const x = column('x', Float32Array.of(1, 2, 3, 4));
const y = column('y', Float32Array.of(0, 1, 2, 1));
const sound = { name: 'd', provenance: 'd', substitute: false };
const split = (...columns: Column[]) => ({ length: 4, columns });

const source = (dataset: unknown, encoding: Encoding = { kind: 'scale', scale: 1 }, shape: number[] = []) =>
  ({
    name: 'd',
    inputs: [{ name: 'x', column: 'x', shape: [], encoding: { kind: 'scale', scale: 1 } }],
    targets: [{ name: 'y', column: 'y', shape, encoding }],
    loader: { kind: 'custom', load: async () => dataset },
  }) as DataSource;

const oneHot = (label: number) =>
  source(
    { ...sound, train: split(x, column('y', Float32Array.of(0, 1, label, 2))), test: split(x, y) },
    { kind: 'oneHot', depth: 3 },
    [3],
  );
const train = (...columns: Column[]) => source({ ...sound, train: split(...columns), test: split(x, y) });
const held = (test: unknown) => source({ ...sound, train: split(x, y), test });
const ids = (values: Column) =>
  source({ ...sound, train: split(x, values), test: split(x, values) }, { kind: 'ids' });

const REFUSED: [what: string, source: DataSource, code: string, message: RegExp][] = [
  ['nothing', source(undefined), 'BAD_DATA', /what the load function gives: .*Return \{ name, prov/],
  ['no provenance', source({ name: 'd', substitute: false }), 'BAD_DATA', /^provenance: /],
  ['no train split', source({ ...sound, test: split(x, y) }), 'BAD_DATA', /no train split/],
  ['no test split', held(undefined), 'BAD_DATA', /no test split.*Give test: \{ length: 0, columns: \[\] \}/],
  [
    'no record',
    source({ ...sound, train: { length: 0, columns: [] }, test: split(x, y) }),
    'BAD_DATA',
    /no record/,
  ],
  [
    'an Int32Array as float32',
    train(column('x', Int32Array.of(1, 2, 3, 4)), y),
    'BAD_DATA',
    /^column x of train says float32 and holds Int32Array\. Make it with Float32Array\.from\(values\)$/,
  ],
  [
    'a Float64Array',
    train(column('x', Float64Array.of(1, 2, 3, 4)), y),
    'BAD_DATA',
    /holds Float64Array\. Make it/,
  ],
  [
    'a BigInt64Array',
    train(column('x', BigInt64Array.of(1n, 2n, 3n, 4n)), y),
    'BAD_DATA',
    /holds BigInt64Array/,
  ],
  [
    'a plain array',
    train(column('x', [1, 2, 3, 4]), y),
    'BAD_DATA',
    /holds Array\. Make it with Float32Array/,
  ],
  ['no values', train(column('x', undefined), y), 'BAD_DATA', /holds undefined\. Make it with/],
  [
    'an unknown type',
    train(column('x', x.values, { type: 'float64' }), y),
    'BAD_DATA',
    /^column x of train has type 'float64'\. Use one of: uint8, int32, float32$/,
  ],
  [
    'a shape with the batch',
    train(column('x', x.values, { shape: [-1, 1] }), y),
    'BAD_DATA',
    /has shape \[-1,1\]\. Give/,
  ],
  ['a column without a name', train(column('', x.values), y), 'BAD_DATA', /\(without a name\).* has no name/],
  ['two columns of one name', train(x, x, y), 'BAD_DATA', /two columns that are called x/],
  [
    'too few numbers',
    train(column('x', Float32Array.of(1, 2, 3)), y),
    'BAD_DATA',
    /has 3 numbers, not the 4 of 4 records/,
  ],
  ['a column that test lacks', held(split(x)), 'BAD_DATA', /^column y of test is missing/],
  [
    'another type in test',
    held(split(x, column('y', Uint8Array.of(0, 1, 2, 1), { type: 'uint8' }))),
    'BAD_DATA',
    /^column y of test is uint8 \[\], in train it is float32 \[\]/,
  ],
  [
    'a feature without a column',
    source({ ...sound, train: split(y), test: split(y) }),
    'BAD_INPUT',
    /feature x wants column "x", which the data lacks. Use one of: y/,
  ],
  [
    'NaN',
    train(column('x', Float32Array.of(1, 2, Number.NaN, 4)), y),
    'BAD_DATA',
    /^x NaN of train record 2 is not a finite number\. Fill in what is missing/,
  ],
  [
    'Infinity in test',
    held(split(x, column('y', Float32Array.of(0, 1, 2, Number.NEGATIVE_INFINITY)))),
    'BAD_DATA',
    /^y -Infinity of test record 3 is not/,
  ],
  [
    'a label between two classes',
    oneHot(1.5),
    'BAD_DATA',
    /^y 1\.5 of train record 2 is not one of the classes 0 to 2/,
  ],
  ['a negative label', oneHot(-1), 'BAD_DATA', /^y -1 of train record 2 is not one of/],
  ['a label past the last class', oneHot(3), 'BAD_DATA', /^y 3 of train record 2 .*Count classes from 0/],
  ['a label that is NaN', oneHot(Number.NaN), 'BAD_DATA', /^y NaN of train record 2 is not a finite/],
  [
    'an id that is no whole number',
    ids(column('y', Float32Array.of(0, 1, 0.5, 1))),
    'BAD_DATA',
    /^y 0\.5 of train record 2 is not a whole number\. .*'scale'/,
  ],
  [
    'an id beyond int32',
    ids(column('y', Float32Array.of(0, 1, 3e9, 1))),
    'BAD_DATA',
    /^y 3000000000 .*does not fit into int32/,
  ],
  [
    'the one-hot of two numbers',
    source(
      {
        ...sound,
        train: split(x, column('y', new Float32Array(8), { shape: [2] })),
        test: { length: 0, columns: [] },
      },
      { kind: 'oneHot', depth: 3 },
      [3],
    ),
    'BAD_INPUT',
    /one-hot of one number, and a record of column y has 2/,
  ],
];

describe('a data set that cannot be what the job says is refused where it is loaded', () => {
  test.each(REFUSED)('%s', async (_, given, code, message) => {
    const error = await loadDataset(given, CONTEXT).then(
      () => undefined,
      (reason) => reason,
    );
    expect(error).toBeInstanceOf(LockstepError);
    expect(error.code).toBe(code);
    expect(error.describe()).toMatch(message);
  });
});

test('columns of test are put in the order of train', async () => {
  const { test } = await loadDataset(held(split(y, x)), CONTEXT);
  expect(test.columns.map(({ name }) => name)).toEqual(['x', 'y']);
});

test('a data set without test records has its columns all the same', async () => {
  const { test } = await loadDataset(held({ length: 0, columns: [] }), CONTEXT);
  expect(test.columns.map(({ name, values }) => [name, values.length])).toEqual([
    ['x', 0],
    ['y', 0],
  ]);
});
