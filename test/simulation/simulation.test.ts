import { expect, test } from 'vitest';
import { FOUND } from './found.ts';
import { scenarioOf } from './schedule.ts';
import { report, simulate } from './simulate.ts';

test('whatever befalls a run, the invariants hold: the first 100 schedules', async () => {
  for (let seed = 1; seed <= 100; seed++) {
    const outcome = await simulate(scenarioOf(seed));
    if (outcome.violation) expect.fail(report(outcome));
  }
});

test.each(FOUND)('%s', async (_, scenario) => {
  const outcome = await simulate(scenario);
  if (outcome.violation) expect.fail(report(outcome));
});

test('a schedule is the same to the last event when it is run again', async () => {
  for (const seed of [3, 17, 251, 829]) {
    const [one, other] = [await simulate(scenarioOf(seed)), await simulate(scenarioOf(seed))];
    expect(other.logSha256).toBe(one.logSha256);
    expect(other.events).toBe(one.events);
  }
  expect((await simulate(scenarioOf(1))).logSha256).not.toBe((await simulate(scenarioOf(2))).logSha256);
});
