/**
 * A user's own data with a validation split, weights and augmentation, by real processes: the same weights, the same
 * history and the same test for any number of workers, through a kill and a resume in the middle of an epoch.
 */
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { Cluster } from '../support/cluster.ts';
import { readEvents, readJson, start } from '../support/lockstep.ts';

const JOB = fileURLToPath(new URL('../support/augmented-pictures.ts', import.meta.url));

/** What a run came to, to the last bit. */
async function outcomeOf(run: Cluster): Promise<unknown> {
  const { weightsSha256, tested, steps, logs } = await run.ends();
  expect(readEvents(run.runDir).filter(({ type }) => type === 'run_finished').length).toBe(1);
  return { weightsSha256, tested, steps, logs, history: readJson(run.runDir, 'history.json') };
}

test('one worker to three, a kill and a resume in mid-epoch come to the same', async () => {
  const alone = (await outcomeOf(await Cluster.start(1, [], JOB))) as Record<string, Record<string, number>>;
  expect(Object.keys(alone.tested!)).toEqual(['test_loss', 'test_accuracy', 'test_weighted_accuracy']);
  expect(alone.logs!.val_loss).not.toBe(alone.tested!.test_loss);
  expect(await outcomeOf(await Cluster.start(3, [], JOB)), '3 workers').toEqual(alone);

  const killed = await Cluster.start(2, [], JOB);
  await killed.reaches(14);
  killed.kill('worker-0', 'SIGKILL');
  killed.join('worker-7');
  expect(await outcomeOf(killed), 'a kill').toEqual(alone);

  const resumed = await Cluster.start(2, ['--checkpoint-every', '3'], JOB);
  await resumed.sees(
    'a checkpoint in mid-epoch',
    ({ type, step }) => type === 'checkpoint_saved' && step % 10 === 6,
  );
  for (const { child } of [resumed.coordinator, ...resumed.workers.values()]) child.kill('SIGKILL');
  await resumed.coordinator.finished;
  resumed.coordinator = start(['train', '--resume', resumed.runDir, '--workers', '1']);
  expect(await outcomeOf(resumed), 'a resume').toEqual(alone);
});
