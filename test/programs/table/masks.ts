/** Masks: the layers that heed them, those that hand them on and those that end them. */
import type { Config, NodeSpec, Program } from '../program.ts';
import { dense, flatten, head, layer, y } from './basics.ts';
import { embedding, masked, tokens } from './masked.ts';

const gru = { resetAfter: false };
const eachIn = (targetShape: readonly number[]): NodeSpec => ({
  kind: 'TimeDistributed',
  name: 'each',
  layer: { kind: 'Reshape', name: 'shaped', config: { targetShape } },
});
const after = { resetAfter: true };
const cell = (kind: string, config: Config, name: string) => ({ kind, name, config });
const sequence = (kind: string, config: Config = {}) =>
  layer(kind, { units: 2, returnSequences: true, ...config }, 'seq');

export const masks: readonly Program[] = [
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
];
