import { expect } from 'vitest';
import type { Cluster } from '../support/cluster.ts';
import { readJson } from '../support/lockstep.ts';
import { EPOCHS, TOTAL_STEPS, undisturbed } from '../support/runs.ts';

/** Waits for the end, and holds the run to the promise: weights of an undisturbed run, every step once. */
export async function endsWell(
  run: Cluster,
): Promise<{ recoveries: number; repeatedSteps: number; workers: number }> {
  const summary = await run.ends();
  expect(summary.weightsSha256).toBe(readJson(await undisturbed(), 'summary.json').weightsSha256);
  expect(summary.steps).toBe(TOTAL_STEPS);
  expect(readJson(run.runDir, 'history.json').epoch).toEqual(Array.from({ length: EPOCHS }, (_, i) => i));
  return summary;
}
