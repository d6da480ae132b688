/** Convolutions, with their less usual options. */
import type { Program } from '../program.ts';
import { channelsFirst, conv, layer, on } from './basics.ts';

export const convolutions: readonly Program[] = [
  conv('convolution', [6, 5, 2], 'Conv2D', {}),
  conv('convolution, same', [6, 5, 2], 'Conv2D', { padding: 'same' }),
  conv('convolution, strides', [6, 5, 2], 'Conv2D', { strides: [2, 1], padding: 'same' }),
  conv('convolution, channels first', [2, 6, 5], 'Conv2D', { ...channelsFirst }),
  conv('convolution of a sequence, channels first', [2, 8], 'Conv1D', {
    ...channelsFirst,
    activation: 'softmax',
  }),
  conv('convolution, dilated', [7, 6, 2], 'Conv2D', { dilationRate: 2 }),
  conv('convolution, dilated, same', [7, 6, 2], 'Conv2D', { dilationRate: [2, 1], padding: 'same' }),
  conv('convolution, dilated, channels first', [2, 7, 7], 'Conv2D', { dilationRate: 2, ...channelsFirst }),
  conv('convolution in groups', [5, 5, 2], 'Conv2D', { groups: 2 }),
  conv('convolution of a sequence, strides', [8, 2], 'Conv1D', { strides: 2, padding: 'same' }),
  conv('convolution of a volume', [4, 4, 4, 2], 'Conv3D', { kernelSize: 2 }),
  conv('convolution of a sequence, dilated', [8, 2], 'Conv1D', { dilationRate: 2 }),
  conv('convolution of a sequence, causal', [8, 2], 'Conv1D', { padding: 'causal' }),
  conv('convolution of a sequence, causal, dilated', [8, 2], 'Conv1D', {
    padding: 'causal',
    dilationRate: 2,
  }),
  on(
    [5, 6, 2],
    'depthwise convolution, dilated, same',
    layer('DepthwiseConv2D', { kernelSize: 3, dilationRate: 2, padding: 'same', activation: 'relu' }, 'conv'),
  ),
  conv('convolution of a volume, dilated', [4, 4, 4, 2], 'Conv3D', { kernelSize: 2, dilationRate: 2 }),
  conv('transposed convolution of a volume, dilated', [2, 2, 2, 2], 'Conv3DTranspose', {
    kernelSize: 2,
    dilationRate: 2,
  }),
  on(
    [2, 5, 5, 2],
    'convolutional LSTM, dilated',
    layer('ConvLSTM2D', { filters: 2, kernelSize: 2, dilationRate: 2 }, 'lstm'),
  ),
  conv('transposed convolution of a volume, output padding', [2, 3, 2, 2], 'Conv3DTranspose', {
    kernelSize: 2,
    strides: 2,
    outputPadding: 1,
  }),
  conv('transposed convolution of a volume, output padding, same', [2, 3, 2, 2], 'Conv3DTranspose', {
    strides: 2,
    outputPadding: [1, 0, 1],
    padding: 'same',
  }),
  conv('transposed convolution', [3, 4, 2], 'Conv2DTranspose', {}),
  conv('transposed convolution, strides', [3, 4, 2], 'Conv2DTranspose', { strides: 2 }),
  conv('transposed convolution, strides, same', [3, 4, 2], 'Conv2DTranspose', {
    strides: 2,
    padding: 'same',
  }),
  conv('transposed convolution, output padding', [3, 4, 2], 'Conv2DTranspose', {
    strides: 2,
    outputPadding: 1,
  }),
  conv('transposed convolution, output padding, same', [3, 4, 2], 'Conv2DTranspose', {
    strides: 3,
    outputPadding: [1, 2],
    padding: 'same',
  }),
  conv('transposed convolution, dilated', [4, 4, 2], 'Conv2DTranspose', { dilationRate: 2 }),
  conv('transposed convolution, dilated, same', [4, 4, 2], 'Conv2DTranspose', {
    dilationRate: 2,
    padding: 'same',
  }),
  conv('transposed convolution, no bias', [4, 4, 2], 'Conv2DTranspose', {
    useBias: false,
    strides: 2,
    kernelSize: 2,
  }),
  on(
    [5, 5, 2],
    'depthwise convolution',
    layer('DepthwiseConv2D', { kernelSize: 3, depthMultiplier: 2 }, 'conv'),
  ),
  on(
    [5, 5, 2],
    'depthwise convolution, strides, same',
    layer('DepthwiseConv2D', { kernelSize: 3, strides: 2, padding: 'same' }, 'conv'),
  ),
  on(
    [7, 7, 2],
    'depthwise convolution, dilated',
    layer('DepthwiseConv2D', { kernelSize: 3, dilationRate: 2 }, 'conv'),
  ),
  {
    ...on(
      [2, 5, 5],
      'separable convolution, channels first',
      layer('SeparableConv2D', { filters: 3, kernelSize: 3, ...channelsFirst }, 'conv'),
    ),
    refused: 'layer conv has dataFormat',
  },
  on(
    [7, 7, 2],
    'separable convolution, dilated',
    layer('SeparableConv2D', { filters: 3, kernelSize: 3, dilationRate: 2 }, 'conv'),
  ),
  on(
    [5, 5, 2],
    'separable convolution',
    layer('SeparableConv2D', { filters: 3, kernelSize: 3, depthMultiplier: 2 }, 'conv'),
  ),
  on(
    [5, 5, 2],
    'separable convolution, strides',
    layer(
      'SeparableConv2D',
      { filters: 3, kernelSize: 3, strides: 2, padding: 'same', activation: 'relu' },
      'conv',
    ),
  ),
];
