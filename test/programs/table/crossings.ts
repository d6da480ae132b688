/** Decay, bounds, averages and constraints where weights are shared, frozen, embedded, recurrent, or of no consequence. */
import type { Config, NodeSpec, Optimizer, Program } from '../program.ts';
import { constraint, dense, flatten, head, l2, layer, x, y } from './basics.ts';

const by = (kind: Optimizer['kind'], options: Config = {}): Optimizer => ({
  kind,
  args: [{ learningRate: 0.05, ...options }],
});
const decay = { weightDecay: 0.2 };
const ema = { useEma: true, emaMomentum: 0.7, emaOverwriteFrequency: 2 };
const norm = { kernelConstraint: constraint('MaxNorm', { maxValue: 0.4, axis: 0 }) };
const tanh = { activation: 'tanh' };
const net = (name: string, nodes: readonly NodeSpec[], more: Partial<Program>): Program => ({
  name: `crossing: ${name}`,
  inputs: x(3),
  targets: y(1),
  nodes: [...nodes, head],
  steps: 5,
  ...more,
});
const plain = [dense(4, tanh, 'p'), dense(3, tanh, 'q')];
const shared: readonly NodeSpec[] = [
  { ...dense(3, { ...tanh, ...norm }, 'p'), of: 'x' },
  { call: 'p', of: 'p', as: 'again' },
];
const ids: Program['inputs'] = { x: { shape: [4], ids: 6 } };
const words = (config: Config = {}) => layer('Embedding', { inputDim: 9, outputDim: 3, ...config }, 'words');
const two = (name: string, more: Partial<Program>): Program => ({
  ...net(name, [dense(4, tanh, 'p')], more),
  nodes: [dense(4, tanh, 'p'), { ...dense(2, {}, 'a'), of: 'p' }, { ...dense(1, {}, 'b'), of: 'p' }],
  targets: { a: { shape: [2] }, b: { shape: [1] } },
  outputs: ['a', 'b'],
  loss: ['meanSquaredError', 'meanSquaredError'],
});

