/** Sequences: masks on their way, states handed on, and wrappers inside of wrappers. */
import type { Config, LayerSpec, NodeSpec, Program } from '../program.ts';
import { dense, flatten, head, l1, layer, on, x, y } from './basics.ts';
import { embedding, masked, tokens } from './masked.ts';

const lstm = (config: Config = {}, name = 'cell') => layer('LSTM', { units: 2, ...config }, name);
const each = (inner: LayerSpec, name = 'each'): NodeSpec => ({ kind: 'TimeDistributed', name, layer: inner });
const both = (inner: LayerSpec, config: Config = {}): NodeSpec => ({
  kind: 'Bidirectional',
  name: 'both',
  config,
  layer: inner,
});
const cell = (kind: string, config: Config, name = 'cell'): LayerSpec => ({ kind, name, config });
const sequences = { returnSequences: true };
const gru = { resetAfter: false };
const tagged = (name: string, nodes: NodeSpec[], more: Partial<Program> = {}): Program => ({
  name,
  inputs: tokens,
  targets: y(4, 1),
  nodes: [embedding, ...nodes],
  ...more,
});
/** An encoder whose states a decoder begins with. */
const translated = (
  name: string,
  kind: string,
  inputs: Program['inputs'],
  before: NodeSpec[],
  config: Config = {},
): Program => ({
  name,
  inputs,
  targets: y(1),
  nodes: [
    ...before,
    {
      kind,
      name: 'encoder',
      config: { units: 2, returnState: true, ...config },
      of: before.length > 0 ? 'embedding' : 'x',
    },
    {
      kind,
      name: 'decoder',
      config: { units: 2, ...config },
      of: 'z',
      states: kind === 'LSTM' ? ['encoder:1', 'encoder:2'] : ['encoder:1'],
    },
    head,
  ],
});
const z = { z: { shape: [3, 2] } };

