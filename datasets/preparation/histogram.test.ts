import { expect, test } from 'vitest';
import { sfc32 } from '../../base/random.ts';
import { HistogramCounter } from './histogram.ts';

function histogramOf(values: readonly number[]) {
  const counter = new HistogramCounter();
  for (const value of values) counter.add(value);
  return counter.result()!;
}

test('a histogram counts each number in its bin, however they come', () => {
  const draw = sfc32(5, 0);
  const orders: readonly (readonly number[])[] = [
    Array.from({ length: 5_000 }, () => 100 * draw() - 50),
    Array.from({ length: 5_000 }, (_, i) => i),
    Array.from({ length: 5_000 }, (_, i) => -i / 7),
    // Beyond the first bins on both sides.
    [...Array.from({ length: 1_500 }, () => draw()), 1e6, -1e6, 3, 1e9],
    [1e-300, 1e300, -1e300],
  ];
  for (const values of orders) {
    const { from, width, counts } = histogramOf(values);
    expect(counts.length).toBeLessThanOrEqual(33);
    const wanted = counts.map(
      (_, i) => values.filter((value) => Math.floor((value - from) / width) === i).length,
    );
    // A number at an edge may be rounded into the next bin.
    for (const [i, count] of counts.entries()) expect(Math.abs(count - wanted[i]!)).toBeLessThanOrEqual(1);
    expect(counts.reduce((sum, count) => sum + count)).toBe(values.length);
  }
});

test('a few whole numbers have a bin each; equal numbers have one; none have none', () => {
  expect(histogramOf([3, 1, 1, 4])).toEqual({ from: 1, width: 1, counts: [2, 0, 1, 1] });
  expect(histogramOf([0.5, 0.5]).counts).toEqual([2]);
  expect(new HistogramCounter().result()).toBeUndefined();
});
