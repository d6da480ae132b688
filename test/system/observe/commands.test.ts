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
