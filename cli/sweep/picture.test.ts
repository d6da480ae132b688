import { expect, test } from 'vitest';
import { sweepSvg } from './picture.ts';
import { dimensionOf } from './space.ts';
import { csvOf, type Result, tableOf } from './table.ts';

const result = (number: number, rate: string, act: string, scores: number[], failed = false): Result => ({
  number,
  values: { rate, act },
  state: { trained: scores.length, scores, failed },
});
const RESULTS = [
  result(2, '0.1', 'relu', [0.5, 0.25]),
  result(1, '0.01', 'tanh', [1]),
  result(3, '0.001', 'a,b', [], true),
];
const SPACE = { rate: dimensionOf('rate', '1e-3..1'), act: dimensionOf('act', 'relu,tanh') };

test('a picture has the log by epoch and by each setting, and the best trial in a colour of its own', () => {
  const picture = sweepSvg(RESULTS, SPACE, 'val_loss');
  for (const title of [
    'val_loss by epoch',
    'val_loss by rate',
    'val_loss by act',
    'trial 2, the best',
    '1 failed',
  ])
    expect(picture).toContain(title);
  expect(picture).toContain('<title>trial 1: rate 0.01, val_loss 1.000</title>');
  for (const tick of ['0.001', '0.01', '0.1', '1', 'relu', 'tanh'])
    expect(picture).toContain(`>${tick}</text>`);
  // The best by rate and by act, and in the legend.
  expect(picture.match(/<circle [^>]*fill="#ea580c"/g)).toHaveLength(3);
  expect(picture).not.toMatch(/NaN|Infinity/);
});

test('a picture of nothing says so', () => {
  expect(sweepSvg([RESULTS[2]!], SPACE, 'val_loss')).toContain('no trial has a result');
});

test('trials as a table, and as CSV', () => {
  expect(tableOf(RESULTS, 'val_loss')).toEqual([
    'trial   rate   act  epochs  val_loss',
    '    2    0.1  relu       2   0.25000',
    '    1   0.01  tanh       1    1.0000',
    '    3  0.001   a,b       0    failed',
  ]);
  expect(csvOf(RESULTS, 'val_loss').split('\n')[3]).toBe('3,0.001,"a,b",0,failed');
});
