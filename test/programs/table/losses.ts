/** Losses where outputs and targets are not the plain case. */
import type { Program } from '../program.ts';
import { dense, layer } from './basics.ts';
import { huge, labels, losing, out, three } from './loss-basics.ts';

/** Rows that add up to 1, and two that do not. */
const shares = [0.2, 0.3, 0.5, 0.7, 0.1, 0.2, 0, 0.5, 0.5, 1, 0, 0];
const more = [1, 1, 0, 0.5, 0, 0, 0, 1, 0, 0, 0, 0];

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
];
