/**
 * Real processes, real signals. All runs are reproducible ones, so the promise can be checked to the last bit:
 * whatever dies, the run ends with the weights of an undisturbed run, and every step counts exactly once.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FileLock } from '../../base/file-lock.ts';
import { Cluster } from '../support/cluster.ts';
import { readEvents, start } from '../support/lockstep.ts';
import { digits, STEPS_PER_EPOCH, undisturbed } from '../support/runs.ts';
import { endsWell } from './ends-well.ts';

/** As when the end of the events had not come to the disk yet, other than checkpoints and journal. */
function forgetEpochs(runDir: string): void {
  const path = join(runDir, 'events.jsonl');
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.slice(0, text.indexOf('"epoch_ended"')));
  rmSync(join(runDir, 'history.json'));
}

describe('whatever dies, the weights are those of an undisturbed run', () => {
  test('a worker is killed and another takes its place', async () => {
    // One alone does not train on: the run would be over before the newcomer is there.
    const run = await Cluster.start(2, ['--min-workers', '2']);
    await run.reaches(20);
    run.kill('worker-0', 'SIGKILL');
    run.join('worker-7');
    await run.sees('the newcomer in a generation', ({ members }) => members?.includes('worker-7'));
    expect((await endsWell(run)).workers).toBe(2);
  });

  test('all workers are killed; others take the state from the checkpoint', async () => {
    const run = await Cluster.start(2);
    await run.sees('a checkpoint', ({ type }) => type === 'checkpoint_saved');
    await run.reaches(STEPS_PER_EPOCH + 10);
    for (const id of ['worker-0', 'worker-1']) run.kill(id, 'SIGKILL');
    for (const id of ['worker-2', 'worker-3']) run.join(id);
    await endsWell(run);
  });

  test('a worker hangs: it is left behind, and comes back when it goes on', async () => {
    const run = await Cluster.start(2, ['--heartbeat', '100', '--heartbeat-timeout', '1500']);
    await run.reaches(20);
    run.kill('worker-1', 'SIGSTOP');
    await run.sees('its loss', ({ type, workerId }) => type === 'worker_lost' && workerId === 'worker-1');
    run.kill('worker-1', 'SIGCONT');
    await endsWell(run);
  });

  test('a worker is asked to go (SIGTERM): it leaves in good order', async () => {
    const run = await Cluster.start(2);
    await run.reaches(20);
    run.kill('worker-1', 'SIGTERM');
    const { code } = await run.workers.get('worker-1')!.finished;
    expect(code).toBe(130);
    const { recoveries, workers } = await endsWell(run);
    expect([recoveries, workers]).toEqual([0, 1]);
  });

  test('the coordinator is asked to go (SIGTERM); the workers train on and another takes over', async () => {
    const run = await Cluster.start(2);
    await run.reaches(10);
    run.coordinator.child.kill('SIGTERM');
    expect((await run.coordinator.finished).code).toBe(130);
    await run.lead(2);
    const { recoveries } = await endsWell(run);
    expect(recoveries).toBe(0);
    const events = readEvents(run.runDir);
    const formed = events.filter(({ type }) => type === 'generation_formed');
    expect(formed.map(({ generation }) => generation)).toEqual([1]);
    // Nothing failed, so nobody who watches may hear that something did.
    const left = events.filter(({ type }) => type === 'run_failed' || type === 'run_interrupted');
    expect(left).toMatchObject([{ type: 'run_interrupted', reason: 'stopped by SIGTERM' }]);
  });

  test('everything is killed; the run is resumed at its checkpoint', async () => {
    const run = await Cluster.start(2);
    await run.sees('a checkpoint', ({ type }) => type === 'checkpoint_saved');
    await run.reaches(STEPS_PER_EPOCH + 5);
    for (const { child } of [run.coordinator, ...run.workers.values()]) child.kill('SIGKILL');
    await run.coordinator.finished;
    forgetEpochs(run.runDir);
    run.coordinator = start([
      'train',
      '--resume',
      run.runDir,
      '--workers',
      '3',
      '--data-dir',
      await digits(),
    ]);
    expect((await endsWell(run)).workers).toBe(3);
    const history = (runDir: string) => readFileSync(join(runDir, 'history.csv'), 'utf8');
    expect(history(run.runDir)).toBe(history(await undisturbed()));
    expect(FileLock.take(join(run.runDir, 'lock'))).toHaveProperty('lock');
  });
});
