/** Constraints and regularizers. */
import type { Config, Program } from '../program.ts';
import { constraint, dense, flatten, head, l1, l2, last, layer, on, x, y } from './basics.ts';

const maxNorm = constraint('MaxNorm', { maxValue: 0.5, axis: 0 });
const nonNeg = constraint('NonNeg');
const unitNorm = constraint('UnitNorm', { axis: 0 });
const minMax = constraint('MinMaxNorm', { minValue: 0.3, maxValue: 0.7, rate: 0.5, axis: 0 });
const vector = (name: string, config: Config, more: Partial<Program> = {}): Program => ({
  name,
  inputs: x(3),
  targets: y(1),
  nodes: [dense(3, { activation: 'tanh', ...config }), head],
  ...more,
});
const both = { className: 'L1L2', config: { l1: 0.1, l2: 0.2 } };
const series = (name: string, kind: string, config: Config): Program => ({
  name,
  inputs: x(4, 2),
  targets: y(1),
  nodes: [layer(kind, { units: 2, ...config }, 'cell'), head],
});
const gru = { resetAfter: false };

export const penalties: readonly Program[] = [
  vector('max norm', { kernelConstraint: maxNorm }),
  vector('max norm by name', { kernelConstraint: 'MaxNorm' }),
  vector('non-negative', { kernelConstraint: nonNeg }),
  vector('unit norm', { kernelConstraint: unitNorm }),
  vector('min-max norm', { kernelConstraint: minMax }),
  vector('a constrained bias', { biasConstraint: nonNeg }),
  vector(
    'constraints under adam',
    { kernelConstraint: maxNorm, biasConstraint: nonNeg },
    { optimizer: { kind: 'adam', args: [0.05] } },
  ),
  vector(
    'constraints under momentum',
    { kernelConstraint: unitNorm },
    { optimizer: { kind: 'momentum', args: [0.1, 0.9] } },
  ),
  vector(
    'constraints under rmsprop',
    { kernelConstraint: unitNorm },
    { optimizer: { kind: 'rmsprop', args: [0.01] } },
  ),
  vector(
    'constraints under adagrad',
    { kernelConstraint: unitNorm },
    { optimizer: { kind: 'adagrad', args: [0.1] } },
  ),
  vector('a frozen constrained layer', { kernelConstraint: unitNorm }, { trainable: [['dense', false]] }),
  on(
    [5, 5, 2],
    'a constrained convolution',
    layer(
      'Conv2D',
      {
        filters: 2,
        kernelSize: 3,
        kernelConstraint: constraint('MaxNorm', { maxValue: 0.5, axis: [0, 1, 2] }),
      },
      'conv',
    ),
  ),
  {
    name: 'a constrained embedding',
    inputs: { x: { shape: [4], ids: 5 } },
    targets: y(1),
    nodes: [
      layer(
        'Embedding',
        { inputDim: 5, outputDim: 2, embeddingsConstraint: constraint('UnitNorm', { axis: 1 }) },
        'embedding',
      ),
      flatten,
      head,
    ],
  },
  on(
    [3],
    'a constrained batch norm, frozen',
    layer(
      'BatchNormalization',
      { gammaConstraint: nonNeg, betaConstraint: nonNeg, trainable: false },
      'norm',
    ),
  ),
  {
    ...on(
      [3],
      'a constrained batch norm',
      layer('BatchNormalization', { gammaConstraint: nonNeg, betaConstraint: nonNeg }, 'norm'),
    ),
    alone: 'moments are of a rank',
  },
  series('a constrained LSTM', 'LSTM', {
    kernelConstraint: unitNorm,
    recurrentConstraint: maxNorm,
    biasConstraint: nonNeg,
  }),
  series('a constrained GRU', 'GRU', {
    ...gru,
    kernelConstraint: unitNorm,
    recurrentConstraint: maxNorm,
    biasConstraint: nonNeg,
  }),
  series('a constrained simple RNN', 'SimpleRNN', {
    kernelConstraint: unitNorm,
    recurrentConstraint: maxNorm,
  }),
  last([4, 2], 'a constrained bidirectional LSTM', {
    kind: 'Bidirectional',
    name: 'both',
    layer: { kind: 'LSTM', name: 'cell', config: { units: 2, kernelConstraint: unitNorm } },
  }),
  on([4, 2], 'a constrained time-distributed layer', {
    kind: 'TimeDistributed',
    name: 'each',
    layer: { kind: 'Dense', name: 'dense', config: { units: 2, kernelConstraint: unitNorm } },
  }),
  on(
    [5, 5, 2],
    'a constrained depthwise convolution',
    layer('DepthwiseConv2D', { kernelSize: 2, depthwiseConstraint: nonNeg }, 'conv'),
  ),
  on(
    [5, 5, 2],
    'a constrained separable convolution',
    layer(
      'SeparableConv2D',
      { filters: 2, kernelSize: 2, depthwiseConstraint: nonNeg, pointwiseConstraint: nonNeg },
      'conv',
    ),
  ),
  on([4], 'constrained slopes', layer('PReLU', { alphaConstraint: nonNeg }, 'prelu')),
  vector('l1', { kernelRegularizer: l1(0.1) }),
  vector('l2', { kernelRegularizer: l2(0.1) }),
  vector('l1 and l2', { kernelRegularizer: both, biasRegularizer: both }),
  series('penalties of an LSTM', 'LSTM', {
    kernelRegularizer: l2(0.5),
    recurrentRegularizer: l2(0.3),
    biasRegularizer: l1(0.1),
  }),
  series('penalties of a GRU', 'GRU', {
    ...gru,
    kernelRegularizer: l2(0.5),
    recurrentRegularizer: l2(0.3),
    biasRegularizer: l1(0.1),
  }),
  series('penalties of a simple RNN', 'SimpleRNN', {
    kernelRegularizer: l2(0.5),
    recurrentRegularizer: l2(0.3),
    biasRegularizer: l1(0.1),
  }),
  last([4, 2], 'penalties of a bidirectional LSTM', {
    kind: 'Bidirectional',
    name: 'both',
    layer: {
      kind: 'LSTM',
      name: 'cell',
      config: { units: 2, kernelRegularizer: l2(0.5), recurrentRegularizer: l1(0.3) },
    },
  }),
  last([4, 2], 'penalties of stacked cells', {
    kind: 'RNN',
    name: 'stack',
    cells: [
      { kind: 'LSTMCell', name: 'p', config: { units: 2, kernelRegularizer: l2(0.5) } },
      { kind: 'LSTMCell', name: 'q', config: { units: 2, recurrentRegularizer: l2(0.5) } },
    ],
  }),
  on(
    [5, 5, 2],
    'penalties of a convolution',
    layer(
      'Conv2D',
      { filters: 2, kernelSize: 3, kernelRegularizer: l2(0.2), biasRegularizer: l1(0.1) },
      'conv',
    ),
  ),
  on(
    [5, 5, 2],
    'penalties of a depthwise convolution',
    layer(
      'DepthwiseConv2D',
      { kernelSize: 2, depthwiseRegularizer: l2(0.2), biasRegularizer: l1(0.1) },
      'conv',
    ),
  ),
  on(
    [5, 5, 2],
    'penalties of a separable convolution',
    layer(
      'SeparableConv2D',
      { filters: 2, kernelSize: 2, depthwiseRegularizer: l2(0.2), pointwiseRegularizer: l2(0.3) },
      'conv',
    ),
  ),
  {
    name: 'penalties of an embedding',
    inputs: { x: { shape: [4], ids: 5 } },
    targets: y(1),
    nodes: [
      layer('Embedding', { inputDim: 5, outputDim: 2, embeddingsRegularizer: l2(0.2) }, 'embedding'),
      flatten,
      head,
    ],
  },
  {
    ...on(
      [3],
      'penalties of a batch norm',
      layer('BatchNormalization', { gammaRegularizer: l2(0.2), betaRegularizer: l1(0.1) }, 'norm'),
    ),
    alone: 'moments are of a rank',
  },
  on(
    [3],
    'penalties of a layer norm',
    layer('LayerNormalization', { gammaRegularizer: l2(0.2), betaRegularizer: l1(0.1) }, 'norm'),
  ),
  on([4], 'penalties of slopes', layer('PReLU', { alphaRegularizer: l2(0.2) }, 'prelu')),
  vector('an activity penalty', { activityRegularizer: l2(0.1) }),
  vector('an activity penalty, l1', { activityRegularizer: l1(0.1) }),
  on(
    [5, 5, 2],
    'an activity penalty of a convolution',
    layer('Conv2D', { filters: 2, kernelSize: 3, activityRegularizer: l2(0.1) }, 'conv'),
  ),
  series('an activity penalty of an LSTM', 'LSTM', { activityRegularizer: l2(0.1) }),
  {
    name: 'an activity penalty of an embedding',
    inputs: { x: { shape: [4], ids: 5 } },
    targets: y(1),
    nodes: [
      layer('Embedding', { inputDim: 5, outputDim: 2, activityRegularizer: l2(0.1) }, 'embedding'),
      flatten,
      head,
    ],
  },
];
