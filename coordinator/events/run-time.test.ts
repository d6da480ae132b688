/** The time of a run that is killed, gone on with, led by a second coordinator, and paused. */
import { expect, test } from 'vitest';
import type { RunEvent } from '../../proto/events.ts';
import { RunTime } from './run-time.ts';

const at = (seconds: number) => 1_000_000 + 1000 * seconds;
const event = (seconds: number, body: object) => ({ time: at(seconds), runId: 'r', ...body }) as RunEvent;
const started = (seconds: number) => event(seconds, { type: 'run_started' });
const formed = (seconds: number, paused?: true) => event(seconds, { type: 'generation_formed', paused });
const step = (seconds: number, start: number) => event(seconds, { type: 'step', start: at(start) });

/** Seconds of the run at `until`, also where its state was saved and restored before each event. */
function secondsOf(until: number, ...events: readonly RunEvent[]): number {
  const whole = new RunTime();
  let again = new RunTime();
  for (const one of events) {
    whole.hear(one);
    const next = new RunTime();
    next.restore(JSON.parse(JSON.stringify(again.save())));
    next.hear(one);
    again = next;
  }
  expect(again.secondsAt(at(until))).toBe(whole.secondsAt(at(until)));
  return whole.secondsAt(at(until));
}

test('a run that nobody disturbs has run since its start', () => {
  expect(new RunTime().secondsAt(at(7))).toBe(0);
  expect(secondsOf(7, started(0), formed(1), step(3, 2))).toBe(7);
});

test('a night between a kill and the resume does not count', () => {
  const before = [started(0), formed(1), step(3, 2), step(4, 3)];
  expect(secondsOf(40_010, ...before, started(40_000), formed(40_004), step(40_006, 40_005))).toBe(14);
});

test('two nights do not count either', () => {
  const nights = [started(0), step(4, 3), started(1_004), step(1_010, 1_009), started(9_010)];
  expect(secondsOf(9_012, ...nights)).toBe(12);
});

test('what workers did while there was no coordinator counts', () => {
  const before = [started(0), formed(1), step(3, 2)];
  expect(secondsOf(30, ...before, started(20), step(20, 4), step(21, 12), step(22, 21))).toBe(29);
  expect(secondsOf(30, ...before, started(20), step(20, 3))).toBe(30);
});

test('a pause does not count, also where the coordinator is killed in it', () => {
  expect(secondsOf(60, started(0), formed(1), step(3, 2), formed(10, true))).toBe(10);
  expect(secondsOf(60, started(0), formed(10, true), formed(50), step(52, 51))).toBe(20);
  expect(secondsOf(60, started(0), formed(10, true), started(40), formed(45, true), formed(50))).toBe(20);
});

test('a clock that was set back between two coordinators takes nothing away', () => {
  expect(secondsOf(9, started(0), step(8, 7), started(5), step(9, 8))).toBe(9);
});

test('a run of which the start alone is known goes on from it', () => {
  const time = new RunTime();
  time.restore({ startedAt: at(0) });
  time.hear(started(5));
  expect(time.secondsAt(at(6))).toBe(6);
});
