/** What a layer is called with, and what a model is made of. */
import { createRequire } from 'node:module';
import type { SymbolicTensor, Tensor } from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import type { TF } from '../../api/job.ts';
import { maskOf } from './graph.ts';
import { useKerasSemantics } from './index.ts';

const tf = createRequire(import.meta.url)('@tensorflow/tfjs') as TF;

beforeAll(async () => {
  await tf.setBackend('cpu');
  useKerasSemantics(tf);
});

test('a model that is called with training: false does not train inside of another, as in Keras', () => {
  const base = tf.sequential({ layers: [tf.layers.batchNormalization({ inputShape: [2] })] });
  const input = tf.input({ shape: [2] });
  const output = base.apply(input, { training: false }) as SymbolicTensor;
  const model = tf.model({ inputs: input, outputs: output });
  const x = tf.tensor2d([1, 2, 3, 4], [2, 2]);
  const y = model.apply(x, { training: true }) as Tensor;
  // Averages 0 and 1, epsilon 0.001.
  for (const [i, value] of y.dataSync().entries()) expect(value).toBeCloseTo((i + 1) / Math.sqrt(1.001), 5);
});

test('a mask goes with the output that it is of, and no further', () => {
  const input = tf.input({ shape: [3], dtype: 'int32' });
  const embedded = tf.layers.embedding({ inputDim: 4, outputDim: 2, maskZero: true }).apply(input);
  const sequence = tf.layers.lstm({ units: 1, returnSequences: true }).apply(embedded) as SymbolicTensor;
  const flat = tf.layers.flatten().apply(sequence) as SymbolicTensor;
  const model = tf.model({ inputs: input, outputs: [sequence, flat] });
  const [masked, plain] = model.apply(tf.tensor2d([1, 2, 0], [1, 3], 'int32')) as Tensor[];
  expect([...maskOf(masked!)!.dataSync()]).toEqual([1, 1, 0]);
  expect(maskOf(plain!)).toBeUndefined();
});

test.each(['lstm', 'gru', 'simpleRNN'] as const)('a stateful %s is refused by name', (kind) => {
  const make = () => tf.layers[kind]({ units: 1, stateful: true, name: 'memory' });
  expect(make).toThrow(/layer memory is stateful/);
});
