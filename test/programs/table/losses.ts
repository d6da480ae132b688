/** Losses and metrics of outputs and targets that are not the plain case. */
import type { NodeSpec, Program, Values } from '../program.ts';
import { dense, flatten, layer, x, y } from './basics.ts';

const hot = { hot: true } as const;
const three: Values = { shape: [3], hot: true };
const labels: Values = { shape: [1], ids: 3 };
const losing = (name: string, loss: string, target: Values, ...nodes: NodeSpec[]): Program => ({
  name,
  inputs: x(3),
  targets: { y: target },
  nodes,
  loss,
});
const out = (activation: string, units = 3): NodeSpec => dense(units, { activation });
/** Outputs that are 0 or 1 to the last bit. */
const huge = layer('Rescaling', { scale: 60 });
/** Rows that add up to 1, and two that do not. */
const shares = [0.2, 0.3, 0.5, 0.7, 0.1, 0.2, 0, 0.5, 0.5, 1, 0, 0];
const more = [1, 1, 0, 0.5, 0, 0, 0, 1, 0, 0, 0, 0];
const picture = (units: number, activation: string): NodeSpec =>
  layer('Conv2D', { filters: units, kernelSize: 2, padding: 'same', activation }, 'conv');

export const losses: readonly Program[] = [
  losing(
    'categorical cross-entropy where softmax is 0',
    'categoricalCrossentropy',
    three,
    huge,
    out('softmax'),
  ),
  losing(
    'sparse cross-entropy where softmax is 0',
    'sparseCategoricalCrossentropy',
    labels,
    huge,
    out('softmax'),
  ),
  losing(
    'binary cross-entropy where sigmoid is 0',
    'binaryCrossentropy',
    { shape: [3], binary: true },
    huge,
    out('sigmoid'),
  ),
  losing('categorical cross-entropy of sigmoids', 'categoricalCrossentropy', three, out('sigmoid')),
  losing('binary cross-entropy of a softmax', 'binaryCrossentropy', three, out('softmax')),
  losing('sparse cross-entropy of sigmoids', 'sparseCategoricalCrossentropy', labels, out('sigmoid')),
  losing(
    'cross-entropy of a softmax layer',
    'categoricalCrossentropy',
    three,
    huge,
    dense(3),
    layer('Softmax'),
  ),
  losing(
    'cross-entropy of an activation layer',
    'categoricalCrossentropy',
    three,
    huge,
    dense(3),
    layer('Activation', { activation: 'softmax' }),
  ),
  losing(
    'cross-entropy of a softmax, then dropout of rate 0',
    'categoricalCrossentropy',
    three,
    out('softmax'),
    layer('Dropout', { rate: 0 }),
  ),
  losing(
    'cross-entropy of a softmax, then a reshape',
    'categoricalCrossentropy',
    three,
    huge,
    out('softmax'),
    layer('Reshape', { targetShape: [3] }),
  ),
  losing('cross-entropy of a model inside', 'categoricalCrossentropy', three, huge, {
    kind: 'Sequential',
    name: 'inner',
    inputShape: [3],
    layers: [{ kind: 'Dense', name: 'dense', config: { units: 3, activation: 'softmax' } }],
  }),
  losing(
    'binary cross-entropy of one sigmoid, labels 0.3 and 1',
    'binaryCrossentropy',
    { shape: [1], given: [0.3, 1, 0, 0.9] },
    out('sigmoid', 1),
  ),
  losing(
    'categorical cross-entropy of shares',
    'categoricalCrossentropy',
    { shape: [3], given: shares },
    out('softmax'),
  ),
  {
    ...losing(
      'categorical cross-entropy of targets that are no distribution',
      'categoricalCrossentropy',
      { shape: [3], given: more },
      out('softmax'),
    ),
    about:
      'Keras on JAX; TensorFlow takes for granted that they add up to 1, and its gradient is another one',
    keras: 'jax',
  },
  losing(
    'categorical cross-entropy of what is no distribution',
    'categoricalCrossentropy',
    three,
    out('softplus'),
  ),
  losing(
    'sparse cross-entropy of what is no distribution',
    'sparseCategoricalCrossentropy',
    labels,
    out('softplus'),
  ),
  losing('categorical cross-entropy of negative numbers', 'categoricalCrossentropy', three, out('elu')),
  losing(
    'binary cross-entropy of what is beyond 0 and 1',
    'binaryCrossentropy',
    { shape: [3], binary: true },
    out('tanh'),
  ),
  losing(
    'sparse cross-entropy of what is beyond 0 and 1',
    'sparseCategoricalCrossentropy',
    labels,
    out('linear'),
  ),
  losing(
    'kullback-leibler divergence of shares',
    'kullbackLeiblerDivergence',
    { shape: [3], given: shares },
    out('softmax'),
  ),
  losing(
    'mean absolute percentage error of zeros',
    'meanAbsolutePercentageError',
    { shape: [1], given: [0, 1, -2, 0.5] },
    dense(1),
  ),
  losing('mean squared logarithmic error below 0', 'meanSquaredLogarithmicError', { shape: [2] }, dense(2)),
  losing('cosine similarity', 'cosineSimilarity', { shape: [3] }, dense(3)),
  losing('logarithm of the hyperbolic cosine', 'logCosh', { shape: [2], given: [100, -100, 1, 0] }, dense(2)),
  losing('poisson of zeros', 'poisson', { shape: [2], given: [0, 3, 1, 0] }, out('relu', 2)),
  losing('hinge of a tanh', 'hinge', { shape: [1], given: [1, -1] }, out('tanh', 1)),
  losing('categorical hinge of a softmax', 'categoricalHinge', three, out('softmax')),
  losing('a number a sample beside [batch, 1]', 'meanSquaredError', { shape: [] }, dense(1)),
  losing('large numbers', 'meanSquaredError', { shape: [1], given: [4e4, -3e4, 1e4, 2e4] }, huge, dense(1)),
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
