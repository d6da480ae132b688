import { expect, test } from 'vitest';
import { fitLine } from './line.ts';

test('a line is found through its own points', () => {
  const points = [1, 10, 100, 1000].map((units) => [units, 3 + 0.25 * units] as const);
  const { fixedMs, msPerUnit } = fitLine(points);
  expect(fixedMs).toBeCloseTo(3, 9);
  expect(msPerUnit).toBeCloseTo(0.25, 9);
});
