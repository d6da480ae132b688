import { afterEach, expect, test, vi } from 'vitest';
import type { Recorded } from './recorder.ts';
import { expectSteady } from './steady.ts';

afterEach(() => vi.restoreAllMocks());

/** A trace of one constant. */
const traced = (constant: number) => {
  const constants = new Map([[0, Uint8Array.from(Buffer.from(`${constant}`))]]);
  return { trace: { types: [], constants, ops: [], outputs: [], places: new Map() } as unknown as Recorded };
};

test.each<[what: string, part: () => number]>([
  ['milliseconds of the clock', () => Date.now() % 1_000],
  ['milliseconds of a date', () => new Date().getMilliseconds()],
  ['seconds', () => new Date().getSeconds()],
  ['time since the start', () => Math.floor(performance.now()) % 1_000],
])('however long a trace takes, %s show in the second one', (_, part) => {
  let [ms, readings] = [0, 0];
  // With each reading the clock has gone on by so much.
  vi.spyOn(Date, 'now').mockImplementation(() => 1e12 + ms * readings++);
  vi.spyOn(performance, 'now').mockImplementation(() => 1e4 + ms * readings++);
  const missed: number[] = [];
  for (; ms < 1_000; ms++) {
    readings = 0;
    try {
      expectSteady(false, () => traced(part()));
      missed.push(ms);
    } catch (error) {
      expect((error as Error).message).toContain('the clock');
    }
  }
  expect(missed).toEqual([]);
});

test('what is drawn shows, whoever draws it', () => {
  expect(() => expectSteady(false, () => traced(Math.random()))).toThrow('Math.random');
});

test('a counter in code of the job shows', () => {
  let count = 0;
  expect(() => expectSteady(true, () => traced(count++))).toThrow('a counter');
});

test.each([
  ['twice where code of the job runs', true, 2],
  ['once where none does', false, 1],
])('what does not change is compiled, and traced %s', (_, ownCode, times) => {
  const make = vi.fn(() => traced(7));
  expect(expectSteady(ownCode, make).trace.constants.size).toBe(1);
  expect(make).toHaveBeenCalledTimes(times);
});
