import { expect, test } from 'vitest';
import type { Command } from '../../../proto/commands.ts';
import { Cluster } from '../../support/cluster.ts';
import { readEvents } from '../../support/lockstep.ts';

test('orders before the first step hold from the first step; what is no command is refused', async () => {
  const lockstep = new Cluster();
  await lockstep.lead(1);
  expect(await lockstep.tell({ command: 'resume' })).toMatchObject({
    ok: true,
    message: 'it is not paused',
  });
  for (const wrong of [
    { command: 'dance' },
    { command: 'learning-rate', value: -1 },
    { command: 'pause', more: 1 },
  ]) {
    expect(await lockstep.tell(wrong as Command)).toEqual({
      ok: false,
      message: 'there is no such command',
    });
  }
  const [paused] = await Promise.all([
    lockstep.order({ command: 'pause' }),
    Promise.resolve(lockstep.join('worker-0')),
  ]);
  expect(paused).toBe(0);
  expect(await lockstep.order({ command: 'learning-rate', value: 0.5 })).toBe(0);
  expect(await lockstep.order({ command: 'resume' })).toBe(0);
  await lockstep.reaches(0);
  expect(readEvents(lockstep.runDir).find(({ type }) => type === 'step')).toMatchObject({
    step: 0,
    learningRate: 0.5,
  });
  await lockstep.tell({ command: 'stop' });
  await lockstep.coordinator.finished;
});

test('stop interrupts a run that nobody trains, and it can be gone on with', async () => {
  const lockstep = new Cluster();
  await lockstep.lead(1);
  expect(await lockstep.tell({ command: 'stop' })).toEqual({
    ok: true,
    message: 'the run is stopped; nobody trained',
  });
  const { code, stderr } = await lockstep.coordinator.finished;
  expect(code).toBe(130);
  expect(stderr).toMatch(/stopped by a command \(.*\) while nobody trained.*--resume.*\(ABORTED\)/);
  expect(readEvents(lockstep.runDir).at(-1)).toMatchObject({
    type: 'run_interrupted',
    reason: expect.stringMatching(/^stopped by a command/),
  });
  // Another coordinator takes the run up.
  await lockstep.lead(1);
  expect(await lockstep.tell({ command: 'stop' })).toMatchObject({ ok: true });
  expect((await lockstep.coordinator.finished).code).toBe(130);
});
