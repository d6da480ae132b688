import { expect, test } from 'vitest';
import type { Prediction } from './cost.ts';
import { workersWanted } from './wanted.ts';

const BATCH = 64;
const WORLDS = [1, 2, 4, 8, 16, 32];

/** A step that computes a sample in 1 ms, updates in 1 ms, and sums as told. */
const stepOf = (workers: number, reduceMs: (workers: number) => number) =>
  BATCH / workers + 1 + (workers > 1 ? reduceMs(workers) : 0);

function worlds(reduceMs: (workers: number) => number): Prediction[] {
  return WORLDS.map((workers) => ({
    ...{ workers, algorithm: 'ring', computeMs: BATCH / workers, waitMs: 0, applyMs: 1 },
    ...{ reduceMs: workers > 1 ? reduceMs(workers) : 0, stepMs: stepOf(workers, reduceMs) },
    ...{ samplesPerSecond: (1000 * BATCH) / stepOf(workers, reduceMs), efficiency: 1 },
  }));
}

/** What the last of so many workers brings, over what one alone makes. */
const brings = (workers: number, reduceMs: (workers: number) => number) =>
  stepOf(1, reduceMs) * (1 / stepOf(workers, reduceMs) - 1 / stepOf(workers - 1, reduceMs));

test.each([0.1, 0.3, 1])('the last worker that is wanted brings half: %d ms for each', (each) => {
  const reduceMs = (workers: number) => 0.5 + each * (workers - 2);
  const wanted = workersWanted(worlds(reduceMs), BATCH);
  expect(wanted).toBeGreaterThan(2);
  expect(wanted).toBeLessThan(32);
  expect(brings(wanted, reduceMs)).toBeGreaterThanOrEqual(0.5);
  expect(brings(wanted + 1, reduceMs)).toBeLessThan(0.5);
});

test('all are wanted where a sum takes no time, and one alone where it takes too long', () => {
  const nearlyNone = () => 1e-3;
  expect(workersWanted(worlds(nearlyNone).slice(0, 4), BATCH)).toBe(8);
  expect(
    workersWanted(
      worlds(() => 1000),
      BATCH,
    ),
  ).toBe(1);
  expect(workersWanted(worlds(nearlyNone).slice(0, 1), BATCH)).toBe(1);
});
