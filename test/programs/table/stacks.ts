/** Stacks of recurrent layers and wrappers: masks, states, penalties and merges on their way through several of them. */
import type { Config, LayerSpec, NodeSpec, Program } from '../program.ts';
import { constraint, dense, flatten, head, l1, l2, layer, x, y } from './basics.ts';

const tokens: Program['inputs'] = {
  x: { shape: [4], given: [1, 2, 0, 0, 2, 1, 3, 0, 1, 0, 0, 0, 2, 2, 1, 3, 3, 0, 0, 0], ids: 4 },
};
const embedding = layer('Embedding', { inputDim: 4, outputDim: 2, maskZero: true }, 'embedding');
const cell = (kind: string, config: Config, name = 'cell'): LayerSpec => ({ kind, name, config });
const both = (inner: LayerSpec, config: Config = {}, name = 'both'): NodeSpec => ({
  kind: 'Bidirectional',
  name,
  config,
  layer: inner,
});
const each = (inner: LayerSpec, name = 'each'): NodeSpec => ({ kind: 'TimeDistributed', name, layer: inner });
const from = (of: string | string[], node: NodeSpec): NodeSpec => ({ ...node, of });
const sequences = { returnSequences: true };
const gru = { units: 2, resetAfter: true };
const average = layer('GlobalAveragePooling1D');
/** Five samples, so that shares are uneven. */
const masked = (name: string, ...nodes: NodeSpec[]): Program => ({
  name,
  inputs: tokens,
  targets: y(1),
  nodes: [embedding, ...nodes, head],
  batch: 5,
});
const net = (name: string, shape: readonly number[], ...nodes: NodeSpec[]): Program => ({
  name,
  inputs: x(...shape),
  targets: y(1),
  nodes: [...nodes, head],
  batch: 5,
});

