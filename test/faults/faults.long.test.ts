import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/lockstep.ts';
import { PHASES } from './fail-at.ts';
import { killWorkers } from './scenarios/kill-points.ts';

test('a worker dies at each place inside a step: the next step comes, and nothing is lost', async () => {
  const folder = temporaryFolder();
  const { redone, wrong } = await killWorkers(PHASES, { folder, repetitions: (n) => n, say: () => {} });
  expect(wrong).toEqual([]);
  expect(Math.max(...redone)).toBeLessThanOrEqual(1);
});
