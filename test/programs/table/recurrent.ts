/** Recurrent layers and their wrappers. */
import type { Config, Program } from '../program.ts';
import { flatten, head, last, layer, on, x, y } from './basics.ts';

const gru = { resetAfter: false };
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
