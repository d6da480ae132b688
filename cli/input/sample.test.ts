import { expect, test } from 'vitest';
import { sfc32 } from '../../base/random.ts';
import { sample } from './sample.ts';

const LOGITS = [0, Math.log(6), Math.log(3), 9];
const ALLOWED = [0, 1, 2];

test('ids come as often as their chances say', () => {
  const random = sfc32(1, 1);
  const counts = [0, 0, 0, 0];
  for (let i = 0; i < 10_000; i++) counts[sample(LOGITS, ALLOWED, { temperature: 1, top: 9 }, random)]!++;
  for (const [id, chance] of [0.1, 0.6, 0.3, 0].entries())
    expect(counts[id]! / 10_000).toBeCloseTo(chance, 1);
});

test('at temperature 0 the likeliest comes, and beyond the likeliest few none', () => {
  const random = sfc32(2, 1);
  expect(sample(LOGITS, ALLOWED, { temperature: 0, top: 9 }, random)).toBe(1);
  const drawn = new Set(
    Array.from({ length: 200 }, () => sample(LOGITS, ALLOWED, { temperature: 5, top: 2 }, random)),
  );
  expect([...drawn].sort()).toEqual([1, 2]);
});
