import { expect, test } from 'vitest';
import { classAt } from './confusion.ts';

test('the class of a row is its greatest number, or whether its one number is above a half', () => {
  const rows = Float32Array.of(0.9, 0.1, 0.2, 0.8);
  expect([classAt(rows, 0, 2), classAt(rows, 1, 2)]).toEqual([0, 1]);
  expect([0, 1, 2, 3].map((row) => classAt(rows, row, 4))).toEqual([1, 0, 0, 1]);
});
