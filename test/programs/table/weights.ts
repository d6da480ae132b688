/** What samples and classes count for, in the loss and in metrics that are weighted. */
import type { Program, Values } from '../program.ts';
import { dense, l2, layer, x, y } from './basics.ts';

/** Five samples: with several workers a share may count for nothing. */
const counts: Values = { shape: [], given: [0, 0, 2.5, 0.5, 1] };
const classes = { 0: 2, 2: 0.25 };
const by = (name: string, program: Partial<Program>): Program => ({
  name,
  inputs: x(3),
  targets: { y: { shape: [3], hot: true } },
  nodes: [dense(3, { activation: 'softmax' })],
  loss: 'categoricalCrossentropy',
  batch: 5,
  ...program,
});
const sparse: Partial<Program> = {
  loss: 'sparseCategoricalCrossentropy',
  targets: { y: { shape: [1], ids: 3 } },
};
const twoOutputs: Partial<Program> = {
  targets: { p: { shape: [2] }, q: { shape: [1] } },
  nodes: [dense(3), { ...dense(2, {}, 'p'), of: 'dense' }, { ...dense(1, {}, 'q'), of: 'dense' }],
  outputs: ['p', 'q'],
  loss: ['meanSquaredError', 'meanAbsoluteError'],
};
/** Keras wants such weights beside a loss that has a value a step. */
const wide: Values = { ...counts, shape: [1] };

export const weights: readonly Program[] = [
  by('weights of samples', { weights: { w: counts }, metrics: ['accuracy'], weightedMetrics: ['mae'] }),
  by('weights of samples, a metric with and without them', {
    weights: { w: counts },
    metrics: ['accuracy', 'mse'],
    weightedMetrics: ['accuracy', 'mse'],
  }),
  by('weights of classes, one-hot', { classWeight: classes, weightedMetrics: ['accuracy'] }),
  by('weights of classes, by number', { ...sparse, classWeight: classes, weightedMetrics: ['accuracy'] }),
  by('weights of two classes', {
    targets: { y: { shape: [1], binary: true } },
    nodes: [dense(1, { activation: 'sigmoid' })],
    loss: 'binaryCrossentropy',
    classWeight: { 1: 3 },
    weightedMetrics: ['binaryAccuracy', 'precision', 'recall'],
  }),
  by('weights of samples and a penalty', {
    weights: { w: counts },
    nodes: [dense(3, { activation: 'softmax', activityRegularizer: l2(0.1) })],
  }),
  by('two outputs, one weight for both', { ...twoOutputs, weights: { w: counts } }),
  by('two outputs, a weight for each', {
    ...twoOutputs,
    weights: { w: counts, v: { shape: [], given: [1, 0.5, 0, 0, 3] } },
  }),
  by('two outputs, three weights', {
    ...twoOutputs,
    weights: { w: counts, v: counts, u: counts },
    refused: '3 weights for 2 outputs',
  }),
  by('weights of samples of steps', {
    inputs: x(4, 3),
    targets: y(4, 2),
    nodes: [dense(2)],
    loss: 'meanSquaredError',
    weights: { w: wide },
    weightedMetrics: ['mae'],
  }),
  by('weights of samples whose steps are masked', {
    inputs: { x: { shape: [4], ids: 4 } },
    targets: y(4, 1),
    nodes: [layer('Embedding', { inputDim: 4, outputDim: 2, maskZero: true }, 'embedding'), dense(1)],
    loss: 'meanSquaredError',
    weights: { w: wide },
    weightedMetrics: ['mae'],
  }),
];