export const sequenced: readonly Program[] = [
  translated('an encoder and a decoder, LSTM', 'LSTM', { ...x(4, 2), ...z }, []),
  translated('an encoder and a decoder, GRU', 'GRU', { ...x(4, 2), ...z }, [], gru),
  translated('an encoder and a decoder, simple RNN', 'SimpleRNN', { ...x(4, 2), ...z }, []),
  translated('a masked encoder and a decoder', 'LSTM', { ...tokens, ...z }, [{ ...embedding, of: 'x' }]),
  {
    ...masked(
      'states beside a mask',
      { ...lstm({ returnState: true }, 'encoder'), of: 'embedding' },
      { ...lstm({}, 'decoder'), of: 'embedding', states: ['encoder:1', 'encoder:2'] },
    ),
    about: 'a recurrent layer that is given states goes without a mask in Keras 3 (`Layer.__call__`)',
  },
  masked(
    'a mask behind states',
    { ...lstm({ returnState: true }, 'encoder'), of: 'embedding' },
    {
      ...lstm(sequences, 'decoder'),
      of: 'embedding',
      states: ['encoder:1', 'encoder:2'],
    },
    layer('GlobalAveragePooling1D'),
  ),
  masked('a mask through a spatial dropout of rate 0', layer('SpatialDropout1D', { rate: 0 }), lstm()),
  masked(
    'a mask through dropouts of rate 0',
    layer('GaussianDropout', { rate: 0 }),
    layer('AlphaDropout', { rate: 0 }),
    lstm(),
  ),
  masked('a mask through softmax activations', dense(2, { activation: 'softmax' }), lstm()),
  masked('a mask through a relu layer', layer('ReLU'), lstm()),
  masked('a mask through a frozen layer', dense(2, { trainable: false }), lstm()),
  masked(
    'a mask through a GRU, backwards, then an LSTM',
    layer('GRU', { units: 2, ...gru, ...sequences, goBackwards: true }, 'seq'),
    lstm(),
  ),
  masked('a mask ends at max pooling', layer('MaxPooling1D', { poolSize: 2 }), lstm()),
  masked('a mask ends at average pooling', layer('AveragePooling1D', { poolSize: 2 }), lstm()),
  masked(
    'a mask through layers with penalties',
    dense(2, { activityRegularizer: l1(0.1) }),
    lstm({ kernelRegularizer: l1(0.1) }),
  ),
  masked(
    'a mask in global average pooling, kept axes',
    layer('GlobalAveragePooling1D', { keepdims: true }),
    flatten,
  ),
  masked('a mask in an unrolled LSTM', lstm({ unroll: true })),
  masked('a mask in an LSTM that gives states', {
    kind: 'LSTM',
    name: 'cell',
    config: { units: 2, returnState: true },
  }),
  masked(
    'a mask in a bidirectional GRU, sum',
    both(cell('GRU', { units: 2, ...gru, ...sequences }), { mergeMode: 'sum' }),
    lstm({}, 'second'),
  ),
  masked(
    'a mask in a bidirectional simple RNN, mul',
    both(cell('SimpleRNN', { units: 2 }), { mergeMode: 'mul' }),
  ),
  masked(
    'masked steps of a GRU, backwards',
    layer('GRU', { units: 2, ...gru, ...sequences, goBackwards: true }, 'seq'),
    flatten,
    dense(2),
  ),
  masked('a mask in two bidirectional LSTMs', both(cell('LSTM', { units: 2, ...sequences })), {
    kind: 'Bidirectional',
    name: 'both2',
    layer: cell('LSTM', { units: 2 }, 'cell2'),
  }),
  masked(
    'a mask through a time-distributed layer norm',
    each(cell('LayerNormalization', {}, 'norm')),
    lstm(),
  ),
  masked(
    'a mask through a time-distributed dense layer, to flatten',
    each(cell('Dense', { units: 2 }, 'inner')),
    flatten,
    dense(2),
  ),
  masked(
    'a mask ends at a recurrent layer',
    lstm(),
    layer('RepeatVector', { n: 3 }),
    lstm(sequences, 'second'),
    flatten,
  ),
  {
    name: 'masks in a maximum',
    inputs: { ...tokens, z: { shape: [4, 2] } },
    targets: y(1),
    nodes: [
      { ...embedding, of: 'x' },
      { ...dense(2, {}, 'p'), of: 'embedding' },
      { kind: 'Maximum', name: 'most', of: ['embedding', 'p'] },
      lstm(),
      head,
    ],
  },
  {
    name: 'masks in a concatenation of steps',
    inputs: tokens,
    targets: y(1),
    nodes: [
      { ...embedding, of: 'x' },
      { ...dense(2, {}, 'p'), of: 'embedding' },
      { kind: 'Concatenate', name: 'all', config: { axis: 1 }, of: ['embedding', 'p'] },
      lstm(),
      head,
    ],
  },
  {
    name: 'masks in a concatenation of steps, one of them unmasked',
    inputs: { ...tokens, z: { shape: [3, 2] } },
    targets: y(1),
    nodes: [
      { ...embedding, of: 'x' },
      { kind: 'Concatenate', name: 'all', config: { axis: 1 }, of: ['embedding', 'z'] },
      lstm(),
      head,
    ],
  },
  {
    name: 'a masked tensor and one without a mask, averaged',
    inputs: { ...tokens, z: { shape: [4, 2] } },
    targets: y(1),
    nodes: [
      { ...embedding, of: 'x' },
      { kind: 'Average', name: 'mean', of: ['z', 'embedding'] },
      lstm(),
      head,
    ],
  },
  {
    name: 'two masked inputs, each into its own layer',
    inputs: {
      a: { ...tokens.x! },
      b: { shape: [4], given: [1, 1, 1, 0, 3, 0, 0, 0, 2, 3, 0, 0, 1, 2, 3, 1], ids: 4 },
    },
    targets: y(1),
    nodes: [
      { ...embedding, of: 'a' },
      { call: 'embedding', of: 'b', as: 'second' },
      { ...lstm({}, 'p'), of: 'embedding' },
      { ...lstm({}, 'q'), of: 'second' },
      { kind: 'Concatenate', of: ['p', 'q'] },
      head,
    ],
  },
  {
    name: 'one LSTM for two masked inputs',
    inputs: {
      a: { ...tokens.x! },
      b: { shape: [4], given: [1, 1, 1, 0, 3, 0, 0, 0, 2, 3, 0, 0, 1, 2, 3, 1], ids: 4 },
    },
    targets: y(1),
    nodes: [
      { ...embedding, of: 'a' },
      { call: 'embedding', of: 'b', as: 'second' },
      { ...lstm({}, 'p'), of: 'embedding' },
      { call: 'p', of: 'second', as: 'q' },
      { kind: 'Concatenate', of: ['p', 'q'] },
      head,
    ],
  },
  {
    name: 'a sample without a step that counts',
    inputs: { x: { shape: [4], given: [1, 2, 0, 0, 0, 0, 0, 0, 1, 3, 0, 0, 2, 2, 1, 3], ids: 4 } },
    targets: y(1),
    nodes: [embedding, lstm(), head],
  },
  {
    name: 'masked steps in front',
    inputs: { x: { shape: [4], given: [0, 0, 1, 2, 0, 2, 0, 1, 3, 0, 1, 0, 0, 1, 2, 3], ids: 4 } },
    targets: y(1),
    nodes: [embedding, lstm(sequences, 'seq'), lstm(), head],
  },
  tagged('a masked loss of sigmoids', [lstm(sequences, 'seq'), dense(1, { activation: 'sigmoid' })], {
    targets: { y: { shape: [4, 1], binary: true } },
    loss: 'binaryCrossentropy',
    metrics: ['accuracy'],
  }),
  tagged('a masked loss without the last axis of its target', [lstm(sequences, 'seq'), dense(1)], {
    targets: y(4),
    refused: 'its mask',
  }),
  tagged('a masked loss of several numbers a step', [lstm(sequences, 'seq')], {
    targets: y(4, 2),
    metrics: ['mae'],
  }),
  tagged('a masked loss of an embedding alone', [], { targets: y(4, 2) }),
  tagged('a masked hinge', [lstm(sequences, 'seq'), dense(1)], {
    targets: { y: { shape: [4, 1], given: [1, -1] } },
    loss: 'hinge',
  }),
  tagged('a masked loss of a bidirectional layer', [
    both(cell('LSTM', { units: 2, ...sequences })),
    dense(1),
  ]),
  tagged('a masked loss of a time-distributed layer', [
    lstm(sequences, 'seq'),
    each(cell('Dense', { units: 1 }, 'inner')),
  ]),
  tagged('a masked loss, uneven shares', [lstm(sequences, 'seq'), dense(1)], { batch: 5, metrics: ['mae'] }),
  tagged('a masked loss, fewer samples than workers', [lstm(sequences, 'seq'), dense(1)], { batch: 2 }),
  tagged('a masked loss under adam and a clipped norm', [lstm(sequences, 'seq'), dense(1)], {
    optimizer: { kind: 'adam', args: [0.05] },
    clip: { norm: 0.1 },
  }),
  tagged('a masked loss whose model is inside of another', [
    {
      kind: 'Sequential',
      name: 'inner',
      inputShape: [4, 2],
      layers: [cell('LSTM', { units: 2, ...sequences }, 'seq'), cell('Dense', { units: 1 }, 'last')],
    },
  ]),
  on(
    [4, 2],
    'GRU, other activations',
    layer(
      'GRU',
      { units: 2, ...gru, activation: 'relu', recurrentActivation: 'tanh', useBias: false, ...sequences },
      'cell',
    ),
  ),
  on(
    [4, 2],
    'simple RNN, sequences backwards',
    layer('SimpleRNN', { units: 2, ...sequences, goBackwards: true, activation: 'relu' }, 'cell'),
  ),
];
