import { expect, test } from 'vitest';
import { classesIn, confusionIn, keepsConfusion } from './confusion.ts';
import { loggedOf, logsOf } from './totals.ts';

const NAMES = [
  'loss',
  'accuracy',
  '/confusion/0',
  '/confusion/1',
  '/confusion/2',
  '/confusion/3',
  'samples',
] as const;
const TOTALS = [6, 3, 1, 1, 0, 2, 4];

test('a matrix stands among the totals and is no log', () => {
  expect(confusionIn(NAMES, TOTALS)).toEqual([1, 1, 0, 2]);
  expect(classesIn(NAMES)).toBe(2);
  expect(logsOf(NAMES, TOTALS)).toEqual({ loss: 1.5, accuracy: 0.75 });
  expect(loggedOf(NAMES)).toEqual(['loss', 'accuracy', 'samples']);
  expect(confusionIn(['loss', 'samples'], [1, 1])).toBeUndefined();
});

test('of a long run few matrices are kept', () => {
  const kept = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => from + i).filter(keepsConfusion);
  expect(kept(1, 100)).toHaveLength(99);
  expect(kept(100, 131)).toEqual([100, 110, 120, 130]);
  expect(kept(100, 1_000)).toHaveLength(90);
  expect(kept(1_000, 10_000)).toHaveLength(90);
});
