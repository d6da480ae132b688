import { expect, test } from 'vitest';
import fc from '../test/support/properties.ts';
import { batchesPerEpoch, epochOrder, evenRange, positionsOf } from './sampling.ts';

const world = fc.integer({ min: 1, max: 15 });

test('shares cover everything once, in order, and differ by one at most', () => {
  fc.assert(
    fc.property(fc.nat(5_000), world, (total, ranks) => {
      const parts = Array.from({ length: ranks }, (_, rank) => evenRange(total, rank, ranks));
      expect(parts[0]!.start).toBe(0);
      expect(parts.at(-1)!.end).toBe(total);
      for (let r = 1; r < ranks; r++) expect(parts[r]!.start).toBe(parts[r - 1]!.end);
      const sizes = parts.map(({ start, end }) => end - start);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }),
  );
});

test('every sample of an epoch belongs to exactly one rank of one batch, whatever the world size', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 700 }),
      fc.integer({ min: 1, max: 64 }),
      world,
      fc.nat(9),
      fc.integer({ min: 1, max: 20 }),
      (samples, batchSize, ranks, epoch, parts) => {
        const order = epochOrder(7, epoch, samples);
        const seen: number[] = [];
        for (let batch = 0; batch < batchesPerEpoch(samples, batchSize); batch++) {
          for (let rank = 0; rank < ranks; rank++) {
            const { start: first, end: last } = evenRange(parts, rank, ranks);
            const { start, end } = positionsOf(batch, batchSize, samples, { first, end: last, of: parts });
            seen.push(...order.slice(start, end));
          }
        }
        expect(seen).toEqual([...order.slice(0, samples)]);
        expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: samples }, (_, i) => i));
      },
    ),
  );
});

test('orders depend on seed and epoch alone', () => {
  const order = (seed: number, epoch: number) => epochOrder(seed, epoch, 100).slice(0, 100);
  expect(order(1, 0)).toEqual(order(1, 0));
  expect(order(1, 0)).not.toEqual(order(1, 1));
  expect(order(1, 0)).not.toEqual(order(2, 0));
});

test('every sample comes in every place about equally often', () => {
  const places = new Uint32Array(5 * 5);
  for (let epoch = 0; epoch < 5_000; epoch++) {
    for (const [place, sample] of epochOrder(3, epoch, 5).slice(0, 5).entries())
      places[5 * place + sample]! += 1;
  }
  // 1000 expected; the standard deviation is 28.
  for (const count of places) expect(Math.abs(count - 1_000)).toBeLessThan(150);
});
