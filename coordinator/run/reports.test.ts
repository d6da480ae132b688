import { expect, test } from 'vitest';
import type { LockstepError } from '../../base/errors.ts';
import { EventBus } from '../events/bus.ts';
import { Reports } from './reports.ts';
import { Roster } from './roster.ts';
import type { RunLog } from './run-log.ts';

/** Workers in a generation, and what becomes of the run. */
function training(...ids: readonly string[]) {
  let now = 0;
  const roster = new Roster(() => now, { workerLost: () => {}, generationBroken: () => {} });
  for (const id of ids) {
    roster.join(id);
    roster.change(id, { status: 'ready' });
  }
  roster.formGeneration(ids, 0, false);
  const failures: LockstepError[] = [];
  const reports = new Reports({
    ...{
      roster,
      log: { stepCommitted: () => {} } as unknown as RunLog,
      bus: new EventBus('run'),
      now: () => now,
    },
    fail: (error) => failures.push(error),
  });
  const fail = (id: string, code: string) =>
    reports.take(id, { kind: 'failed', failed: { code, message: 'broken' } } as never);
  /** The ranks tell of a step, for which they have computed so many ms. */
  const step = (number: number, ms: readonly number[]) => {
    const { generation } = roster.membership;
    for (const [rank, computeMs] of ms.entries()) {
      const record = { step: number, samples: 8, dataMs: 0, applyMs: 0, computeMs };
      const progress = { generation: generation!.number, rank, steps: [record] };
      reports.take(generation!.members[rank]!, { kind: 'progress', progress } as never);
    }
  };
  const form = (at: number) => {
    now = at;
    roster.breakGeneration('another joins', true);
    for (const id of ids) roster.change(id, { status: 'ready' });
    reports.generationFormed(ids.length);
    roster.formGeneration(ids, 0, false);
  };
  return { roster, fail, step, form, failures: () => failures.map(({ code }) => code) };
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

test('how long a rank straggles is counted over generations, until it has caught up', () => {
  const run = training('a', 'b', 'c');
  const since = () => run.roster.membership.workers.get('b')!.straggling?.since;
  run.form(1_000);
  for (let step = 0; step < 16; step++) run.step(step, [10, 200, 10]);
  expect(since()).toBe(1_000);
  run.form(20_000);
  expect(since()).toBeUndefined();
  for (let step = 16; step < 32; step++) run.step(step, [10, 200, 10]);
  expect(since()).toBe(1_000);
  for (let step = 32; step < 48; step++) run.step(step, [10, 10, 10]);
  expect(since()).toBeUndefined();
  run.form(30_000);
  for (let step = 48; step < 64; step++) run.step(step, [10, 200, 10]);
  expect(since()).toBe(30_000);
});
