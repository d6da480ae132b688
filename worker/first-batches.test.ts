import { expect, test } from 'vitest';
import { firstBatches } from './first-batches.ts';

const run = (batchSize: number, startWorkers: number, more = {}) =>
  ({ batchSize, startWorkers, reproducible: false, ...more }) as Parameters<typeof firstBatches>[0];

test('of a step: the share of the first of the workers, or the part of it that is computed at once', () => {
  expect(firstBatches(run(32, 2))).toEqual({ step: 16 });
  expect(firstBatches(run(32, 3))).toEqual({ step: 10 });
  expect(firstBatches(run(32, 2), 4)).toEqual({ step: 4 });
  expect(firstBatches(run(32, 2, { reproducible: true }), 4)).toEqual({ step: 4 });
  // An older coordinator does not say how many there are.
  expect(firstBatches(run(32, 0))).toEqual({ step: 32 });
  // The first has nothing to do.
  expect(firstBatches(run(2, 3))).toEqual({});
});

test('of an evaluation: a block of what is looked at after an epoch', () => {
  const [test, validation] = [{ length: 10_000 }, { length: 70 }];
  expect(firstBatches(run(32, 2, { dataset: { test } })).evaluation).toBe(500);
  expect(firstBatches(run(32, 2, { dataset: { test, validation } })).evaluation).toBe(70);
  expect(firstBatches(run(32, 2, { dataset: {} })).evaluation).toBeUndefined();
});
