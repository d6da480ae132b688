import { expect, test } from 'vitest';
import { travellingShare } from './zeros.ts';

/** A fourth of the numbers is always zero, a fourth in one of two batches, and half of them never. */
const fullness = { filled: [0.25, 0.25, 0.5], samples: 8 };
const BYTES = 1e6;

test('of two ranks’ sum their own numbers travel, then those of both: by hand', () => {
  const own = 0.5 + 0.25 * 0.5;
  const sum = 0.5 + 0.25 * 0.75;
  expect(travellingShare(fullness, 2, 8, BYTES)).toBeCloseTo(((own + sum) / 2) * (33 / 32), 12);
});

test('larger shares of a batch are fuller, smaller ones emptier', () => {
  const own = (samples: number) => 0.5 + 0.25 * (1 - 0.5 ** (samples / 8));
  expect(travellingShare(fullness, 2, 4, BYTES)).toBeCloseTo(((own(4) + own(8)) / 2) * (33 / 32), 12);
  expect(travellingShare(fullness, 3, 16, BYTES)).toBeCloseTo(
    (((own(16) + own(32)) / 2 + own(48)) / 2) * (33 / 32),
    12,
  );
});

test('what has few zeros, or goes in small messages, travels whole', () => {
  expect(travellingShare({ filled: [0.05, 0, 0.95], samples: 8 }, 2, 8, BYTES)).toBe(1);
  expect(travellingShare(fullness, 100, 8, BYTES)).toBe(1);
});
