import { expect, test } from 'vitest';
import type { Encoding } from '../../api/data.ts';
import type { Job } from '../../api/job.ts';
import { predictionLines } from './prediction.ts';

const job = (loss: string, encoding: Encoding, shape = [1]) =>
  ({ loss, data: { targets: [{ name: 'y', column: 'y', shape, encoding }] } }) as unknown as Job;
const NUMBER: Encoding = { kind: 'scale', scale: 1 };
const lines = (outputs: number[], of: Job, names: string[] = []) =>
  predictionLines([Float32Array.from(outputs)], of, names, false);

test('a regression of one number says that number, and no chance of two classes', () => {
  expect(lines([100], job('meanSquaredError', NUMBER))).toEqual(['100.0000']);
  expect(lines([-0.5], job('meanSquaredError', NUMBER))).toEqual(['-0.5000']);
  expect(lines([0.25], job('meanSquaredError', NUMBER))).toEqual(['0.2500']);
});

test('one chance is that of the second of two classes', () => {
  const said = lines([0.75], job('binaryCrossentropy', NUMBER), ['bad', 'good']);
  expect(said[0]).toMatch(/^ bad █{8} {22} {2}25\.0 %$/);
  expect(said.at(-1)).toBe('prediction: good');
});

test.each([
  ['one-hot', job('categoricalCrossentropy', { kind: 'oneHot', depth: 2 }, [2])],
  ['numbers', job('sparseCategoricalCrossentropy', { kind: 'ids' })],
])('classes that are %s have a chance each', (_, of) => {
  expect(lines([0.25, 0.75], of)).toHaveLength(4);
  expect(lines([0.25, 0.75], of).at(-1)).toBe('prediction: 1');
});

test('outputs that are no chances are numbers', () => {
  expect(lines([-3, 2], job('categoricalCrossentropy', { kind: 'oneHot', depth: 2 }, [2]))).toEqual([
    '-3.0000 2.0000',
  ]);
  expect(lines([7], job('binaryCrossentropy', NUMBER))).toEqual(['7.0000']);
  expect(lines([Number.NaN], job('binaryCrossentropy', NUMBER))).toEqual(['NaN']);
});
