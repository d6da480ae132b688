import { expect, test } from 'vitest';
import { EventBus } from '../events/bus.ts';
import { emptyMembership, generationBroken, generationFormed, workerJoined } from '../membership/state.ts';
import { LongWaits } from './waits.ts';

test('a run that waits long says so every half minute, and one that trains says nothing', () => {
  const told: string[] = [];
  const bus = new EventBus('run');
  bus.subscribe((event) => event.type === 'waiting' && told.push(event.reason));
  const waits = new LongWaits(bus);
  const none = emptyMembership(0);
  for (let now = 0; now <= 65_000; now += 50) waits.waiting(none, `waits at ${now}`, now);
  expect(told).toEqual(['waits at 30000', 'waits at 60000']);
  const training = generationFormed(workerJoined(none, 'w', 0), ['w'], 0, 65_000);
  for (let now = 65_000; now <= 200_000; now += 50) waits.waiting(training, 'trains', now);
  const broken = generationBroken(training, 'w is lost', 200_000);
  for (let now = 200_000; now <= 231_000; now += 50) waits.waiting(broken, `waits at ${now}`, now);
  expect(told.slice(2)).toEqual(['waits at 230000']);
});
