import { expect, test } from 'vitest';
import { SLICED, STRAGGLER } from './found.ts';
import { scenarioOf } from './schedule.ts';
import { report, shrink, simulate } from './simulate.ts';

/** `SIMULATION_SEED=n SIMULATION_SCHEDULES=1` runs one schedule again. */
const FIRST = Number(process.env.SIMULATION_SEED ?? 1);
const COUNT = Number(process.env.SIMULATION_SCHEDULES ?? 1_500);
const PART = 100;

const parts = Array.from({ length: Math.ceil(COUNT / PART) }, (_, i) => {
  const first = FIRST + i * PART;
  return { first, last: Math.min(first + PART, FIRST + COUNT) - 1 };
});

test.each(parts)('whatever befalls a run, the invariants hold: schedules $first to $last', async (part) => {
  for (let seed = part.first; seed <= part.last; seed++) {
    const outcome = await simulate(scenarioOf(seed));
    if (outcome.violation) expect.fail(report(await shrink(outcome)));
  }
});

test('workers that are asked to leave, and others that come, are nothing to recover from', async () => {
  for (let seed = 1; seed <= 50; seed++) {
    const { faults, ...scenario } = scenarioOf(seed);
    const planned = faults.map(({ at }, i) => {
      const coming = { kind: 'join' } as const;
      const leaving = { kind: 'leave', worker: seed + i, again: 'new' } as const;
      return { at, ...((seed + i) % 4 === 0 ? coming : leaving) };
    });
    const outcome = await simulate({ ...scenario, faults: planned });
    expect(outcome.violation ?? outcome.recoveries, report(outcome)).toBe(0);
  }
});

test('a rank that dies at any event of two steps, between two slices of a gradient too, costs nothing but the step', async () => {
  for (let at = 60; at < 200; at++) {
    const kind = at % 2 === 0 ? 'kill' : 'vanish';
    const outcome = await simulate({ ...SLICED, faults: [{ at, kind, worker: at, again: 'new' }] });
    if (outcome.violation) expect.fail(report(outcome));
  }
});

test('a straggler is held back, and nobody else, whatever befalls the run', async () => {
  // Where it or the coordinator registers anew, the patience of the others begins anew.
  const kinds = ['kill', 'leave', 'join', 'rate', 'rot'];
  for (let seed = 1; seed <= 8; seed++) {
    const faults = [1, 2, 3]
      .flatMap((part) => scenarioOf(100 * seed + part).faults)
      .filter(({ kind }) => kinds.includes(kind))
      // After it was flagged too.
      .map((fault) => ({ ...fault, at: 20 * fault.at }))
      .sort((a, b) => a.at - b.at);
    const outcome = await simulate({ ...STRAGGLER, seed, dataSeed: seed, minWorkers: 1, faults });
    if (outcome.violation) expect.fail(report(await shrink(outcome)));
  }
});
