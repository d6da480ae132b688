import { expect, test } from 'vitest';
import { confusionName, confusionsIn, keepsConfusion } from './confusion.ts';
import { loggedOf, logsOf } from './totals.ts';

const NAMES = [
  'loss',
  'accuracy',
  ...[0, 1, 2, 3].map((cell) => `${confusionName({ place: 0 })}/${cell}`),
  'samples',
];
const TOTALS = [6, 3, 1, 1, 0, 2, 4];

test('a matrix stands among the totals and is no log', () => {
  expect(confusionsIn(NAMES, TOTALS)).toEqual([{ place: 0, counts: [1, 1, 0, 2] }]);
  expect(logsOf(NAMES, TOTALS)).toEqual({ loss: 1.5, accuracy: 0.75 });
  expect(loggedOf(NAMES)).toEqual(['loss', 'accuracy', 'samples']);
  expect(confusionsIn(['loss', 'samples'], [1, 1])).toEqual([]);
});

test('several outputs have a matrix each, whatever they are called', () => {
  const outputs = [
    { place: 0, output: 'kind/of' },
    { place: 2, output: '3/4' },
  ];
  const cells = outputs.flatMap((one) => [0, 1, 2, 3].map((cell) => `${confusionName(one)}/${cell}`));
  const names = ['loss', ...cells, 'samples'];
  expect(confusionsIn(names, [9, 1, 2, 3, 4, 5, 6, 7, 8, 10])).toEqual([
    { ...outputs[0], counts: [1, 2, 3, 4] },
    { ...outputs[1], counts: [5, 6, 7, 8] },
  ]);
  expect(loggedOf(names)).toEqual(['loss', 'samples']);
  expect(logsOf(names, [9, 1, 2, 3, 4, 5, 6, 7, 8, 10])).toEqual({ loss: 0.9 });
});

test('of a long run few matrices are kept', () => {
  const kept = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => from + i).filter(keepsConfusion);
  expect(kept(1, 100)).toHaveLength(99);
  expect(kept(100, 131)).toEqual([100, 110, 120, 130]);
  expect(kept(100, 1_000)).toHaveLength(90);
  expect(kept(1_000, 10_000)).toHaveLength(90);
});