export const crossings: readonly Program[] = [
  two('decay where an output counts for nothing', { lossWeights: [1, 0], optimizer: by('sgd', decay) }),
  two('momentum where an output counts for nothing', { lossWeights: [0, 1], optimizer: by('adamW', decay) }),
  two('common norm of two outputs', {
    lossWeights: [2, 0.1],
    optimizer: by('adam', { globalClipnorm: 0.05 }),
  }),
  ...(['sgd', 'adamW', 'lion', 'rmsprop'] as const).map((kind) =>
    net(`decay of shared, constrained weights, ${kind}`, shared, { optimizer: by(kind, decay) }),
  ),
  net('averages of shared, constrained weights', shared, { optimizer: by('adam', ema) }),
  net('averages of constrained weights', [dense(4, { ...tanh, ...norm }, 'p')], {
    optimizer: by('sgd', ema),
  }),
  net('averages, decay and a constraint', [dense(4, { ...tanh, ...norm }, 'p')], {
    optimizer: by('adamW', { ...ema, ...decay }),
  }),
  net('averages of weights of which some are frozen', plain, {
    optimizer: by('adam', ema),
    trainable: [['p', false]],
  }),
  net('decay of weights of which some are frozen', plain, {
    optimizer: by('adamW', decay),
    trainable: [['q', false]],
  }),
  net('common norm of weights of which some are frozen', plain, {
    optimizer: by('adam', { globalClipnorm: 0.02 }),
    trainable: [['p', false]],
  }),
  net('common norm with a penalty', [dense(4, { ...tanh, kernelRegularizer: l2(0.3) }, 'p')], {
    optimizer: by('sgd', { globalClipnorm: 0.05 }),
  }),
  net('each norm with a penalty, in parts', [dense(4, { ...tanh, kernelRegularizer: l2(0.3) }, 'p')], {
    optimizer: by('sgd', { clipnorm: 0.05 }),
    accumulate: 2,
  }),
  ...(['nadam', 'adafactor', 'adagrad', 'adadelta', 'adamax', 'lamb'] as const).map((kind) =>
    net(`averages under a schedule, ${kind}`, plain, {
      optimizer: by(kind, { ...ema, ...decay }),
      rates: [0.05, 0.1, 0.02, 0.2, 0.01],
    }),
  ),
  net('decay of a batch norm, frozen', [dense(4, tanh, 'p'), layer('BatchNormalization', {}, 'norm')], {
    optimizer: by('adamW', decay),
    trainable: [['norm', false]],
  }),
  net('decay of a batch norm', [dense(4, tanh, 'p'), layer('BatchNormalization', {}, 'norm')], {
    optimizer: by('adamW', decay),
    alone: 'moments are of a rank',
  }),
  net(
    'a batch norm that forgets at once',
    [dense(4, tanh, 'p'), layer('BatchNormalization', { momentum: 0 }, 'norm')],
    { optimizer: by('adam'), alone: 'moments are of a rank' },
  ),
  net('decay of words that do not occur', [words(), flatten], {
    inputs: ids,
    optimizer: by('adamW', decay),
    keras: 'jax',
  }),
  net('momentum of words that do not occur', [words(), flatten], {
    inputs: ids,
    optimizer: by('sgd', { momentum: 0.9 }),
    keras: 'jax',
  }),
  net('each norm of words clipped', [words(), flatten], {
    inputs: ids,
    optimizer: by('adam', { clipnorm: 0.02 }),
    keras: 'jax',
  }),
  net('common norm of words clipped', [words(), flatten], {
    inputs: ids,
    optimizer: by('rmsprop', { globalClipnorm: 0.02 }),
    keras: 'jax',
  }),
  net('averages of words', [words(), flatten], { inputs: ids, optimizer: by('lion', ema), keras: 'jax' }),
  net(
    'constrained words, decay',
    [words({ embeddingsConstraint: constraint('UnitNorm', { axis: 1 }) }), flatten],
    { inputs: ids, optimizer: by('adam', decay), keras: 'jax' },
  ),
  net(
    'masked words into a frozen GRU, decay',
    [words({ maskZero: true }), layer('GRU', { units: 3, resetAfter: false }, 'gru')],
    { inputs: ids, optimizer: by('adamW', decay), trainable: [['gru', false]], keras: 'jax' },
  ),
  net('a recurrent layer: decay, each norm, averages', [layer('LSTM', { units: 3 }, 'lstm')], {
    inputs: x(4, 2),
    optimizer: by('adam', { ...decay, ...ema, clipnorm: 0.05 }),
  }),
  net(
    'a constrained convolution: decay, momentum',
    [
      layer(
        'Conv1D',
        {
          filters: 3,
          kernelSize: 2,
          kernelConstraint: constraint('MaxNorm', { maxValue: 0.5, axis: [0, 1] }),
        },
        'conv',
      ),
      flatten,
    ],
    { inputs: x(4, 2), optimizer: by('sgd', { ...decay, momentum: 0.8, nesterov: true }) },
  ),
  net(
    'slopes: non-negative, decay',
    [dense(4, {}, 'p'), layer('PReLU', { alphaConstraint: constraint('NonNeg') }, 'slopes')],
    { optimizer: by('adamW', decay) },
  ),
  net(
    'attention: decay, common norm',
    [
      layer('Dense', { units: 4 }, 'p'),
      { ...layer('MultiHeadAttention', { numHeads: 2, keyDim: 2 }, 'heads'), of: ['p', 'p'] },
      flatten,
    ],
    { inputs: x(3, 2), optimizer: by('adamW', { ...decay, globalClipnorm: 0.05 }) },
  ),
  net('samples of weight 0 and decay', plain, {
    optimizer: by('adamW', decay),
    weights: { w: { shape: [], given: [0, 0, 0, 1] } },
  }),
  net('no sample counts, decay and momentum', plain, {
    optimizer: by('sgd', { ...decay, momentum: 0.9 }),
    weights: { w: { shape: [], given: [0, 0, 0, 0] } },
  }),
];
