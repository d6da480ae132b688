import { createRequire } from 'node:module';
import { beforeAll, expect, test } from 'vitest';
import type { TF } from '../../api/job.ts';
import { useKerasSemantics } from './index.ts';
import { replace } from './internals.ts';

const tf = createRequire(import.meta.url)('@tensorflow/tfjs') as TF;

beforeAll(async () => {
  await tf.setBackend('cpu');
  useKerasSemantics(tf);
});

test('weights that are set stay as they are, beyond the constraint too, as in Keras', () => {
  const layer = tf.layers.dense({ units: 1, inputShape: [2], useBias: false, kernelConstraint: 'nonNeg' });
  const model = tf.sequential({ layers: [layer] });
  model.setWeights([tf.tensor2d([-3, 4], [2, 1])]);
  expect([...model.getWeights()[0]!.dataSync()]).toEqual([-3, 4]);
});

test('a method that is replaced twice does both', () => {
  const counter = { next: (value: number) => value + 1 };
  replace(counter, 'next', (original) => (value) => original(value) * 2);
  replace(counter, 'next', (original) => (value) => original(value) + 0.5);
  expect(counter.next(1)).toBe(4.5);
});
