import { expect, test } from 'vitest';
import type { LockstepError } from '../../base/errors.ts';
import { EventBus } from '../events/bus.ts';
import { Reports } from './reports.ts';
import { Roster } from './roster.ts';
import type { RunLog } from './run-log.ts';

/** Workers in a generation, and what becomes of the run. */
function training(...ids: readonly string[]) {
  const roster = new Roster(() => 0, { workerLost: () => {}, generationBroken: () => {} });
  for (const id of ids) {
    roster.join(id);
    roster.change(id, { status: 'ready' });
  }
  roster.formGeneration(ids, 0, false);
  const failures: LockstepError[] = [];
  const reports = new Reports({
    ...{ roster, log: {} as RunLog, bus: new EventBus('run'), now: () => 0 },
    fail: (error) => failures.push(error),
  });
  const fail = (id: string, code: string) =>
    reports.take(id, { kind: 'failed', failed: { code, message: 'broken' } } as never);
  return { roster, fail, failures: () => failures.map(({ code }) => code) };
}

test.each(['STORAGE', 'CHECKPOINT', 'ENGINE'])('%s on one worker of several costs that worker', (code) => {
  const run = training('a', 'b', 'c');
  run.fail('a', code);
  expect(run.failures()).toEqual([]);
  expect(run.roster.has('a')).toBe(false);
});

test.each(['STORAGE', 'CHECKPOINT'])('%s on another worker too, at the same step, is the run', (code) => {
  const run = training('a', 'b', 'c');
  run.fail('a', code);
  run.roster.join('a');
  run.fail('a', code);
  expect(run.failures()).toEqual([]);
  run.fail('b', code);
  expect(run.failures()).toEqual([code]);
});

test.each(['STORAGE', 'CHECKPOINT', 'ENGINE'])('%s on the only worker is the run', (code) => {
  const run = training('a');
  run.fail('a', code);
  expect(run.failures()).toEqual([code]);
});

test.each(['BAD_INPUT', 'BAD_DATA', 'DIVERGED', 'INTERNAL'])('%s is the run at once', (code) => {
  const run = training('a', 'b');
  run.fail('a', code);
  expect(run.failures()).toEqual([code]);
});
