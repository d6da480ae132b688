import { expect, test } from 'vitest';
import {
  afterEpoch,
  afterStep,
  epochEndIsDue,
  INITIAL_STATE,
  positionOf,
  totalSteps,
} from './training-state.ts';

const SHAPE = { epochs: 2, batchesPerEpoch: 3, updatesPerBatch: 2 };

test('steps walk through the updates of a batch, the batches of an epoch, the epochs', () => {
  const positions = Array.from({ length: totalSteps(SHAPE) }, (_, step) => positionOf(step, SHAPE));
  expect(positions.map(({ epoch, batchIndex, update }) => `${epoch}${batchIndex}${update}`).join(' ')).toBe(
    '000 001 010 011 020 021 100 101 110 111 120 121',
  );
});

test('the end of an epoch is due once, after its last step', () => {
  let state = INITIAL_STATE;
  const due: boolean[] = [];
  for (let step = 0; step < 6; step++) {
    due.push(epochEndIsDue(state, SHAPE));
    state = afterStep(state, step % 2, [1, 4]);
  }
  expect(due).toEqual([false, false, false, false, false, false]);
  expect(epochEndIsDue(state, SHAPE)).toBe(true);
  expect(state.epochTotals).toEqual([
    [3, 12],
    [3, 12],
  ]);
  const ended = afterEpoch(state, { loss: 2 });
  expect(epochEndIsDue(ended, SHAPE)).toBe(false);
  expect(ended.epochTotals).toEqual([]);
  expect(ended.history).toEqual([{ epoch: 0, logs: { loss: 2 } }]);
});
