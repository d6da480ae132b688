import { describe, expect, test, vi } from 'vitest';
import { Deadline } from './deadline.ts';
import { LEAST_DEADLINE_MS, StepDeadlines, stepDeadline } from './step-deadline.ts';

const CEILING = 60_000;
const steps = (count: number, ms: number) => Array.from({ length: count }, () => ms);

describe('the deadline of a usual step', () => {
  test('is the ceiling while little is known', () => {
    expect(stepDeadline(steps(15, 3), CEILING)).toBe(CEILING);
  });

  test('is ten times a slow step, between five seconds and the ceiling', () => {
    expect(stepDeadline(steps(16, 3), CEILING)).toBe(LEAST_DEADLINE_MS);
    expect(stepDeadline(steps(16, 2_000), CEILING)).toBe(20_000);
    expect(stepDeadline(steps(16, 30_000), CEILING)).toBe(CEILING);
    expect(stepDeadline(steps(16, 3), 1_000)).toBe(1_000);
  });

  test('does not hang on a few very slow ones', () => {
    expect(stepDeadline([...steps(30, 1_000), 50_000, 50_000], CEILING)).toBe(10_000);
  });
});

describe('the deadlines of a generation', () => {
  const walk = (deadlines: StepDeadlines, count: number, ms: number) => {
    for (let i = 0; i < count; i++) {
      deadlines.next(true);
      deadlines.committed(ms);
    }
  };

  test('steps that may be slow for good reason have the ceiling', () => {
    const deadlines = new StepDeadlines(CEILING);
    expect(deadlines.next(true)).toBe(CEILING);
    walk(deadlines, 20, 3);
    expect(deadlines.next(true)).toBe(LEAST_DEADLINE_MS);
    deadlines.committed(3);
    // A smaller batch is compiled anew.
    expect(deadlines.next(false)).toBe(CEILING);
    deadlines.committed(900);
    expect(deadlines.next(true)).toBe(LEAST_DEADLINE_MS);
    deadlines.committed(3);
    // A peer may still evaluate or save when this rank is at its next step.
    expect(deadlines.interlude()).toBe(CEILING);
    expect(deadlines.next(true)).toBe(CEILING);
    deadlines.committed(4_000);
    expect(deadlines.next(true)).toBe(LEAST_DEADLINE_MS);
  });
});

describe('the watchdog', () => {
  test('rings when the present phase has had its time, and not when an earlier one would have', () => {
    vi.useFakeTimers();
    try {
      const deadline = new Deadline('linking up', 1_000, new AbortController().signal);
      vi.advanceTimersByTime(900);
      deadline.restart('step 1', 5_000);
      vi.advanceTimersByTime(4_990);
      expect(deadline.signal.aborted).toBe(false);
      deadline.restart('step 2', 100);
      vi.advanceTimersByTime(101);
      expect(deadline.signal.reason).toMatchObject({
        code: 'TIMEOUT',
        message: expect.stringContaining('step 2 took longer than 100 ms'),
      });
    } finally {
      vi.useRealTimers();
    }
  });

  test('gives the time again, once, in which its own process was held up', () => {
    vi.useFakeTimers();
    try {
      const deadline = new Deadline('step 1', 5_000, new AbortController().signal);
      const { now } = performance;
      // Its timer rings 3 s late.
      const clock = vi.spyOn(performance, 'now').mockImplementation(() => now.call(performance) + 3_000);
      vi.advanceTimersByTime(5_000);
      expect(deadline.signal.aborted).toBe(false);
      vi.advanceTimersByTime(2_990);
      expect(deadline.signal.aborted).toBe(false);
      vi.advanceTimersByTime(20);
      expect(deadline.signal.reason).toMatchObject({ code: 'TIMEOUT' });
      clock.mockRestore();
    } finally {
      vi.useRealTimers();
    }
  });

  test('stays silent once stopped', () => {
    vi.useFakeTimers();
    try {
      const deadline = new Deadline('linking up', 1_000, new AbortController().signal);
      deadline.stop();
      vi.advanceTimersByTime(10_000);
      expect(deadline.signal.aborted).toBe(false);
    } finally {
      vi.useRealTimers();
    }
  });
});
