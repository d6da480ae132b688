/** As faults.long.test.ts, for a worker and for the coordinator. */
import { describe, expect, test } from 'vitest';
import { Cluster } from '../support/cluster.ts';
import { readEvents } from '../support/lockstep.ts';
import { endsWell } from './ends-well.ts';

describe('whatever dies, the weights are those of an undisturbed run', () => {
  test('a worker is killed; the others go on', async () => {
    const run = await Cluster.start(3);
    await run.reaches(60);
    run.kill('worker-1', 'SIGKILL');
    const { recoveries, repeatedSteps, workers } = await endsWell(run);
    expect([recoveries, workers]).toEqual([1, 2]);
    expect(repeatedSteps).toBeLessThanOrEqual(1);
  });

  test('the coordinator is killed; the workers train on and another takes over', async () => {
    const run = await Cluster.start(2);
    await run.reaches(10);
    run.coordinator.child.kill('SIGKILL');
    await run.coordinator.finished;
    await run.lead(2);
    const { recoveries } = await endsWell(run);
    expect(recoveries).toBe(0);
    const generations = readEvents(run.runDir).filter(({ type }) => type === 'generation_formed');
    expect(generations.map(({ generation }) => generation)).toEqual([1]);
  });
});
