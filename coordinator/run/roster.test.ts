import { expect, test } from 'vitest';
import { decide } from '../membership/decide.ts';
import { RunOptions } from './options.ts';
import { Roster } from './roster.ts';

test('a worker that is evicted is named once, wherever it is told why', () => {
  const told: string[] = [];
  let now = 0;
  const roster = new Roster(() => now, {
    workerLost: (id, reason) => told.push(`${id} is lost: ${reason}`),
    generationBroken: (number, reason) => told.push(`generation ${number} broke: ${reason}`),
  });
  for (const id of ['w1', 'w2']) roster.join(id);
  roster.formGeneration(['w1', 'w2'], 0, false);
  now = 6_000;
  roster.heard('w2');
  const options = RunOptions.parse({ batchSize: 4, epochs: 1, seed: 0, startWorkers: 2 });
  const decision = decide(now, roster.membership, options);
  expect(decision.reason).toBe('w1 has been silent for 6.0 s');
  if (decision.type === 'evict') roster.evict(decision.workerId, decision.why);
  expect(told).toEqual([
    'generation 1 broke: w1 has been silent for 6.0 s',
    'w1 is lost: has been silent for 6.0 s',
  ]);
});
