import { afterEach, expect, test, vi } from 'vitest';
import { steadyClock } from './clock.ts';

afterEach(() => vi.restoreAllMocks());

test('it tells the time of the day, and setting the clock of the machine does not move it', () => {
  const before = steadyClock();
  expect(new Date(before).getUTCFullYear()).toBeGreaterThanOrEqual(2026);
  vi.spyOn(Date, 'now').mockReturnValue(Date.now() - 3_600_000);
  const after = steadyClock();
  expect(after).toBeGreaterThanOrEqual(before);
  expect(after - before).toBeLessThan(60_000);
});
