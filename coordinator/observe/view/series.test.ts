import { expect, test } from 'vitest';
import { Series } from './series.ts';

test('a long curve is kept in bounded memory, each point the mean of its neighbours', () => {
  const series = new Series();
  for (let x = 0; x < 100_000; x++) series.add(x, 2 * x);
  const { x, y } = series.all();
  expect(x.length).toBeLessThanOrEqual(1_200);
  expect(x.length).toBeGreaterThan(500);
  for (const [i, value] of y.entries()) expect(value).toBeCloseTo(2 * x[i]!, -1);
  expect([...x]).toEqual([...x].sort((a, b) => a - b));
  expect(x.at(-1)).toBeGreaterThan(99_000);
});

test('changes put together give the whole curve, over merges too; what is no number is left out', () => {
  const series = new Series();
  const known: { x: number[]; y: number[] } = { x: [], y: [] };
  for (let x = 0; x < 5_000; x++) {
    series.add(x, x % 7 === 0 ? Number.NaN : Math.sin(x));
    if (x % 300 !== 0) continue;
    const { from, ...change } = series.change();
    known.x.splice(from, Number.POSITIVE_INFINITY, ...change.x);
    known.y.splice(from, Number.POSITIVE_INFINITY, ...change.y);
    expect(known).toEqual({ x: series.all().x, y: series.all().y });
  }
});
