/** Recurrent layers, wrappers and masks. */
import type { Config, NodeSpec, Program } from '../program.ts';
import { dense, flatten, head, l2, last, layer, on, x, y } from './basics.ts';

const tokens: Program['inputs'] = {
  x: { shape: [4], given: [1, 2, 0, 0, 2, 1, 3, 0, 1, 0, 0, 0, 2, 2, 1, 3], ids: 4 },
};
const embedding = layer('Embedding', { inputDim: 4, outputDim: 2, maskZero: true }, 'embedding');
const masked = (name: string, ...nodes: NodeSpec[]): Program => ({
  name,
  inputs: tokens,
  targets: y(1),
  nodes: [embedding, ...nodes, head],
});
const gru = { resetAfter: false };
const eachIn = (targetShape: readonly number[]): NodeSpec => ({
  kind: 'TimeDistributed',
  name: 'each',
  layer: { kind: 'Reshape', name: 'shaped', config: { targetShape } },
});
const after = { resetAfter: true };
const cell = (kind: string, config: Config, name: string) => ({ kind, name, config });
const both = (name: string, config: Config, kind = 'LSTM', options: Config = {}): Program =>
  (config.returnSequences ? on : last)([4, 2], name, {
    kind: 'Bidirectional',
    name: 'both',
    config: options,
    layer: cell(kind, { units: 2, ...config }, 'cell'),
  });
const sequence = (kind: string, config: Config = {}) =>
  layer(kind, { units: 2, returnSequences: true, ...config }, 'seq');
/** A mask up to the output: losses and metrics leave out what is masked. */
const tagging = (name: string, more: Partial<Program>, ...nodes: NodeSpec[]): Program => ({
  name,
  inputs: tokens,
  targets: y(4, 1),
  nodes: [embedding, ...nodes, dense(1)],
  ...more,
});

