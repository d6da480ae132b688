import { expect, test } from 'vitest';
import { phase, programLoaded, takePhases } from './phases.ts';

test('phases are taken once, in the order in which they began, with those that failed', async () => {
  takePhases();
  programLoaded();
  expect(await phase('read', () => 7)).toBe(7);
  const failing = phase('link', async () => {
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  const phases = takePhases();
  expect(phases.map(({ name }) => name)).toEqual(['load the program', 'read', 'link']);
  expect(phases[0]!.start).toBe(performance.timeOrigin);
  for (const { ms } of phases) expect(ms).toBeGreaterThanOrEqual(0);
  expect(takePhases()).toEqual([]);
});
