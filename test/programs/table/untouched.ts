/** Weights that a loss has no gradient for: Keras leaves them alone, and so neither decays nor constrains them. */
import type { Config, NodeSpec, Optimizer, Program } from '../program.ts';
import { constraint, dense, head, l2, layer, x, y } from './basics.ts';

const first = { tensor: 0 };
const op = (
  operation: string,
  as: string,
  of: string | readonly string[],
  options: Config = {},
): NodeSpec => {
  const given = (typeof of === 'string' ? [of] : of).map((_, tensor) => ({ tensor }));
  return { operation, options, arguments: given, of: typeof of === 'string' ? [of] : of, as };
};

/** `p` is behind what ends gradients, `q` beside it is not. */
const behind = (
  name: string,
  ends: readonly NodeSpec[],
  optimizer: Optimizer,
  more: Partial<Program> & { readonly p?: Config } = {},
): Program => {
  const { p = {}, ...rest } = more;
  return {
    name: `untouched: ${name}`,
    inputs: x(4),
    targets: y(1),
    nodes: [
      { ...dense(3, p, 'p'), of: 'x' },
      ...ends,
      { ...dense(3, { activation: 'tanh' }, 'q'), of: 'x' },
      { ...layer('Add', {}, 'sum'), of: [ends.at(-1)!.as!, 'q'] },
      head,
    ],
    steps: 4,
    optimizer,
    ...rest,
  };
};
const round = [op('Round', 'end', 'p')];
const decaying: Optimizer = { kind: 'sgd', args: [{ learningRate: 0.1, weightDecay: 0.3 }] };
const decays = (kind: Optimizer['kind'], more: Config = {}): Optimizer => ({
  kind,
  args: [{ learningRate: 0.05, weightDecay: 0.2, ...more }],
});
const norm = { kernelConstraint: constraint('MaxNorm', { maxValue: 0.3, axis: 0 }) };

export const untouched: readonly Program[] = [
  ...['Floor', 'Ceil', 'Round', 'StopGradient'].map((operation) =>
    behind(`behind ${operation}`, [op(operation, 'end', 'p')], decaying),
  ),
  behind('behind Sign, whose gradient is 0', [op('Sign', 'end', 'p')], decaying),
  behind(
    'behind a cast to integers',
    [op('Cast', 'whole', 'p', { dtype: 'int32' }), op('Cast', 'end', 'whole', { dtype: 'float32' })],
    decaying,
  ),
  behind(
    'behind a comparison',
    [{ ...op('Greater', 'yes', 'p'), arguments: [first, 0] }, op('Cast', 'end', 'yes', { dtype: 'float32' })],
    decaying,
  ),
  behind(
    'as a condition',
    [
      { ...op('Greater', 'yes', 'p'), arguments: [first, 0] },
      { ...op('Where', 'end', ['yes']), arguments: [first, 0.7, -0.2] },
    ],
    decaying,
  ),
  behind(
    'two layers',
    [{ ...dense(3, { activation: 'tanh' }, 'p2'), of: 'p', as: 'p2' }, op('Round', 'end', 'p2')],
    decaying,
  ),
  behind(
    'one of its two ways rounded',
    [op('Round', 'rounded', 'p'), { ...layer('Add', {}, 'end'), of: ['rounded', 'p'], as: 'end' }],
    decaying,
  ),
  ...(
    [
      'adamW',
      'adam',
      'nadam',
      'lion',
      'rmsprop',
      'adagrad',
      'adadelta',
      'adamax',
      'lamb',
      'adafactor',
      'muon',
    ] as const
  ).map((kind) => behind(`decay of ${kind}`, round, decays(kind))),
  behind('momentum and decay', round, decays('sgd', { momentum: 0.9 })),
  behind('averages', round, {
    kind: 'sgd',
    args: [{ learningRate: 0.1, useEma: true, emaMomentum: 0.8, emaOverwriteFrequency: 2 }],
  }),
  behind('common norm clipped', round, decays('sgd', { globalClipnorm: 0.05 })),
  behind('each norm clipped', round, decays('adamW', { clipnorm: 0.05 })),
  behind('numbers clipped', round, decays('adamW', { clipvalue: 0.01 })),
  behind('clipped by the job', round, decaying, { clip: { norm: 0.05 } }),
  behind('constrained', round, { kind: 'sgd', args: [0.1] }, { p: norm }),
  behind('constrained, with momentum', round, { kind: 'momentum', args: [0.1, 0.9] }, { p: norm }),
  behind('constrained, decay', round, decays('adamW'), { p: norm }),
  behind('a penalty has a gradient', round, decaying, { p: { kernelRegularizer: l2(0.1) } }),
  behind('a penalty has a gradient, constrained', round, decaying, {
    p: { kernelRegularizer: l2(0.1), ...norm },
  }),
  behind('an activity penalty has a gradient', round, decaying, { p: { activityRegularizer: l2(0.1) } }),
  behind('frozen', round, decaying, { trainable: [['p', false]], p: { kernelRegularizer: l2(0.1) } }),
  behind('what is beside it frozen', round, decaying, { trainable: [['q', false]] }),
  behind('in parts', round, decays('adamW'), { accumulate: 2 }),
  behind(
    'batch norm',
    [{ ...layer('BatchNormalization', {}, 'norm'), of: 'p', as: 'norm' }, op('Round', 'end', 'norm')],
    decaying,
    { alone: 'moments are of a rank' },
  ),
  {
    ...behind('of one output alone', round, decays('adamW')),
    targets: { ...y(1), z: { shape: [3] } },
    outputs: ['head', 'end'],
    loss: ['meanSquaredError', 'meanSquaredError'],
  },
  {
    name: 'untouched: everything',
    inputs: x(4),
    targets: y(1),
    nodes: [dense(1, {}, 'p'), op('Round', 'end', 'p')],
    optimizer: decaying,
    refused: 'the model has no weight that its loss has a gradient for',
  },
  {
    name: 'untouched: everything that is not frozen',
    inputs: x(4),
    targets: y(1),
    nodes: [dense(3, {}, 'p'), op('Round', 'end', 'p'), head],
    trainable: [['head', false]],
    optimizer: decaying,
    refused: 'the model has no weight that its loss has a gradient for',
  },
];
