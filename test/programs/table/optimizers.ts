/** Optimizers with Keras's options, over five steps. */
import type { Config, Optimizer, Program } from '../program.ts';
import { constraint, dense, layer, x, y } from './basics.ts';

const trained = (
  name: string,
  kind: Optimizer['kind'],
  options: Config,
  more: Partial<Program> = {},
): Program => ({
  name: `optimizer: ${name}`,
  inputs: x(3, 4),
  targets: y(3, 2),
  // A matrix, a vector and a kernel of three sides.
  nodes: [
    layer(
      'EinsumDense',
      { equation: 'abc,cde->abde', outputShape: [3, 2, 3], biasAxes: 'de', activation: 'tanh' },
      'p',
    ),
    layer('Reshape', { targetShape: [3, 6] }),
    dense(2, {}, 'q'),
  ],
  steps: 5,
  optimizer: { kind, args: [{ learningRate: 0.02, ...options }] },
  ...more,
});

export const optimizers: readonly Program[] = [
  trained('SGD', 'sgd', {}),
  trained('SGD with momentum', 'sgd', { momentum: 0.9 }),
  trained('SGD with momentum of Nesterov', 'sgd', { momentum: 0.9, nesterov: true }),
  trained(
    'SGD with momentum, rates of a schedule',
    'sgd',
    { momentum: 0.9 },
    { rates: [0.02, 0.01, 0.005, 0.02, 0.01] },
  ),
  trained('SGD, decay', 'sgd', { weightDecay: 0.1 }),
  trained('SGD, decay but of biases', 'sgd', { weightDecay: 0.1, excludeFromWeightDecay: ['bias'] }),
  trained('SGD, each norm clipped', 'sgd', { clipnorm: 0.05 }),
  trained('SGD, common norm clipped', 'sgd', { globalClipnorm: 0.05 }),
  trained('SGD, numbers clipped', 'sgd', { clipvalue: 0.01 }),
  trained('SGD, averages', 'sgd', { useEma: true, emaMomentum: 0.8, emaOverwriteFrequency: 2 }),
  trained('Adam', 'adam', {}),
  trained('AMSGrad', 'adam', { amsgrad: true }),
  trained('Adam, clipped, decay', 'adam', { globalClipnorm: 0.1, weightDecay: 0.01 }),
  trained('AdamW', 'adamW', {}),
  trained(
    'AdamW, rates of a schedule',
    'adamW',
    { weightDecay: 0.1 },
    { rates: [0.01, 0.02, 0.01, 0.005, 0.002] },
  ),
  trained(
    'AdamW with a constraint',
    'adamW',
    { weightDecay: 0.1 },
    {
      inputs: x(4),
      targets: y(2),
      nodes: [dense(2, { kernelConstraint: constraint('NonNeg') }, 'p')],
    },
  ),
  trained('Nadam', 'nadam', {}),
  trained('Lion', 'lion', { learningRate: 0.005 }),
  trained('Lion, decay', 'lion', { learningRate: 0.005, weightDecay: 0.1, beta2: 0.9 }),
  trained('RMSprop', 'rmsprop', {}),
  trained('RMSprop, centered', 'rmsprop', { centered: true, epsilon: 0.001 }),
  trained('RMSprop with momentum', 'rmsprop', { momentum: 0.5, rho: 0.8 }),
  trained('RMSprop, centered, with momentum', 'rmsprop', { momentum: 0.5, centered: true, epsilon: 0.001 }),
  trained('Adagrad with options', 'adagrad', { initialAccumulatorValue: 0.3, weightDecay: 0.1 }),
  trained('Adadelta with options', 'adadelta', { learningRate: 0.9, rho: 0.8, epsilon: 0.001 }),
  trained('Adamax with options', 'adamax', { beta1: 0.8, beta2: 0.9, clipvalue: 0.5 }),
  trained('Lamb', 'lamb', {}),
  trained(
    'Lamb, rates of a schedule',
    'lamb',
    { weightDecay: 0.1, epsilon: 0.001 },
    { rates: [0.01, 0.02, 0.01, 0.005, 0.002], zeros: ['q/bias'] },
  ),
  trained('Ftrl', 'ftrl', {}),
  trained(
    'Ftrl with options, rates of a schedule',
    'ftrl',
    {
      learningRatePower: -0.7,
      initialAccumulatorValue: 0.3,
      l1RegularizationStrength: 0.01,
      l2RegularizationStrength: 0.1,
      l2ShrinkageRegularizationStrength: 0.05,
      beta: 0.2,
    },
    { rates: [0.02, 0.01, 0.005, 0.02, 0.01] },
  ),
  // On TensorFlow its old momentum is read when it has become the new one (Keras 3.15.1).
  trained('ScheduleFreeAdamW', 'scheduleFreeAdamW', {}, { keras: 'jax' }),
  trained(
    'ScheduleFreeAdamW, decay, warm-up, a constraint',
    'scheduleFreeAdamW',
    { weightDecay: 0.1, excludeFromWeightDecay: ['bias'], warmupSteps: 3, beta1: 0.8, epsilon: 0.001 },
    {
      keras: 'jax',
      inputs: x(4),
      targets: y(2),
      nodes: [dense(2, { kernelConstraint: constraint('NonNeg') }, 'p')],
    },
  ),
  trained('Muon', 'muon', {}),
  trained('Muon, decay of matrices', 'muon', { weightDecay: 0.2 }),
  trained('Muon, decay where Adam goes', 'muon', { weightDecay: null, adamWeightDecay: 0.2 }),
  trained(
    'Muon, the last layer by Adam',
    'muon',
    { excludeLayers: ['^q/'], nesterov: false, momentum: 0.8, adamLrRatio: 0.5 },
    {
      nodes: [
        layer('Reshape', { targetShape: [12] }),
        dense(5, { activation: 'tanh' }, 'p'),
        dense(3, {}, 'r'),
        dense(2, {}, 'q'),
      ],
      targets: y(2),
    },
  ),
  trained(
    'Muon, embeddings by Adam',
    'muon',
    { rmsRate: null, nsSteps: 3 },
    {
      // Its gradients of an embedding are summed before they are used.
      keras: 'jax',
      inputs: { x: { shape: [3], ids: 5 } },
      nodes: [
        layer('Embedding', { inputDim: 5, outputDim: 2 }, 'embedding'),
        dense(4, {}, 'p'),
        dense(2, {}, 'q'),
      ],
    },
  ),
  trained('Adafactor', 'adafactor', {}),
  trained('Adafactor, a rate that stays', 'adafactor', { relativeStep: false, clipThreshold: 0.5 }),
];