export const recurrent: readonly Program[] = [
  last([4, 2], 'LSTM', layer('LSTM', { units: 2 }, 'cell')),
  on([4, 2], 'LSTM, sequences', sequence('LSTM')),
  on([4, 2], 'LSTM, backwards', sequence('LSTM', { goBackwards: true })),
  last(
    [4, 2],
    'LSTM, other activations',
    layer('LSTM', { units: 2, activation: 'relu', recurrentActivation: 'tanh', useBias: false }, 'cell'),
  ),
  last([4, 2], 'LSTM, with states', { kind: 'LSTM', name: 'cell', config: { units: 2, returnState: true } }),
  last([4, 2], 'GRU', layer('GRU', { units: 2, ...gru }, 'cell')),
  on([4, 2], 'GRU, sequences backwards', sequence('GRU', { ...gru, goBackwards: true })),
  last([4, 2], 'GRU, reset after', layer('GRU', { units: 2, ...after }, 'cell')),
  last([4, 2], 'GRU, reset after, no bias', layer('GRU', { units: 2, ...after, useBias: false }, 'cell')),
  on([4, 2], 'GRU, reset after, sequences backwards', sequence('GRU', { ...after, goBackwards: true })),
  last(
    [4, 2],
    'GRU, reset after, hard sigmoid',
    layer('GRU', { units: 2, ...after, recurrentActivation: 'hardSigmoid' }, 'cell'),
  ),
  {
    ...last([4, 2], 'GRU cells, reset after', {
      kind: 'RNN',
      name: 'stack',
      cells: [cell('GRUCell', { units: 3, ...after }, 'p'), cell('GRUCell', { units: 2, ...after }, 'q')],
    }),
  },
  both('bidirectional GRU, reset after', { returnSequences: true, ...after }, 'GRU'),
  last([4, 2], 'simple RNN', layer('SimpleRNN', { units: 2 }, 'cell')),
  {
    ...on([4, 2], 'stacked cells', {
      kind: 'RNN',
      name: 'stack',
      config: { returnSequences: true },
      cells: [cell('LSTMCell', { units: 3 }, 'p'), cell('SimpleRNNCell', { units: 2 }, 'q')],
    }),
  },
  last([4, 2], 'unrolled', layer('LSTM', { units: 2, unroll: true }, 'cell')),
  on([3, 4, 4, 1], 'ConvLSTM2D', layer('ConvLSTM2D', { filters: 2, kernelSize: 2 }, 'cell')),
  on(
    [3, 4, 4, 1],
    'ConvLSTM2D, same, sequences',
    layer('ConvLSTM2D', { filters: 2, kernelSize: 3, padding: 'same', returnSequences: true }, 'cell'),
  ),
  on([3, 5, 2], 'ConvLSTM1D', layer('ConvLSTM1D', { filters: 2, kernelSize: 2 }, 'cell')),
  on(
    [3, 6, 2],
    'ConvLSTM1D, same, strides, sequences backwards',
    layer(
      'ConvLSTM1D',
      { filters: 2, kernelSize: 3, strides: 2, padding: 'same', returnSequences: true, goBackwards: true },
      'cell',
    ),
  ),
  on(
    [3, 6, 2],
    'ConvLSTM1D, dilated, no bias, penalties',
    layer(
      'ConvLSTM1D',
      {
        ...{ filters: 2, kernelSize: 2, dilationRate: 2, useBias: false, recurrentActivation: 'relu' },
        ...{ kernelRegularizer: l2(0.1), recurrentRegularizer: l2(0.2), activityRegularizer: l2(0.3) },
      },
      'cell',
    ),
  ),
  on(
    [3, 2, 5],
    'ConvLSTM1D, channels first',
    layer(
      'ConvLSTM1D',
      { filters: 3, kernelSize: 2, dataFormat: 'channelsFirst', recurrentActivation: 'hardSigmoid' },
      'cell',
    ),
  ),
  on([3, 5, 2], 'bidirectional ConvLSTM1D', {
    kind: 'Bidirectional',
    name: 'both',
    layer: cell('ConvLSTM1D', { filters: 2, kernelSize: 2, returnSequences: true }, 'cell'),
  }),
  on([2, 3, 4, 2], 'time-distributed ConvLSTM1D', {
    kind: 'TimeDistributed',
    name: 'each',
    layer: cell('ConvLSTM1D', { filters: 2, kernelSize: 2 }, 'cell'),
  }),
  {
    ...on([3, 5, 2], 'ConvLSTM1D, states of another', {
      kind: 'ConvLSTM1D',
      name: 'first',
      config: { filters: 2, kernelSize: 3, padding: 'same', returnState: true },
    }),
    nodes: [
      {
        kind: 'ConvLSTM1D',
        name: 'first',
        config: { filters: 2, kernelSize: 3, padding: 'same', returnState: true },
      },
      {
        kind: 'ConvLSTM1D',
        name: 'second',
        config: { filters: 2, kernelSize: 2, padding: 'same' },
        of: 'x',
        states: ['first:1', 'first:2'],
      },
      flatten,
      head,
    ],
  },
  on([2, 3, 3, 3, 1], 'ConvLSTM3D', layer('ConvLSTM3D', { filters: 2, kernelSize: 2 }, 'cell')),
  on(
    [2, 3, 2, 3, 1],
    'ConvLSTM3D, same, sequences',
    layer(
      'ConvLSTM3D',
      { filters: 2, kernelSize: [2, 2, 3], padding: 'same', strides: [1, 2, 1], returnSequences: true },
      'cell',
    ),
  ),
  on([2, 2, 2, 3, 1], 'bidirectional ConvLSTM3D', {
    kind: 'Bidirectional',
    name: 'both',
    layer: cell('ConvLSTM3D', { filters: 1, kernelSize: 2 }, 'cell'),
  }),
  both('bidirectional', {}),
  both('bidirectional, sequences', { returnSequences: true }),
  both('bidirectional, sum', { returnSequences: true }, 'LSTM', { mergeMode: 'sum' }),
  both('bidirectional, mul', gru, 'GRU', { mergeMode: 'mul' }),
  both('bidirectional, ave', {}, 'SimpleRNN', { mergeMode: 'ave' }),
  last([4, 2], 'bidirectional with a backward layer of its own', {
    kind: 'Bidirectional',
    name: 'both',
    layer: cell('LSTM', { units: 2 }, 'cell'),
    backwardLayer: cell('LSTM', { units: 2, activation: 'relu', goBackwards: true }, 'other'),
  }),
  on([3, 2, 2], 'time-distributed convolution', {
    kind: 'TimeDistributed',
    name: 'each',
    layer: cell('Conv1D', { filters: 2, kernelSize: 2 }, 'conv'),
  }),
  on([3, 4, 2], 'time-distributed LSTM', {
    kind: 'TimeDistributed',
    name: 'each',
    layer: cell('LSTM', { units: 2 }, 'cell'),
  }),
  {
    ...on([3, 4], 'time-distributed model', {
      kind: 'TimeDistributed',
      name: 'each',
      layer: {
        kind: 'Sequential',
        name: 'inner',
        inputShape: [4],
        layers: [
          { kind: 'Dense', name: 'p', config: { units: 2 } },
          { kind: 'Dense', name: 'q', config: { units: 2 } },
        ],
      },
    }),
  },
  masked('a mask in an LSTM', layer('LSTM', { units: 2 }, 'cell')),
  masked(
    'a mask in a ConvLSTM1D',
    eachIn([2, 1]),
    layer('ConvLSTM1D', { filters: 2, kernelSize: 2, padding: 'same' }, 'cell'),
    flatten,
  ),
  masked(
    'a mask in a bidirectional ConvLSTM2D',
    eachIn([2, 1, 1]),
    {
      kind: 'Bidirectional',
      name: 'both',
      layer: cell('ConvLSTM2D', { filters: 2, kernelSize: 1, returnSequences: true }, 'cell'),
    },
    flatten,
  ),
  masked('a mask in a GRU', layer('GRU', { units: 2, ...gru }, 'cell')),
  masked('a mask in a GRU, reset after', layer('GRU', { units: 2, ...after }, 'cell')),
  masked('a mask in a simple RNN', layer('SimpleRNN', { units: 2 }, 'cell')),
  masked('a mask, backwards', layer('LSTM', { units: 2, goBackwards: true }, 'cell')),
  masked('a mask through two layers', sequence('LSTM'), layer('LSTM', { units: 2 }, 'cell')),
  masked(
    'a mask through dense and dropout',
    dense(3),
    layer('Dropout', { rate: 0 }),
    layer('LSTM', { units: 2 }, 'cell'),
  ),
  masked(
    'a mask through an activation',
    layer('Activation', { activation: 'tanh' }),
    layer('LSTM', { units: 2 }, 'cell'),
  ),
  masked(
    'a mask through a layer norm',
    layer('LayerNormalization', {}, 'norm'),
    layer('LSTM', { units: 2 }, 'cell'),
  ),
  masked('a mask through a leaky relu', layer('LeakyReLU'), layer('LSTM', { units: 2 }, 'cell')),
  masked('a mask through an elu', layer('ELU'), layer('LSTM', { units: 2 }, 'cell')),
  masked('a mask through slopes', layer('PReLU', {}, 'prelu'), layer('LSTM', { units: 2 }, 'cell')),
  masked(
    'a mask through a frozen batch norm',
    layer('BatchNormalization', { trainable: false }, 'norm'),
    layer('LSTM', { units: 2 }, 'cell'),
  ),
  {
    ...masked(
      'a mask in a batch norm',
      layer('BatchNormalization', {}, 'norm'),
      layer('LSTM', { units: 2 }, 'cell'),
    ),
    alone: 'moments are of a rank',
  },
  masked(
    'a mask in a synchronized batch norm',
    layer('BatchNormalization', { synchronized: true }, 'norm'),
    layer('LSTM', { units: 2 }, 'cell'),
  ),
  masked('a mask through a rescaling', layer('Rescaling', { scale: 2 }), layer('LSTM', { units: 2 }, 'cell')),
  masked(
    'a mask through noise of deviation 0',
    layer('GaussianNoise', { stddev: 0 }),
    layer('LSTM', { units: 2 }, 'cell'),
  ),
  masked(
    'a mask ends at a convolution',
    layer('Conv1D', { filters: 2, kernelSize: 2, padding: 'same' }, 'conv'),
    layer('LSTM', { units: 2 }, 'cell'),
  ),
  masked(
    'a mask ends at a reshape',
    layer('Reshape', { targetShape: [4, 2] }),
    layer('LSTM', { units: 2 }, 'cell'),
  ),
  masked(
    'a mask ends at a permutation',
    layer('Permute', { dims: [2, 1] }),
    layer('LSTM', { units: 2 }, 'cell'),
  ),
  masked('a mask ends at flatten', flatten, dense(3)),
  masked(
    'a mask through a time-distributed layer',
    { kind: 'TimeDistributed', name: 'each', layer: cell('Dense', { units: 2 }, 'dense') },
    layer('LSTM', { units: 2 }, 'cell'),
  ),
  masked('a mask in a bidirectional LSTM', {
    kind: 'Bidirectional',
    name: 'both',
    layer: cell('LSTM', { units: 2 }, 'cell'),
  }),
  masked(
    'a mask through a bidirectional LSTM',
    { kind: 'Bidirectional', name: 'both', layer: cell('LSTM', { units: 2, returnSequences: true }, 'cell') },
    layer('LSTM', { units: 2 }, 'second'),
  ),
  masked(
    'masked steps of a bidirectional LSTM',
    { kind: 'Bidirectional', name: 'both', layer: cell('LSTM', { units: 2, returnSequences: true }, 'cell') },
    flatten,
    dense(2),
  ),
  masked(
    'masked steps of an LSTM',
    layer('LSTM', { units: 2, returnSequences: true }, 'cell'),
    flatten,
    dense(2),
  ),
  masked('a mask in stacked cells', {
    kind: 'RNN',
    name: 'stack',
    cells: [cell('LSTMCell', { units: 3 }, 'p'), cell('SimpleRNNCell', { units: 2 }, 'q')],
  }),
  masked('a mask in global average pooling', layer('GlobalAveragePooling1D')),
  masked('a mask in global max pooling', layer('GlobalMaxPooling1D')),
  masked('a mask into a nested model', {
    kind: 'Sequential',
    name: 'inner',
    inputShape: [4, 2],
    layers: [cell('LSTM', { units: 2 }, 'cell')],
  }),
  masked(
    'a mask out of a nested model',
    {
      kind: 'Sequential',
      name: 'inner',
      inputShape: [4, 2],
      layers: [cell('LSTM', { units: 2, returnSequences: true }, 'seq')],
    },
    layer('LSTM', { units: 2 }, 'cell'),
  ),
  {
    ...masked(
      'a mask does not leak to a decoder',
      layer('SimpleRNN', { units: 2 }, 'encoder'),
      layer('RepeatVector', { n: 4 }),
      layer('SimpleRNN', { units: 2, returnSequences: true }, 'decoder'),
      flatten,
    ),
    about: 'keras#18211, tfjs#2279',
  },
  {
    name: 'a mask does not leak to another branch',
    inputs: { ...tokens, z: { shape: [4, 2] } },
    targets: y(1),
    nodes: [
      { ...embedding, of: 'x' },
      { ...layer('LSTM', { units: 2 }, 'p'), of: 'embedding' },
      { ...layer('LSTM', { units: 2 }, 'q'), of: 'z' },
      { kind: 'Concatenate', of: ['p', 'q'] },
      head,
    ],
  },
  {
    name: 'masks in an addition',
    inputs: { ...tokens, z: { shape: [4, 2] } },
    targets: y(1),
    nodes: [
      { ...embedding, of: 'x' },
      { kind: 'Add', name: 'sum', of: ['embedding', 'z'] },
      layer('LSTM', { units: 2 }, 'p'),
      head,
    ],
  },
  {
    name: 'masks in a product',
    inputs: { ...tokens, z: { shape: [4, 2] } },
    targets: y(1),
    nodes: [
      { ...embedding, of: 'x' },
      { kind: 'Multiply', name: 'product', of: ['embedding', 'z'] },
      layer('LSTM', { units: 2 }, 'p'),
      head,
    ],
  },
  {
    name: 'a product of masked tensors',
    inputs: tokens,
    targets: y(1),
    nodes: [
      { ...embedding, of: 'x' },
      { ...dense(2, { activation: 'tanh' }, 'q'), of: 'embedding' },
      { kind: 'Multiply', name: 'product', of: ['embedding', 'q'] },
      flatten,
      head,
    ],
  },
  {
    name: 'masks in a concatenation',
    inputs: { ...tokens, z: { shape: [4, 2] } },
    targets: y(1),
    nodes: [
      { ...embedding, of: 'x' },
      { kind: 'Concatenate', name: 'sum', of: ['embedding', 'z'] },
      layer('LSTM', { units: 2 }, 'p'),
      head,
    ],
  },
  {
    name: 'masked steps',
    inputs: { x: { shape: [3, 2], given: [1, 2, 0, 0, 3, 0, 0, 0, 1, 1, 2, 0, 0.5, -1, 0, 0, 0, 0] } },
    targets: y(1),
    nodes: [layer('Masking'), layer('LSTM', { units: 2 }, 'cell'), head],
    batch: 3,
  },
  {
    name: 'masked steps of another value',
    inputs: { x: { shape: [3, 2], given: [1, 2, -1, -1, 3, 0, -1, -1, 1, 1, 2, -1, 0.5, -1, 0, 0, -1, -1] } },
    targets: y(1),
    nodes: [layer('Masking', { maskValue: -1 }), layer('LSTM', { units: 2 }, 'cell'), head],
    batch: 3,
  },
  {
    name: 'a step masked for all',
    inputs: { x: { shape: [3, 2], given: [1, 2, 0, 0, 0, 0] } },
    targets: y(1),
    nodes: [layer('Masking'), layer('LSTM', { units: 2 }, 'cell'), head],
  },
  tagging('a masked loss', {}, sequence('LSTM')),
  tagging(
    'a masked loss with a penalty',
    {},
    sequence('LSTM', { kernelRegularizer: { className: 'L1L2', config: { l1: 0, l2: 0.2 } } }),
  ),
  tagging('a masked loss, mean absolute error', { loss: 'meanAbsoluteError' }, sequence('LSTM')),
  tagging('a masked loss after dense alone', {}),
  tagging('a masked loss with metrics', { metrics: ['mae', 'mse'] }, sequence('GRU', gru)),
  tagging(
    'a loss whose mask a reshape ended',
    {},
    sequence('LSTM'),
    layer('Reshape', { targetShape: [4, 2] }),
  ),
  {
    name: 'a masked cross-entropy',
    inputs: tokens,
    targets: { y: { shape: [4, 3], hot: true } },
    nodes: [embedding, sequence('LSTM'), dense(3, { activation: 'softmax' })],
    loss: 'categoricalCrossentropy',
    metrics: ['accuracy'],
  },
  {
    name: 'a masked sparse cross-entropy',
    inputs: tokens,
    targets: { y: { shape: [4], ids: 3 } },
    nodes: [embedding, sequence('LSTM'), dense(3, { activation: 'softmax' })],
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
  },
  {
    name: 'a masked and an unmasked output',
    inputs: tokens,
    targets: { p: { shape: [4, 1] }, q: { shape: [1] } },
    nodes: [
      embedding,
      { ...sequence('LSTM'), of: 'embedding' },
      { ...dense(1, {}, 'p'), of: 'seq' },
      { ...layer('LSTM', { units: 2 }, 'last'), of: 'seq' },
      { ...dense(1, {}, 'q'), of: 'last' },
    ],
    outputs: ['p', 'q'],
  },
  {
    name: 'an embedding',
    inputs: { x: { shape: [4], ids: 5 } },
    targets: y(1),
    nodes: [layer('Embedding', { inputDim: 5, outputDim: 2 }, 'embedding'), flatten, head],
  },
  {
    name: 'a stateful layer',
    inputs: x(3, 2),
    targets: y(1),
    nodes: [layer('LSTM', { units: 2, stateful: true }, 'cell'), head],
    refused: 'stateful',
  },
];
