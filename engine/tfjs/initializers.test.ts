/** What weights begin with where a job says nothing, and where it names a distribution: that of Keras 3. */
import { createRequire } from 'node:module';
import type { layers, Tensor } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { TF } from '../../api/job.ts';
import { useKerasSemantics } from './index.ts';

const tf = createRequire(import.meta.url)('@tensorflow/tfjs') as TF;

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend('cpu');
  useKerasSemantics(tf);
});

const weightsOf = (layer: layers.Layer, ...shape: number[]): Float32Array[] => {
  layer.build([null, ...shape]);
  return layer.getWeights().map((weight: Tensor) => weight.dataSync<'float32'>());
};
const most = (values: Float32Array) => values.reduce((a, value) => Math.max(a, Math.abs(value)), 0);
const variance = (values: Float32Array) =>
  values.reduce((sum, value) => sum + value * value, 0) / values.length;

/** Fan in and fan out are those of `keras/src/initializers/random_initializers.py`, `compute_fans`. */
const DEFAULTS: readonly [
  name: string,
  layer: () => layers.Layer,
  shape: number[],
  fans: [number, number],
  weight?: number,
][] = [
  ['dense', () => tf.layers.dense({ units: 100 }), [150], [150, 100]],
  ['conv1d', () => tf.layers.conv1d({ filters: 60, kernelSize: 5 }), [5, 40], [200, 300]],
  ['conv2d', () => tf.layers.conv2d({ filters: 40, kernelSize: 3 }), [3, 3, 30], [270, 360]],
  ['conv3d', () => tf.layers.conv3d({ filters: 20, kernelSize: 2 }), [2, 2, 2, 60], [480, 160]],
  [
    'conv2dTranspose',
    () => tf.layers.conv2dTranspose({ filters: 40, kernelSize: 3 }),
    [3, 3, 30],
    [360, 270],
  ],
  [
    'depthwiseConv2d',
    () => tf.layers.depthwiseConv2d({ kernelSize: 5, depthMultiplier: 4 }),
    [5, 5, 100],
    [2500, 100],
  ],
  [
    'separableConv2d',
    () => tf.layers.separableConv2d({ filters: 90, kernelSize: 2 }),
    [2, 2, 100],
    [100, 90],
    1,
  ],
  ['simpleRNN', () => tf.layers.simpleRNN({ units: 100 }), [1, 150], [150, 100]],
  ['lstm', () => tf.layers.lstm({ units: 40 }), [1, 100], [100, 160]],
  ['gru', () => tf.layers.gru({ units: 50, resetAfter: false } as never), [1, 100], [100, 150]],
  ['convLstm2d', () => tf.layers.convLstm2d({ filters: 20, kernelSize: 3 }), [1, 3, 3, 20], [180, 720]],
];

describe('where nothing is said', () => {
  test.each(DEFAULTS)(
    '%s begins uniform, as Glorot and Bengio (2010) have it',
    (_, layer, shape, [from, to], at = 0) => {
      const values = weightsOf(layer(), ...shape)[at]!;
      const limit = Math.sqrt(6 / (from + to));
      expect(most(values)).toBeLessThanOrEqual(limit);
      expect(most(values) / limit).toBeGreaterThan(0.99);
      expect(variance(values) / (limit ** 2 / 3)).toBeCloseTo(1, 1);
    },
  );

  test('recurrent kernels are orthogonal, and the bias of the forget gate is 1', () => {
    const [, recurrent, bias] = weightsOf(tf.layers.lstm({ units: 5 }), 1, 3);
    const rows = tf.tensor2d(recurrent!, [5, 20]);
    const product = rows.matMul(rows, false, true).dataSync();
    for (const [i, value] of product.entries()) expect(value).toBeCloseTo(i % 6 === 0 ? 1 : 0, 5);
    expect([...bias!]).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  test('an embedding begins uniform between -0.05 and 0.05, biases at 0, scales at 1', () => {
    const [rows] = weightsOf(tf.layers.embedding({ inputDim: 200, outputDim: 100 }), 1);
    expect(most(rows!)).toBeLessThanOrEqual(0.05);
    expect(variance(rows!) / (0.05 ** 2 / 3)).toBeCloseTo(1, 1);
    expect(most(weightsOf(tf.layers.dense({ units: 9 }), 2)[1]!)).toBe(0);
    const [gamma, beta, mean, spread] = weightsOf(tf.layers.batchNormalization(), 2);
    expect([gamma, beta, mean, spread].map((values) => [...values!])).toEqual([
      [1, 1],
      [0, 0],
      [0, 0],
      [1, 1],
    ]);
  });
});

/** Variance and largest deviation: the normal ones are cut off at two deviations of what is widened by 1 / 0.8796. */
const NAMED: Record<string, [scale: number, fan: number, distribution: 'normal' | 'uniform']> = {
  glorotNormal: [1, 125, 'normal'],
  glorotUniform: [1, 125, 'uniform'],
  heNormal: [2, 150, 'normal'],
  heUniform: [2, 150, 'uniform'],
  leCunNormal: [1, 150, 'normal'],
  leCunUniform: [1, 150, 'uniform'],
};

test.each(Object.entries(NAMED))('%s has the variance that it says', (name, [scale, fan, distribution]) => {
  const make = (tf.initializers as unknown as Record<string, (args: object) => never>)[name]!;
  const [values] = weightsOf(tf.layers.dense({ units: 100, kernelInitializer: make({ seed: 3 }) }), 150);
  expect(variance(values!) / (scale / fan)).toBeCloseTo(1, 1);
  const reach = distribution === 'normal' ? 2 / 0.87962566103423978 : Math.sqrt(3);
  expect(most(values!) / Math.sqrt(scale / fan)).toBeLessThanOrEqual(reach * 1.000001);
  expect(most(values!) / Math.sqrt(scale / fan)).toBeGreaterThan(reach * 0.99);
  // The same seed, the same weights.
  const [again] = weightsOf(tf.layers.dense({ units: 100, kernelInitializer: make({ seed: 3 }) }), 150);
  expect(again).toEqual(values);
});
