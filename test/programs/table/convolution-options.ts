/** Options of convolutions that are seldom used, and shapes that do not divide. */
import type { Program } from '../program.ts';
import { channelsFirst, conv, layer, on } from './basics.ts';

export const convolutionOptions: readonly Program[] = [
  conv('convolution of a volume, channels first', [2, 4, 4, 4], 'Conv3D', {
    ...channelsFirst,
    kernelSize: 2,
  }),
  conv('convolution of a volume, channels first, same, strides', [2, 4, 3, 5], 'Conv3D', {
    ...channelsFirst,
    kernelSize: 2,
    strides: [2, 1, 2],
    padding: 'same',
    activation: 'softmax',
  }),
  conv('convolution of a volume, same, strides', [5, 4, 3, 2], 'Conv3D', {
    kernelSize: [3, 2, 1],
    strides: [2, 2, 1],
    padding: 'same',
    useBias: false,
  }),
  conv('convolution of a volume, dilated, same', [5, 4, 4, 2], 'Conv3D', {
    kernelSize: 2,
    dilationRate: [2, 1, 2],
    padding: 'same',
  }),
  conv('transposed convolution of a volume', [2, 3, 2, 2], 'Conv3DTranspose', {
    kernelSize: 2,
    strides: [2, 1, 3],
  }),
  conv('transposed convolution of a volume, same', [2, 3, 2, 2], 'Conv3DTranspose', {
    kernelSize: 3,
    strides: 2,
    padding: 'same',
    activation: 'relu',
  }),
  conv('transposed convolution of a volume, channels first', [2, 2, 3, 2], 'Conv3DTranspose', {
    ...channelsFirst,
    kernelSize: 2,
    strides: 2,
  }),
  conv('transposed convolution, channels first', [2, 3, 4], 'Conv2DTranspose', {
    ...channelsFirst,
    strides: 2,
    activation: 'softmax',
  }),
  conv('transposed convolution, channels first, same', [2, 3, 4], 'Conv2DTranspose', {
    ...channelsFirst,
    strides: [2, 1],
    padding: 'same',
  }),
  conv('transposed convolution, channels first, output padding', [2, 3, 4], 'Conv2DTranspose', {
    ...channelsFirst,
    strides: 2,
    outputPadding: 1,
  }),
  conv('transposed convolution, strides larger than the kernel', [3, 2, 2], 'Conv2DTranspose', {
    kernelSize: 2,
    strides: 3,
  }),
  conv('transposed convolution, strides larger than the kernel, same', [3, 2, 2], 'Conv2DTranspose', {
    kernelSize: 2,
    strides: 3,
    padding: 'same',
  }),
  conv('convolution of one pixel', [1, 1, 3], 'Conv2D', { kernelSize: 1 }),
  conv('convolution, a kernel of one pixel, strides', [5, 4, 2], 'Conv2D', { kernelSize: 1, strides: 2 }),
  conv('convolution, an uneven kernel, same', [5, 6, 2], 'Conv2D', {
    kernelSize: [1, 4],
    strides: [1, 2],
    padding: 'same',
  }),
  conv('convolution, strides that do not divide', [6, 7, 1], 'Conv2D', { kernelSize: 3, strides: 2 }),
  conv('convolution, a kernel larger than the picture, same', [2, 3, 2], 'Conv2D', {
    kernelSize: 5,
    padding: 'same',
  }),
  conv('convolution, channels first, same, strides', [2, 5, 6], 'Conv2D', {
    ...channelsFirst,
    padding: 'same',
    strides: 2,
    activation: 'softmax',
  }),
  conv('convolution, dilated, uneven', [7, 6, 2], 'Conv2D', {
    kernelSize: [2, 3],
    dilationRate: [3, 1],
    activation: 'tanh',
  }),
  conv('convolution of a sequence, dilated, same', [7, 2], 'Conv1D', { dilationRate: 3, padding: 'same' }),
  conv('convolution of a sequence, an even kernel, same', [7, 2], 'Conv1D', {
    kernelSize: 4,
    padding: 'same',
    strides: 3,
  }),
  conv('convolution of a sequence, channels first, causal', [2, 7], 'Conv1D', {
    ...channelsFirst,
    padding: 'causal',
  }),
  conv('convolution of a sequence, causal, strides', [7, 2], 'Conv1D', { padding: 'causal', strides: 2 }),
  conv('convolution of a sequence, channels first, dilated', [2, 7], 'Conv1D', {
    ...channelsFirst,
    dilationRate: 2,
  }),
  on(
    [2, 5, 5],
    'depthwise convolution, channels first',
    layer('DepthwiseConv2D', { kernelSize: 3, depthMultiplier: 2, ...channelsFirst }, 'conv'),
  ),
  on(
    [2, 6, 5],
    'depthwise convolution, channels first, strides, same',
    layer(
      'DepthwiseConv2D',
      { kernelSize: 3, strides: 2, padding: 'same', ...channelsFirst, activation: 'relu' },
      'conv',
    ),
  ),
  on(
    [6, 5, 2],
    'depthwise convolution, an even kernel, same',
    layer(
      'DepthwiseConv2D',
      { kernelSize: 2, padding: 'same', useBias: false, activation: 'sigmoid' },
      'conv',
    ),
  ),
  on(
    [6, 5, 2],
    'separable convolution, same, no bias',
    layer(
      'SeparableConv2D',
      { filters: 3, kernelSize: [3, 2], padding: 'same', useBias: false, activation: 'softmax' },
      'conv',
    ),
  ),
];
