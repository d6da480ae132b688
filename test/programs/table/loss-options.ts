/** Losses with Keras's options. */
import type { Config, Program, Values } from '../program.ts';
import { dense, layer, x } from './basics.ts';

const losing = (
  name: string,
  loss: string,
  options: Config,
  target: Partial<Values>,
  activation = 'linear',
  more: Partial<Program> = {},
): Program => ({
  name: `loss: ${name}`,
  inputs: x(2, 3),
  targets: { y: { shape: [2, 3], ...target } },
  nodes: [dense(3, { activation })],
  loss: { name: loss, options },
  ...more,
});
const hot = { hot: true } as const;
const binary = { binary: true } as const;
const ids = { shape: [2], ids: 3 };

export const lossOptions: readonly Program[] = [
  losing('binary cross-entropy of logits', 'binaryCrossentropy', { fromLogits: true }, binary, 'linear', {
    metrics: ['binaryAccuracy'],
  }),
  losing('binary cross-entropy, smoothed', 'binaryCrossentropy', { labelSmoothing: 0.2 }, binary, 'sigmoid'),
  losing('cross-entropy of logits', 'categoricalCrossentropy', { fromLogits: true }, hot, 'linear', {
    metrics: ['accuracy'],
  }),
  losing('cross-entropy, smoothed', 'categoricalCrossentropy', { labelSmoothing: 0.1 }, hot, 'softmax'),
  losing(
    'cross-entropy of logits, smoothed',
    'categoricalCrossentropy',
    { labelSmoothing: 0.1, fromLogits: true },
    hot,
  ),
  losing(
    'sparse cross-entropy of logits',
    'sparseCategoricalCrossentropy',
    { fromLogits: true },
    ids,
    'linear',
    {
      metrics: ['accuracy'],
    },
  ),
  losing(
    'sparse cross-entropy, a class ignored',
    'sparseCategoricalCrossentropy',
    { ignoreClass: 0 },
    ids,
    'softmax',
  ),
  losing(
    'sparse cross-entropy of logits, a class ignored',
    'sparseCategoricalCrossentropy',
    { ignoreClass: 2, fromLogits: true },
    ids,
  ),
  {
    ...losing(
      'sparse cross-entropy, a class ignored under a mask, which metrics count',
      'sparseCategoricalCrossentropy',
      { ignoreClass: 1, fromLogits: true },
      { shape: [4], ids: 3 },
      'linear',
      { metrics: ['accuracy'] },
    ),
    inputs: { x: { shape: [4], given: [1, 2, 0, 0, 2, 1, 3, 0, 1, 0, 0, 0, 2, 2, 1, 3], ids: 4 } },
    nodes: [
      layer('Embedding', { inputDim: 4, outputDim: 2, maskZero: true }, 'embedding'),
      layer('Dense', { units: 3 }, 'dense'),
    ],
  },
  losing('binary focal', 'binaryFocalCrossentropy', {}, binary, 'sigmoid'),
  losing(
    'binary focal, balanced, of logits',
    'binaryFocalCrossentropy',
    { applyClassBalancing: true, alpha: 0.3, gamma: 1.5, fromLogits: true, labelSmoothing: 0.1 },
    binary,
  ),
  losing('categorical focal', 'categoricalFocalCrossentropy', {}, hot, 'softmax'),
  losing(
    'categorical focal of logits, smoothed',
    'categoricalFocalCrossentropy',
    { alpha: 0.5, gamma: 1, fromLogits: true, labelSmoothing: 0.1 },
    hot,
  ),
  losing('huber', 'huber', {}, {}),
  losing('huber, narrow', 'huber', { delta: 0.3 }, {}),
  losing('generalized cross-entropy', 'categoricalGeneralizedCrossEntropy', { q: 0.7 }, ids, 'softmax'),
  losing('dice', 'dice', {}, binary, 'sigmoid'),
  losing('dice of each sample', 'dice', { axis: [1, 2] }, binary, 'sigmoid'),
  losing('tversky', 'tversky', { alpha: 0.3, beta: 0.7 }, binary, 'sigmoid'),
  losing('tversky of each sample', 'tversky', { axis: [1, 2] }, binary, 'sigmoid'),
  {
    name: 'loss: ctc',
    inputs: x(6, 2),
    targets: { y: { shape: [3], ids: 4, given: [1, 2, 0, 3, 3, 0, 2, 0, 0, 1, 2, 3] } },
    nodes: [layer('Dense', { units: 4 }, 'dense')],
    loss: { name: 'ctc', options: {} },
  },
];
