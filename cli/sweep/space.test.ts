import { expect, test } from 'vitest';
import { dimensionOf, drawTrials, type Space } from './space.ts';

test.each([
  ['1e-4..1e-2', { kind: 'range', low: 1e-4, high: 1e-2, log: true, whole: false }],
  ['0.1..0.9', { kind: 'range', low: 0.1, high: 0.9, log: false, whole: false }],
  ['-1..1', { kind: 'range', low: -1, high: 1, log: false, whole: true }],
  ['16..512', { kind: 'range', low: 16, high: 512, log: true, whole: true }],
  ['32,64,128', { kind: 'list', values: ['32', '64', '128'] }],
  ['relu', { kind: 'list', values: ['relu'] }],
])('%s', (text, dimension) => {
  expect(dimensionOf('x', text)).toEqual(dimension);
});

test.each(['1..', '..1', '2..1', '1..1', 'a..b', '0..Infinity'])('%s is no range', (text) => {
  expect(() => dimensionOf('x', text)).toThrow(`--set x=${text} is no range`);
});

const SPACE: Space = {
  rate: dimensionOf('rate', '1e-4..1e-2'),
  units: dimensionOf('units', '1..9'),
  kind: dimensionOf('kind', 'a,b'),
};

test('trials follow from the seed, and more of them begin alike', () => {
  const few = drawTrials(SPACE, 5, 7);
  expect(drawTrials(SPACE, 20, 7).slice(0, 5)).toEqual(few);
  expect(drawTrials(SPACE, 5, 8)).not.toEqual(few);
});

test('values lie in their range, evenly by magnitude where it spans a decade', () => {
  const trials = drawTrials(SPACE, 1_000, 1);
  const rates = trials.map(({ rate }) => Number(rate));
  expect(Math.min(...rates)).toBeGreaterThanOrEqual(1e-4);
  expect(Math.max(...rates)).toBeLessThanOrEqual(1e-2);
  const small = rates.filter((rate) => rate < 1e-3).length;
  // Half of them, to within four standard deviations.
  expect(Math.abs(small - 500)).toBeLessThan(64);
  const counts = new Map<string, number>();
  for (const { units } of trials) counts.set(units!, (counts.get(units!) ?? 0) + 1);
  expect([...counts.keys()].sort()).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9']);
  for (const count of counts.values()) expect(Math.abs(count - 111)).toBeLessThan(40);
});

test('no two trials are alike, and a small space ends', () => {
  const space = { a: dimensionOf('a', '1,2,3'), b: dimensionOf('b', '1..2') };
  const trials = drawTrials(space, 20, 1).map(({ a, b }) => `${a} ${b}`);
  expect(trials.sort()).toEqual(['1 1', '1 2', '2 1', '2 2', '3 1', '3 2']);
});
