/** Orders to a run under way: all ranks obey at one step, whatever happens around it. Real processes. */
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Cluster } from '../../support/cluster.ts';
import { readEvents, readJson, run, start, temporaryFolder } from '../../support/lockstep.ts';
import { natsIsHere, natsServer } from '../../support/nats.ts';
import { digits, TOTAL_STEPS, undisturbed } from '../../support/runs.ts';

interface Step {
  step: number;
  learningRate: number;
}

/** As rank 0 committed them. */
function stepsOf(runDir: string): Step[] {
  return readEvents(runDir).filter(({ type, rank }) => type === 'step' && rank === 0);
}

describe('orders', () => {
  test('pause holds the run through the death of its coordinator and of a worker; resume ends it as if nothing had been', async () => {
    const lockstep = await Cluster.start(3);
    await lockstep.reaches(10);
    const at = await lockstep.order({ command: 'pause' });
    expect(at).toBeLessThan(TOTAL_STEPS);
    expect((await lockstep.tell({ command: 'pause' })).message).toBe('it is paused already');
    // What is on its way to a coordinator that is killed is told nowhere.
    await lockstep.reaches(at - 1);
    lockstep.coordinator.child.kill('SIGKILL');
    await lockstep.coordinator.finished;
    await lockstep.lead(3);
    const worker = lockstep.join('worker-3');
    await lockstep.is('paused', 4);
    worker.child.kill('SIGKILL');
    await lockstep.is('paused', 3);
    expect(Math.max(...stepsOf(lockstep.runDir).map(({ step }) => step))).toBe(at - 1);
    expect(await lockstep.order({ command: 'resume' })).toBe(at);
    expect(await lockstep.ends()).toMatchObject({
      weightsSha256: readJson(await undisturbed(), 'summary.json').weightsSha256,
      steps: TOTAL_STEPS,
    });
  });

  test('a learning rate holds from one step on, for whoever joins and whoever leads', async () => {
    const lockstep = await Cluster.start(2);
    await lockstep.reaches(10);
    const at = await lockstep.order({ command: 'learning-rate', value: 0.0125 });
    lockstep.join('worker-2');
    await lockstep.reaches(at + 40);
    lockstep.coordinator.child.kill('SIGKILL');
    await lockstep.coordinator.finished;
    await lockstep.lead(2);
    // Ranks that had obeyed at different steps would end with different weights, and the run would fail.
    await lockstep.ends();
    const rates = new Map(stepsOf(lockstep.runDir).map(({ step, learningRate }) => [step, learningRate]));
    // What was on its way to the coordinator that was killed is told nowhere.
    expect(rates.size).toBeGreaterThan(TOTAL_STEPS / 2);
    const usualSteps = stepsOf(await undisturbed());
    const [{ learningRate: own }] = usualSteps as [Step];
    for (const { step, learningRate: usual } of usualSteps) {
      // The job's schedule goes on with the new rate.
      const rate = rates.get(step);
      if (rate !== undefined)
        expect(rate, `step ${step}`).toBeCloseTo(step < at ? usual : (usual / own) * 0.0125, 12);
    }
  });

  test('checkpoint stores the state of that step; stop ends the run with its model, and it can be resumed', async () => {
    const lockstep = await Cluster.start(2);
    await lockstep.reaches(10);
    const kept = await lockstep.order({ command: 'checkpoint' });
    await expect
      .poll(
        () =>
          readEvents(lockstep.runDir).some(({ type, step }) => type === 'checkpoint_saved' && step === kept),
        { timeout: 240_000 },
      )
      .toBe(true);
    const at = await lockstep.order({ command: 'stop' });
    expect(at).toBeLessThan(TOTAL_STEPS);
    expect(await lockstep.ends()).toMatchObject({ steps: at, stopped: 'a command' });
    expect(existsSync(join(lockstep.runDir, 'model/model.json'))).toBe(true);
    const resumed = await run([
      'train',
      '--resume',
      lockstep.runDir,
      '--workers',
      '2',
      '--data-dir',
      await digits(),
    ]);
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(resumed.stdout).toContain(`going on with the run at step ${at}`);
    expect(readJson(lockstep.runDir, 'summary.json')).toMatchObject({
      weightsSha256: readJson(await undisturbed(), 'summary.json').weightsSha256,
      stopped: null,
    });
  });
});

test.skipIf(!natsIsHere)('lockstep status and lockstep send, over NATS (needs nats-server)', async () => {
  const nats = await natsServer();
  const runDir = join(temporaryFolder(), `run-${process.pid}`);
  const name = basename(runDir);
  const over = ['--nats', nats.url];
  const args = [
    'train',
    'mnist-mlp',
    '--workers',
    '2',
    '--epochs',
    '1000',
    '--data-dir',
    await digits(),
    '--run-dir',
    runDir,
  ];
  const { prints, finished } = start([...args, ...over]);
  await prints(/Epoch 2\/1000/);
  // On a busy machine the answer comes before the order takes effect.
  const obeyed = (command: string) =>
    new RegExp(`^${command}: (takes effect at step \\d+|accepted; .*)$`, 'm');
  expect((await run(['send', name, 'pause', ...over])).stdout).toMatch(obeyed('pause'));
  const status = async () => (await run(['status', name, ...over])).stdout;
  await expect
    .poll(status, { timeout: 240_000 })
    .toMatch(new RegExp(`^${name} {2}paused {2}waits for resume$`, 'm'));
  const stdout = await status();
  expect(stdout).toMatch(/^ {2}rank 1 +worker-1 {2}training/m);
  expect(JSON.parse((await run(['status', name, '--json', ...over])).stdout)).toMatchObject({
    state: 'paused',
    runId: name,
  });
  expect((await run(['send', name, 'learning-rate', ...over])).stderr).toMatch(
    /learning-rate takes a number/,
  );
  expect((await run(['send', name, 'learning-rate', 'fast', ...over])).stderr).toMatch(
    /learning-rate fast: /,
  );
  expect((await run(['send', name, 'learning-rate', '0.01', ...over])).code).toBe(0);
  expect((await run(['send', name, 'stop', ...over])).stdout).toMatch(obeyed('stop'));
  const { code, stdout: printed } = await finished;
  expect(code).toBe(0);
  expect(printed).toMatch(
    /paused at step \d+[\s\S]*learning rate 0.01, asked by NATS[\s\S]*Stopped early: a command/,
  );
});
