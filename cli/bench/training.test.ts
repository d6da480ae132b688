import { expect, test } from 'vitest';
import type { RunEvent } from '../../proto/events.ts';
import { stepOf } from './training.ts';

test('the time of a step goes from its start to the next one’s of the same epoch', () => {
  const step = (rank: number, epoch: number, start: number) => ({ type: 'step', rank, epoch, start });
  const events = [
    ...[step(0, 0, 100), step(1, 0, 101), step(0, 0, 103), { type: 'checkpoint_saved' }, step(0, 0, 106)],
    ...[step(0, 1, 500), step(0, 1, 504), step(0, 1, 509)],
  ] as unknown as RunEvent[];
  expect(stepOf(events)).toBe(3.5);
});
