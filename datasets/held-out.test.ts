import { expect, test } from 'vitest';
import type { Dataset } from '../api/data.ts';
import { holdOut } from './held-out.ts';

const split = (length: number) => ({
  length,
  columns: [
    {
      name: 'x',
      type: 'uint8' as const,
      shape: [2],
      values: Uint8Array.from({ length: 2 * length }, (_, i) => i),
    },
  ],
});
const dataset: Dataset = {
  name: 'd',
  provenance: 'here',
  substitute: false,
  train: split(5),
  test: split(1),
};

test('the last share of the training samples is put aside', () => {
  const { train, validation, test: untouched } = holdOut(dataset, 0.4);
  expect([train.length, validation!.length, untouched.length]).toEqual([3, 2, 1]);
  expect([...train.columns[0]!.values]).toEqual([0, 1, 2, 3, 4, 5]);
  expect([...validation!.columns[0]!.values]).toEqual([6, 7, 8, 9]);
  expect(holdOut(dataset, undefined)).toBe(dataset);
});

test.each([0, 1, 0.99, -1, Number.NaN])('a share of %d is refused', (share) => {
  expect(() => holdOut(dataset, share)).toThrow('leaves nothing');
});
