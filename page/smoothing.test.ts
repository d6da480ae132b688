import { expect, test } from 'vitest';
import { smoothed } from './smoothing.ts';

test('without a share the values stay as they are', () => {
  expect(smoothed([3, 1, 2], 0)).toEqual([3, 1, 2]);
});

test('a constant stays itself from the first value on', () => {
  for (const value of smoothed([5, 5, 5, 5], 0.5)) expect(value).toBeCloseTo(5, 12);
});

test('the mean of two is weighted by their ages', () => {
  // share 0.5 of two values: weight 1/2, so the older counts half as much: (1/2 * 0 + 1 * 3) / (3/2)
  expect(smoothed([0, 3], 0.5)[1]).toBeCloseTo(2, 12);
});

test('an interruption stays one', () => {
  expect(smoothed([1, null, 1], 0.5)).toEqual([1, null, 1]);
});
