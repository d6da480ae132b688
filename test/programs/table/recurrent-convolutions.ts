/** Convolutional LSTMs. */
import type { Config, Program } from '../program.ts';
import { flatten, head, l2, layer, on } from './basics.ts';

const cell = (kind: string, config: Config, name: string) => ({ kind, name, config });

export const recurrentConvolutions: readonly Program[] = [
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
];
