/** Optimizers, losses and metrics. */
import type { Optimizer, Program, Values } from '../program.ts';
import { dense, x, y } from './basics.ts';

const rates = [0.1, 0.05, 0.02];
const by = (name: string, optimizer: Optimizer, more: Partial<Program> = {}): Program => ({
  name,
  inputs: x(3),
  targets: y(1),
  nodes: [dense(3, { activation: 'tanh' }), dense(1, {}, 'head')],
  optimizer,
  ...more,
});
const losing = (
  loss: string,
  target: Partial<Values> = {},
  activation = 'linear',
  more: Partial<Program> = {},
): Program => ({
  name: `loss ${loss}`,
  inputs: x(3),
  targets: { y: { shape: [3], ...target } },
  nodes: [dense(3, { activation })],
  loss,
  ...more,
});
const hot = { hot: true } as const;

export const training: readonly Program[] = [
  by('sgd', { kind: 'sgd', args: [0.1] }),
  by('sgd with a schedule', { kind: 'sgd', args: [0.1] }, { rates }),
  by('momentum', { kind: 'momentum', args: [0.1, 0.9] }),
  by('nesterov', { kind: 'momentum', args: [0.1, 0.9, true] }),
  by('momentum with a schedule', { kind: 'momentum', args: [0.1, 0.9] }, { rates }),
  by('nesterov with a schedule', { kind: 'momentum', args: [0.1, 0.9, true] }, { rates }),
  by('adagrad', { kind: 'adagrad', args: [0.1, 0.2] }),
  by('adadelta', { kind: 'adadelta', args: [0.5, 0.9, 0.001] }),
  by('adam', { kind: 'adam', args: [0.05, 0.8, 0.99, 0.001] }),
  by('adam with a schedule', { kind: 'adam', args: [0.05] }, { rates }),
  by('adamax', { kind: 'adamax', args: [0.05, 0.8, 0.99, 0.001] }),
  by('adamax with a schedule', { kind: 'adamax', args: [0.05] }, { rates }),
  by('rmsprop', { kind: 'rmsprop', args: [0.05, 0.8] }),
  by('rmsprop with momentum', { kind: 'rmsprop', args: [0.05, 0.8, 0.5, 0.001] }),
  by('rmsprop, centered', { kind: 'rmsprop', args: [0.05, 0.8, 0, 0.001, true] }),
  by('rmsprop, centered, with momentum', { kind: 'rmsprop', args: [0.05, 0.8, 0.5, 1e-7, true] }, { rates }),
  losing('categoricalCrossentropy', hot, 'softmax', {
    metrics: ['accuracy', 'categoricalAccuracy', 'topKCategoricalAccuracy'],
  }),
  losing('binaryCrossentropy', { binary: true }, 'sigmoid', { metrics: ['binaryAccuracy'] }),
  losing('meanSquaredError', {}, 'linear', { metrics: ['mae', 'mape'] }),
  losing('meanAbsoluteError'),
  losing('meanAbsolutePercentageError'),
  losing('meanSquaredLogarithmicError', {}, 'sigmoid'),
  losing('hinge', { given: [1, -1, -1, 1] }),
  losing('squaredHinge', { given: [1, -1, -1, 1] }),
  { ...losing('hinge', { binary: true }), name: 'hinge of the labels 0 and 1' },
  { ...losing('squaredHinge', { binary: true }), name: 'squared hinge of the labels 0 and 1' },
  losing('categoricalHinge', hot),
  losing('kullbackLeiblerDivergence', hot, 'softmax'),
  losing('poisson', { ids: 4 }, 'softplus'),
  {
    ...losing('sparseCategoricalCrossentropy', {}, 'softmax', { metrics: ['accuracy'] }),
    targets: { y: { shape: [1], ids: 3 } },
  },
  {
    name: 'a label for each step, binary',
    inputs: x(4, 3),
    targets: { y: { shape: [4], binary: true } },
    nodes: [dense(1, { activation: 'sigmoid' })],
    loss: 'binaryCrossentropy',
    metrics: ['accuracy', 'binaryAccuracy'],
  },
  {
    name: 'a class for each step',
    inputs: x(4, 3),
    targets: { y: { shape: [4, 1], ids: 3 } },
    nodes: [dense(3, { activation: 'softmax' })],
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
  },
  {
    name: 'two classes, each of them yes or no',
    inputs: x(3),
    targets: { y: { shape: [2], binary: true } },
    nodes: [dense(2, { activation: 'sigmoid' })],
    loss: 'binaryCrossentropy',
    metrics: ['accuracy', 'binaryAccuracy', 'precision', 'recall'],
  },
  {
    name: 'two outputs',
    inputs: x(3),
    targets: { p: { shape: [2] }, q: { shape: [1] } },
    nodes: [dense(3), { ...dense(2, {}, 'p'), of: 'dense' }, { ...dense(1, {}, 'q'), of: 'dense' }],
    outputs: ['p', 'q'],
    loss: ['meanSquaredError', 'meanAbsoluteError'],
  },
  losing('categoricalCrossentropy', hot, 'softmax', {
    name: 'classes that are one-hot, their overlap',
    metrics: [
      { metric: 'iou', options: { targetClassIds: [0, 2] } },
      { metric: 'meanIoU', options: {} },
    ],
    batch: 16,
  }),
  {
    name: 'batches that do not divide',
    inputs: x(3),
    targets: y(1),
    nodes: [dense(3), dense(1, {}, 'head')],
    batch: 5,
  },
];
