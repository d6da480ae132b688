import { expect, test } from 'vitest';
import fc from '../test/support/properties.ts';
import { MOST_SLICES, slicesOf } from './slices.ts';

test.each([
  [
    'CNN: its dense layer comes first, and two convolutions end it',
    [320, 18_432 + 64, 1_179_648 + 128, 1_290],
    2,
  ],
  ['MLP: its first layer is nearly all of it', [401_408, 512, 5_120, 10], 1],
  ['LSTM: its embedding is', [2_560_000, 65_536, 65_536, 512, 128, 1], 1],
  ['nothing is worth a sum of its own', [1_000, 1_000, 1_000], 1],
])('%s', (_, sizes, count) => {
  expect(slicesOf(sizes)).toHaveLength(count);
});

test('slices are whole variables, from the last to the first, each of them once', () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 3_000_000 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(sizes, (sizes) => {
      const slices = slicesOf(sizes);
      const total = sizes.reduce((sum, size) => sum + size, 0);
      const limits = new Set(sizes.map((_, i) => sizes.slice(0, i + 1).reduce((sum, size) => sum + size, 0)));
      expect(slices.length).toBeLessThanOrEqual(MOST_SLICES);
      let before = total;
      for (const { start, end } of slices) {
        expect(end).toBe(before);
        expect(start).toBeLessThan(end);
        expect(start === 0 || limits.has(start)).toBe(true);
        before = start;
      }
      expect(before).toBe(0);
    }),
  );
});
