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

test('a model that is called with training: false does not train inside of another, as in Keras 2', () => {
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

test('a saved model has the calls of a layer in their order, where a call waits for its input', async () => {
  const [x, y] = [tf.input({ shape: [2] }), tf.input({ shape: [2] })];
  const [a, b] = [tf.layers.dense({ units: 2 }), tf.layers.dense({ units: 2 })];
  const first = a.apply(b.apply(a.apply(x))) as SymbolicTensor;
  const model = tf.model({ inputs: [x, y], outputs: [first, a.apply(y) as SymbolicTensor] });
  const saved = JSON.parse(model.toJSON() as string);
  const again = await tf.models.modelFromJSON({ modelTopology: structuredClone(saved) });
  again.setWeights(model.getWeights());
  const given = [tf.tensor2d([[1, 2]]), tf.tensor2d([[3, -1]])];
  const expected = model.predict(given) as Tensor[];
  for (const [i, output] of (again.predict(given) as Tensor[]).entries())
    expect([...output.dataSync()]).toEqual([...expected[i]!.dataSync()]);
  expect(JSON.parse(again.toJSON() as string).config).toEqual(saved.config);

  // b waits for a, and a for b.
  const layers: { inbound_nodes: unknown[][] }[] = saved.config.layers;
  layers[1]!.inbound_nodes.shift();
  const circle = tf.models.modelFromJSON({ modelTopology: saved });
  await expect(circle).rejects.toThrow('is called with what no other layer gives');
});

test.each(['lstm', 'gru', 'simpleRNN'] as const)('a stateful %s is refused by name', (kind) => {
  const make = () => tf.layers[kind]({ units: 1, stateful: true, name: 'memory' });
  expect(make).toThrow(/layer memory is stateful/);
});

test('predict passes masks as a call does: none reaches a decoder behind RepeatVector', () => {
  const layers = [
    tf.layers.masking({ maskValue: 0, inputShape: [3, 2] }),
    tf.layers.lstm({ units: 2 }),
    tf.layers.repeatVector({ n: 3 }),
    tf.layers.lstm({ units: 1, returnSequences: true }),
  ];
  const model = tf.sequential({ layers });
  const x = tf.tensor3d([1, 2, 3, 4, 0, 0, 1, 1, 0, 0, 0, 0, 5, 1, 1, 2, 2, 2], [3, 3, 2]);
  const called = (model.apply(x) as Tensor).dataSync();
  const predicted = model.predict(x, { batchSize: 2 }) as Tensor;
  expect(predicted.shape).toEqual([3, 3, 1]);
  for (const [i, value] of predicted.dataSync().entries()) expect(value).toBeCloseTo(called[i]!, 6);
});
