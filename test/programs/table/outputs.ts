/** Losses and metrics of outputs that are pictures or sequences, of several, and of unusual batches. */
import type { NodeSpec, Program } from '../program.ts';
import { dense, flatten, layer, x, y } from './basics.ts';
import { huge, labels, losing, out, three } from './loss-basics.ts';

const hot = { hot: true } as const;
const picture = (units: number, activation: string): NodeSpec =>
  layer('Conv2D', { filters: units, kernelSize: 2, padding: 'same', activation }, 'conv');

export const outputs: readonly Program[] = [
  {
    ...losing(
      'a class for each pixel, one-hot',
      'categoricalCrossentropy',
      { shape: [3, 4, 3], ...hot },
      picture(3, 'softmax'),
    ),
    inputs: x(3, 4, 2),
    metrics: ['accuracy'],
  },
  {
    ...losing(
      'a class for each pixel',
      'sparseCategoricalCrossentropy',
      { shape: [3, 4], ids: 3 },
      picture(3, 'softmax'),
    ),
    inputs: x(3, 4, 2),
    metrics: ['accuracy'],
  },
  {
    ...losing(
      'a class for each pixel, with an axis more',
      'sparseCategoricalCrossentropy',
      { shape: [3, 4, 1], ids: 3 },
      picture(3, 'softmax'),
    ),
    inputs: x(3, 4, 2),
    metrics: ['sparseCategoricalAccuracy'],
  },
  {
    ...losing(
      'yes or no for each pixel',
      'binaryCrossentropy',
      { shape: [3, 4, 1], binary: true },
      picture(1, 'sigmoid'),
    ),
    inputs: x(3, 4, 2),
    metrics: ['accuracy', 'binaryAccuracy', 'precision', 'recall'],
  },
  {
    ...losing(
      'yes or no for each pixel, without its last axis',
      'binaryCrossentropy',
      { shape: [3, 4], binary: true },
      picture(1, 'sigmoid'),
    ),
    inputs: x(3, 4, 2),
    metrics: ['accuracy'],
  },
  {
    ...losing('a number for each pixel', 'meanAbsoluteError', { shape: [3, 4, 1] }, picture(1, 'linear')),
    inputs: x(3, 4, 2),
    metrics: ['mse', 'mae'],
  },
  {
    ...losing('a time-distributed softmax', 'categoricalCrossentropy', { shape: [4, 3], ...hot }, huge, {
      kind: 'TimeDistributed',
      name: 'each',
      layer: { kind: 'Dense', name: 'dense', config: { units: 3, activation: 'softmax' } },
    }),
    inputs: x(4, 2),
  },
  {
    ...losing('cross-entropies as metrics', 'meanSquaredError', three, out('softmax')),
    metrics: [
      'categoricalCrossentropy',
      'binaryCrossentropy',
      'kullbackLeiblerDivergence',
      'poisson',
      'hinge',
      'squaredHinge',
      'categoricalHinge',
    ],
  },
  {
    ...losing('a sparse cross-entropy as a metric', 'sparseCategoricalCrossentropy', labels, out('softmax')),
    metrics: ['sparseCategoricalCrossentropy', 'sparseCategoricalAccuracy', 'acc'],
  },
  {
    ...losing(
      'the five likeliest of seven classes',
      'categoricalCrossentropy',
      { shape: [7], ...hot },
      out('softmax', 7),
    ),
    metrics: ['topKCategoricalAccuracy', 'categoricalAccuracy'],
    batch: 8,
  },
  {
    ...losing(
      'precision and recall of one sigmoid',
      'binaryCrossentropy',
      { shape: [1], binary: true },
      out('sigmoid', 1),
    ),
    metrics: ['precision', 'recall', 'accuracy', 'binaryAccuracy'],
    batch: 8,
  },
  {
    ...losing(
      'accuracy of one number, threshold one half',
      'meanSquaredError',
      { shape: [1], binary: true },
      dense(1),
    ),
    metrics: ['accuracy'],
    batch: 8,
  },
  {
    ...losing(
      'accuracy of numbers of classes beside a squared error',
      'meanSquaredError',
      three,
      out('softmax'),
    ),
    metrics: ['accuracy', 'mae', 'mape', 'meanSquaredLogarithmicError'],
  },
  {
    name: 'two outputs, weighed',
    inputs: x(3),
    targets: { p: { shape: [3], hot: true }, q: { shape: [1] } },
    nodes: [
      dense(3),
      { ...dense(3, { activation: 'softmax' }, 'p'), of: 'dense' },
      { ...dense(1, {}, 'q'), of: 'dense' },
    ],
    outputs: ['p', 'q'],
    loss: ['categoricalCrossentropy', 'meanSquaredError'],
    lossWeights: [0.3, 2],
  },
  {
    name: 'the loss of one output has no weight',
    inputs: x(3),
    targets: { p: { shape: [2] }, q: { shape: [1] } },
    nodes: [dense(3), { ...dense(2, {}, 'p'), of: 'dense' }, { ...dense(1, {}, 'q'), of: 'dense' }],
    outputs: ['p', 'q'],
    loss: ['meanSquaredError', 'meanSquaredError'],
    lossWeights: [0, 1],
    optimizer: { kind: 'adam', args: [0.05] },
  },
  {
    name: 'one loss of two outputs of other shapes',
    inputs: x(3),
    targets: { p: { shape: [2, 2] }, q: { shape: [1] } },
    nodes: [
      dense(4),
      { ...layer('Reshape', { targetShape: [2, 2] }, 'p'), of: 'dense' },
      { ...dense(1, {}, 'q'), of: 'dense' },
    ],
    outputs: ['p', 'q'],
    loss: 'meanAbsoluteError',
  },
  {
    ...losing('targets of another kind than outputs', 'meanSquaredError', { shape: [2], ids: 5 }, dense(2)),
    batch: 5,
  },
  {
    ...losing('a batch of one', 'categoricalCrossentropy', three, out('softmax')),
    batch: 1,
    metrics: ['accuracy'],
  },
  {
    ...losing(
      'fewer samples than workers',
      'binaryCrossentropy',
      { shape: [1], binary: true },
      out('sigmoid', 1),
    ),
    batch: 2,
    metrics: ['accuracy'],
  },
  {
    ...losing('hinge, fewer samples than workers', 'hinge', { shape: [1], binary: true }, out('tanh', 1)),
    batch: 2,
  },
  {
    name: 'flattened targets',
    inputs: x(2, 3),
    targets: y(6),
    nodes: [flatten, dense(6)],
    loss: 'meanSquaredError',
  },
];