export const stacks: readonly Program[] = [
  masked(
    'two bidirectional layers under a mask',
    both(cell('LSTM', { units: 2, ...sequences }, 'a'), {}, 'first'),
    both(cell('GRU', gru, 'b'), {}, 'second'),
  ),
  masked(
    'the sum of two ways under a mask',
    both(cell('GRU', { ...gru, ...sequences }), { mergeMode: 'sum' }),
    average,
  ),
  masked(
    'the average of two ways under a mask',
    both(cell('LSTM', { units: 2, ...sequences }), { mergeMode: 'ave' }),
    layer('LSTM', { units: 2 }, 'second'),
  ),
  masked(
    'backwards, then forwards, under a mask',
    layer('LSTM', { units: 2, ...sequences, goBackwards: true }, 'a'),
    layer('LSTM', { units: 2 }, 'b'),
  ),
  masked(
    'stacked cells, sequences, under a mask',
    {
      kind: 'RNN',
      name: 'stack',
      config: sequences,
      cells: [cell('GRUCell', { units: 3, resetAfter: true }, 'p'), cell('LSTMCell', { units: 2 }, 'q')],
    },
    average,
  ),
  masked(
    'returned states beside what is put out',
    from('embedding', layer('LSTM', { units: 2, returnState: true, ...sequences }, 'encoder')),
    { kind: 'Concatenate', name: 'states', of: ['encoder:1', 'encoder:2'] },
  ),
  masked(
    'masks in an average and a maximum',
    from('embedding', layer('LSTM', { units: 2, ...sequences }, 'a')),
    { kind: 'Average', name: 'mean', of: ['a', 'embedding'] },
    { kind: 'Maximum', name: 'most', of: ['mean', 'a'] },
    layer('LSTM', { units: 2 }, 'b'),
  ),
  masked(
    'masks one behind the other',
    from('embedding', layer('LSTM', { units: 2, ...sequences }, 'a')),
    { kind: 'Concatenate', name: 'long', config: { axis: 1 }, of: ['a', 'embedding'] },
    layer('LSTM', { units: 2 }, 'b'),
  ),
  masked(
    'an activity penalty of masked steps',
    layer('LSTM', { units: 2, ...sequences, activityRegularizer: l2(0.1) }, 'cell'),
    average,
  ),
  masked(
    'self-attention of masked steps',
    {
      ...layer('MultiHeadAttention', { numHeads: 2, keyDim: 2 }, 'attention'),
      of: ['embedding', 'embedding'],
    },
    { kind: 'Add', name: 'sum', of: ['attention', 'embedding'] },
    layer('LayerNormalization', {}, 'norm'),
    average,
  ),
  {
    ...masked('an embedding that two inputs share, with their masks'),
    inputs: { a: { shape: [3], ids: 4 }, b: { shape: [3], ids: 4 } },
    nodes: [
      from('a', embedding),
      { call: 'embedding', of: 'b', as: 'second' },
      from('embedding', layer('LSTM', { units: 2 }, 'cell')),
      { call: 'cell', of: 'second', as: 'other' },
      { kind: 'Subtract', of: ['cell', 'other'] },
      head,
    ],
  },
  {
    ...masked('a penalty and a constraint of a masked embedding', average),
    nodes: [
      layer(
        'Embedding',
        {
          ...{ inputDim: 4, outputDim: 2, maskZero: true },
          embeddingsRegularizer: l2(0.1),
          embeddingsConstraint: constraint('UnitNorm', { axis: 1 }),
        },
        'embedding',
      ),
      average,
      head,
    ],
  },
  net('states of both ways', [3, 2], both(cell('LSTM', { units: 2, returnState: true })), {
    kind: 'Concatenate',
    name: 'states',
    of: ['both:1', 'both:4'],
  }),
  net(
    'pictures of a sequence: convolution, pooling, flatten',
    [3, 5, 5, 1],
    each(cell('Conv2D', { filters: 2, kernelSize: 2 }, 'conv'), 'first'),
    each(cell('MaxPooling2D', { poolSize: 2 }, 'pool'), 'second'),
    each(cell('Flatten', {}, 'flat'), 'third'),
    layer('LSTM', { units: 2 }, 'cell'),
  ),
  {
    ...net(
      'an embedding of each step',
      [2, 3],
      each(cell('Embedding', { inputDim: 5, outputDim: 2 }, 'words')),
      flatten,
    ),
    inputs: { x: { shape: [2, 3], ids: 5 } },
  },
  net(
    'both ways of each step',
    [2, 3, 2],
    each({ kind: 'Bidirectional', name: 'both', layer: cell('GRU', gru) }),
    flatten,
  ),
  net(
    'steps of steps',
    [2, 3, 2],
    each({ kind: 'TimeDistributed', name: 'inside', layer: cell('Dense', { units: 2 }, 'dense') }),
    flatten,
  ),
  net(
    'an activity penalty and a constraint of each step',
    [3, 4],
    each(
      cell(
        'Dense',
        {
          units: 2,
          activityRegularizer: l2(0.1),
          kernelConstraint: constraint('MaxNorm', { maxValue: 0.3, axis: 0 }),
        },
        'dense',
      ),
    ),
    flatten,
  ),
  net(
    'penalties and a constraint of both ways',
    [3, 2],
    both(
      cell('LSTM', {
        units: 2,
        kernelRegularizer: l2(0.1),
        recurrentRegularizer: l1(0.05),
        biasRegularizer: l2(0.2),
        kernelConstraint: constraint('NonNeg'),
      }),
    ),
  ),
  net(
    'a stack of recurrent convolutions',
    [3, 5, 5, 1],
    layer('ConvLSTM2D', { filters: 2, kernelSize: 2, ...sequences }, 'a'),
    layer('BatchNormalization', { synchronized: true }, 'norm'),
    layer('ConvLSTM2D', { filters: 1, kernelSize: 2, strides: 2, kernelRegularizer: l2(0.1) }, 'b'),
    flatten,
  ),
  {
    ...masked('a masked loss where a sample has no step'),
    inputs: { x: { shape: [4], given: [1, 2, 0, 0, 0, 0, 0, 0, 1, 3, 3, 1], ids: 4 } },
    batch: 3,
    targets: y(4, 1),
    nodes: [embedding, layer('LSTM', { units: 2, ...sequences }, 'cell'), dense(1)],
    metrics: ['mae'],
  },
  {
    ...masked('a masked loss without any step'),
    inputs: { x: { shape: [4], given: [0], ids: 4 } },
    batch: 3,
    targets: y(4, 1),
    nodes: [embedding, layer('LSTM', { units: 2, ...sequences }, 'cell'), dense(1)],
  },
  {
    ...masked('a masked loss of logits, smoothed'),
    targets: { y: { shape: [4, 1], binary: true } },
    nodes: [embedding, layer('LSTM', { units: 2, ...sequences }, 'cell'), dense(1)],
    loss: { name: 'binaryCrossentropy', options: { fromLogits: true, labelSmoothing: 0.1 } },
    metrics: ['mae', 'mse'],
  },
];
