import { expect, test } from 'vitest';
import { afterSkippedStep, afterStep, INITIAL_STATE } from '../checkpoint/training-state.ts';
import { expectFewSkips, expectTrained } from './skips.ts';

test('a run bears as many steps that are not finite as it may, and one more ends it', () => {
  let state = INITIAL_STATE;
  for (let step = 0; step < 6; step += 2) state = afterStep(afterSkippedStep(state), 0, [1, 4]);
  expect(state.skippedSteps).toBe(3);
  expectFewSkips(state, 3, 5);
  expect(() => expectFewSkips(state, 2, 5)).toThrow(
    expect.objectContaining({
      code: 'DIVERGED',
      message: expect.stringContaining('of 3 steps, up to step 5'),
    }),
  );
});

test('an epoch of which an update learned nothing ends the run', () => {
  const updates = [{ name: 'judge' }, { name: 'forger' }];
  const half = afterSkippedStep(afterStep(INITIAL_STATE, 0, [1, 4]));
  expect(() => expectTrained(half, updates)).toThrow(/update forger has learned nothing in epoch 1/);
  expect(() => expectTrained(afterSkippedStep(INITIAL_STATE), [{ name: 'model' }])).toThrow(
    /^the model has learned/,
  );
  expectTrained(afterStep(half, 1, [2, 4]), updates);
});
