import { expect, test } from 'vitest';
import { inTurns, spansOf } from './spans.ts';

const at = (start: number, length = 10) => ({ start, end: start + length });

test('places that lie near each other are read together, whatever order they are asked for in', () => {
  const places = [at(500), at(0), at(12), at(10), at(40), at(12)];
  expect(spansOf(places, 20, 100)).toEqual([
    { start: 0, end: 50, of: [1, 3, 2, 5, 4] },
    { start: 500, end: 510, of: [0] },
  ]);
});

test('a span has a bound; a place that has more is read by itself', () => {
  const places = Array.from({ length: 10 }, (_, i) => at(10 * i));
  expect(spansOf(places, 0, 30).map(({ of }) => of.length)).toEqual([3, 3, 3, 1]);
  expect(spansOf([at(0, 70), at(70)], 0, 30)).toEqual([
    { start: 0, end: 70, of: [0] },
    { start: 70, end: 80, of: [1] },
  ]);
  expect(spansOf([])).toEqual([]);
});

test('reads are made turn by turn, each turn bounded in number and bytes', () => {
  const many = Array.from({ length: 70 }, (_, i) => at(i));
  expect([...inTurns(many)].map((turn) => turn.length)).toEqual([32, 32, 6]);
  const large = Array.from({ length: 5 }, (_, i) => at(i, 6 * 1024 ** 2));
  expect([...inTurns(large)].map((turn) => turn.length)).toEqual([2, 2, 1]);
});
