/** Optimizers with what they have by default, gradients that are bounded, and shares that are computed in parts. */
import type { Optimizer, Program } from '../program.ts';
import { dense, layer, x, y } from './basics.ts';

const nodes = [dense(3, { activation: 'tanh' }), dense(1, {}, 'head')];
const by = (name: string, optimizer: Optimizer, more: Partial<Program> = {}): Program => ({
  name,
  inputs: x(3),
  targets: y(1),
  nodes,
  optimizer,
  ...more,
});
const PLAIN: readonly Optimizer[] = [
  { kind: 'sgd', args: [0.05] },
  { kind: 'momentum', args: [0.05, 0.9] },
  { kind: 'adagrad', args: [0.05] },
  { kind: 'adadelta', args: [0.05] },
  { kind: 'adam', args: [0.05] },
  { kind: 'adamax', args: [0.05] },
  { kind: 'rmsprop', args: [0.05] },
];
const adam: Optimizer = { kind: 'adam', args: [0.05] };
const sgd: Optimizer = { kind: 'sgd', args: [0.1] };

export const updates: readonly Program[] = [
  ...PLAIN.map((optimizer) => by(`${optimizer.kind}, by default`, optimizer, { steps: 5 })),
  // Where epsilon is as large as the gradient.
  ...PLAIN.slice(2).map((optimizer) =>
    by(`${optimizer.kind} of tiny gradients`, optimizer, { steps: 5, lossWeights: [1e-7] }),
  ),
  by('adadelta without arguments', { kind: 'adadelta', args: [] }, { steps: 5 }),
  by('adamax without arguments', { kind: 'adamax', args: [] }, { steps: 5 }),
  by(
    'rmsprop, centered, of tiny gradients',
    { kind: 'rmsprop', args: [0.05, 0.9, 0, 1e-7, true] },
    { steps: 5, lossWeights: [1e-7] },
  ),
  by('adagrad that begins at 0', { kind: 'adagrad', args: [0.05, 0] }, { steps: 5 }),
  by('adam of a weight without a gradient', adam, {
    nodes: [
      dense(3, { activation: 'relu', kernelConstraint: { className: 'NonNeg', config: {} } }),
      dense(1, {}, 'head'),
    ],
    inputs: { x: { shape: [3], given: [0, 0, 1] } },
    steps: 5,
  }),
  by('adam under a clipped norm', adam, { clip: { norm: 0.1 }, steps: 5 }),
  by('a clipped norm', { kind: 'sgd', args: [0.5] }, { clip: { norm: 0.3 }, steps: 5 }),
  by('a norm below its bound', { kind: 'sgd', args: [0.5] }, { clip: { norm: 30 } }),
  by('clipped numbers', { kind: 'sgd', args: [0.5] }, { clip: { value: 0.05 }, steps: 5 }),
  by(
    'momentum under clipped numbers',
    { kind: 'momentum', args: [0.5, 0.9] },
    { clip: { value: 0.05 }, steps: 5 },
  ),
  by('rmsprop under a clipped norm', { kind: 'rmsprop', args: [0.05] }, { clip: { norm: 0.1 }, steps: 5 }),
  by(
    'a clipped norm with a penalty',
    { kind: 'sgd', args: [0.5] },
    {
      clip: { norm: 0.3 },
      nodes: [
        dense(3, { kernelRegularizer: { className: 'L1L2', config: { l1: 0, l2: 0.3 } } }),
        dense(1, {}, 'head'),
      ],
    },
  ),
  by('shares in two parts', adam, { accumulate: 2, batch: 8 }),
  by('shares in parts that do not divide', adam, { accumulate: 3, batch: 7 }),
  by('more parts than samples', adam, { accumulate: 4, batch: 3 }),
  by('shares in parts, with a schedule', adam, { accumulate: 2, batch: 5, rates: [0.1, 0.05, 0.02] }),
  by(
    'shares in parts, under a clipped norm',
    { kind: 'momentum', args: [0.3, 0.9] },
    { accumulate: 2, batch: 5, clip: { norm: 0.2 } },
  ),
  by('shares in parts, with metrics', adam, {
    accumulate: 3,
    batch: 7,
    targets: { y: { shape: [1], binary: true } },
    nodes: [dense(3), dense(1, { activation: 'sigmoid' }, 'head')],
    loss: 'binaryCrossentropy',
    metrics: ['accuracy', 'precision', 'recall'],
  }),
  by(
    'shares in parts, with penalties',
    { kind: 'sgd', args: [0.1] },
    {
      accumulate: 2,
      batch: 5,
      nodes: [
        dense(3, {
          kernelRegularizer: { className: 'L1L2', config: { l1: 0.1, l2: 0.3 } },
          activityRegularizer: { className: 'L1L2', config: { l1: 0, l2: 0.2 } },
        }),
        dense(1, {}, 'head'),
      ],
    },
  ),
  by('shares in parts, with two outputs', adam, {
    accumulate: 2,
    batch: 5,
    targets: { p: { shape: [2] }, q: { shape: [1] } },
    nodes: [dense(3), { ...dense(2, {}, 'p'), of: 'dense' }, { ...dense(1, {}, 'q'), of: 'dense' }],
    outputs: ['p', 'q'],
  }),
  by(
    'a frozen layer under a clipped norm',
    { kind: 'sgd', args: [0.5] },
    { clip: { norm: 0.2 }, trainable: [['dense', false]] },
  ),
  by('synchronized batch norm, fewer samples than workers', sgd, {
    batch: 2,
    nodes: [dense(3), layer('BatchNormalization', { synchronized: true }, 'norm'), dense(1, {}, 'head')],
  }),
  by('synchronized batch norm, uneven shares', sgd, {
    batch: 7,
    nodes: [
      dense(3),
      layer('BatchNormalization', { synchronized: true, momentum: 0.5 }, 'norm'),
      dense(1, {}, 'head'),
    ],
  }),
  by('synchronized batch norm of pictures', sgd, {
    inputs: x(4, 4, 2),
    batch: 5,
    nodes: [
      layer('Conv2D', { filters: 2, kernelSize: 3 }, 'conv'),
      layer('BatchNormalization', { synchronized: true, scale: false }, 'norm'),
      layer('GlobalAveragePooling2D'),
      dense(1, {}, 'head'),
    ],
  }),
];
