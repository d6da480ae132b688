import { EventEmitter } from 'node:events';
import { beforeEach, expect, test, vi } from 'vitest';
import { Strangers } from './strangers.ts';

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

class Caller extends EventEmitter {
  readonly remoteAddress = '192.0.2.1';
  readonly remotePort: number;
  destroyed = false;

  constructor(port: number) {
    super();
    this.remotePort = port;
  }

  destroy(): this {
    this.destroyed = true;
    return this;
  }
}

const LIMITS = { most: 3, patienceMs: 1_000 };

test('a caller that comes back from the same port before its last connection is over waits as long as any', () => {
  const strangers = new Strangers(LIMITS);
  const [first, second] = [new Caller(40_000), new Caller(40_000)];
  strangers.greet(first);
  strangers.greet(second);
  // Heard of late: it must not be taken for the end of the second.
  first.emit('close');
  expect(strangers.count).toBe(1);
  vi.advanceTimersByTime(1_000);
  expect(second.destroyed).toBe(true);
});

test('there are never more than so many, however many come at once', () => {
  const strangers = new Strangers(LIMITS);
  const callers = Array.from({ length: 10 }, (_, i) => new Caller(40_000 + (i % 2)));
  for (const caller of callers) {
    strangers.greet(caller);
    expect(strangers.count).toBeLessThanOrEqual(3);
  }
  expect(callers.map(({ destroyed }) => destroyed)).toEqual([
    ...Array.from({ length: 7 }, () => true),
    ...[false, false, false],
  ]);
});

test('whoever has shown who it is stays, and no other', () => {
  const strangers = new Strangers(LIMITS);
  const [known, other] = [new Caller(1), new Caller(2)];
  strangers.greet(known);
  strangers.greet(other);
  strangers.know('192.0.2.1:1');
  vi.advanceTimersByTime(1_000);
  expect([known.destroyed, other.destroyed]).toEqual([false, true]);
});
