import { expect, test } from 'vitest';
import fc from '../../test/support/properties.ts';
import { ClockOffset } from './clock.ts';

test('the offset is right to within half of the quickest round trip, however uneven the ways are', () => {
  const ways = fc.array(
    fc.tuple(fc.double({ min: 0, max: 50, noNaN: true }), fc.double({ min: 0, max: 50, noNaN: true })),
    {
      minLength: 1,
      maxLength: 20,
    },
  );
  fc.assert(
    fc.property(ways, fc.double({ min: -1e6, max: 1e6, noNaN: true }), (trips, truth) => {
      const clock = new ClockOffset();
      for (const [i, [there, back]] of trips.entries()) {
        const sent = 1e9 + 1000 * i;
        clock.heard(sent, sent + there + truth, sent + there + back);
      }
      const quickest = Math.min(...trips.map(([there, back]) => there + back));
      expect(Math.abs(clock.ms - truth)).toBeLessThanOrEqual(quickest / 2 + 1e-3);
    }),
  );
});

test('a clock that drifts is followed: only the latest readings count', () => {
  const clock = new ClockOffset();
  expect(clock.ms).toBe(0);
  clock.heard(0, 100, 0);
  for (let i = 1; i <= 20; i++) clock.heard(i, i + 205, i + 10);
  expect(clock.ms).toBe(200);
});
