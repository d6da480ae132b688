import { expect, test } from 'vitest';
import type { Row } from '../formats/rows.ts';
import { encodeRow, tableWidth, targetOf } from './table-encoding.ts';
import { TableLearner } from './table-learner.ts';

const rows = (...cells: Record<string, unknown>[]): Row[] =>
  cells.map((values, i) => ({ at: `table line ${i + 2}`, cells: values }));

function learn(given: readonly Row[], wish: ConstructorParameters<typeof TableLearner>[0]) {
  const learner = new TableLearner(wish);
  for (const row of given) learner.take(row);
  return learner.result();
}

test('numbers are standardized as by Keras 3.15 Normalization, words are one number a category', () => {
  const table = rows(
    { a: '1', b: 10, island: 'Torgersen', species: 'Adelie' },
    { a: '2', b: 20, island: 'Biscoe', species: 'Gentoo' },
    { a: '4', b: 50, island: 'Biscoe', species: 'Adelie' },
    { a: '9', b: 50, island: 'Dream', species: 'Adelie' },
  );
  const { columns, target } = learn(table, { target: 'species' });
  expect(target).toEqual({ kind: 'classes', name: 'species', classes: ['Adelie', 'Gentoo'] });
  expect(tableWidth(columns)).toBe(5);
  const encoded = table.map((row) => {
    const out = new Float32Array(5);
    encodeRow(row, columns, out, 0);
    return [...out];
  });
  const keras = [
    [-0.9733285307884216, -1.2602521181106567],
    [-0.6488856673240662, -0.7001400589942932],
    [0, 0.9801960587501526],
    [1.6222141981124878, 0.9801960587501526],
  ];
  for (const [i, numbers] of keras.entries()) {
    expect(encoded[i]![0]).toBeCloseTo(numbers[0]!, 6);
    expect(encoded[i]![1]).toBeCloseTo(numbers[1]!, 6);
  }
  expect(encoded.map((row) => row.slice(2))).toEqual([
    [0, 0, 1],
    [1, 0, 0],
    [1, 0, 0],
    [0, 1, 0],
  ]);
  expect(table.map((row) => targetOf(row, target))).toEqual([[0], [1], [0], [0]]);
});

test.each([
  ['an empty cell', rows({ a: '1', y: 'k' }, { a: '', y: 'l' }), /table line 3: a is empty/],
  [
    'a word among numbers',
    rows({ a: '1', y: 'k' }, { a: 'x', y: 'l' }),
    /column a holds 1 numbers and, at table line 3, "x"/,
  ],
  ['a target that is missing', rows({ a: '1' }), /table line 2 has no column "y"/],
  ['one class alone', rows({ a: '1', y: 'k' }, { a: '2', y: 'k' }), /target y is k in all training rows/],
  ['no other column', rows({ y: 'k' }, { y: 'l' }), /no column beside its target/],
])('%s is refused by name', (_, table, message) => {
  expect(() => learn(table, { target: 'y' })).toThrowError(
    expect.objectContaining({ code: 'BAD_DATA', message: expect.stringMatching(message) }),
  );
});

test('a class that no training row has is refused where it occurs', () => {
  const [row] = rows({ a: 1, y: 'new' });
  expect(() => targetOf(row!, { kind: 'classes', name: 'y', classes: ['k', 'l'] })).toThrow(
    'table line 2: y new is in no training row',
  );
});

test('numbers that are names become categories in the order of their size', () => {
  const { columns } = learn(rows({ month: '10', y: 1 }, { month: '9', y: 2 }), {
    target: 'y',
    categories: ['month'],
  });
  expect(columns).toEqual([{ kind: 'category', name: 'month', categories: ['9', '10'] }]);
});
