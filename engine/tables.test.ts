import { expect, test } from 'vitest';
import { tablesOf } from './tables.ts';

test('a table is a large variable of many rows', () => {
  const shapes = [
    [20_000, 128],
    [128, 512],
    // A bias, a convolution, a scalar, a layer of few rows, a small one, and pictures of an embedding.
    [100_000],
    [3, 3, 512, 512],
    [],
    [31, 10_000],
    [64, 1_023],
    [200, 4, 4, 64],
  ];
  expect(tablesOf(shapes)).toEqual([
    { start: 0, count: 20_000, width: 128 },
    { start: 2_560_000, count: 128, width: 512 },
    {
      start: 2_560_000 + 65_536 + 100_000 + 9 * 512 * 512 + 1 + 310_000 + 64 * 1_023,
      count: 200,
      width: 1_024,
    },
  ]);
});
