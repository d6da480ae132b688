import { expect, test } from 'vitest';
import type { RunEventBody } from '../../proto/events.ts';
import { Progress } from './progress.ts';

/** What a run of 3 batches an epoch has come to that ended after `steps`, having told of two epochs. */
function endedAfter(steps: number, updates = 1): number {
  const progress = new Progress();
  const hear = (body: RunEventBody) => progress.hear({ time: 0, runId: 'run', ...body } as never);
  hear({ type: 'run_started', batchesPerEpoch: 3 } as RunEventBody);
  hear({ type: 'worker_ready', backend: 'b', updates } as RunEventBody);
  for (const epoch of [0, 1]) hear({ type: 'epoch_ended', epoch, logs: { loss: 1 }, seconds: 1 });
  progress.endedAt(steps);
  progress.forgetLostEpochs();
  return progress.epochs.length;
}

test('a run whose ranks that were furthest are lost does not count the epochs that they had ended', () => {
  expect([0, 2, 3, 5, 6].map((steps) => endedAfter(steps))).toEqual([0, 0, 1, 1, 2]);
  expect([5, 6, 12].map((steps) => endedAfter(steps, 2))).toEqual([0, 1, 2]);
});
