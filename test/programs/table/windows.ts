/** Convolutions in groups and of sequences, and what pads, cuts and repeats. */
import type { Config, Program } from '../program.ts';
import { dense, head, last, layer, on } from './basics.ts';

const conv = (name: string, shape: number[], kind: string, config: Config): Program =>
  on(
    shape,
    name,
    layer(kind, { ...(kind !== 'DepthwiseConv1D' && { filters: 4 }), kernelSize: 3, ...config }, 'conv'),
  );
const first = { dataFormat: 'channelsFirst' };
/** Of sequences, images or volumes, behind a convolution, so that a gradient goes through. */
const after = (name: string, shape: number[], kind: string, config: Config = {}): Program =>
  on(
    shape,
    name,
    layer(
      `Conv${shape.length - 1}D`,
      { filters: 2, kernelSize: 1, ...(config.dataFormat === 'channelsFirst' && first) },
      'conv',
    ),
    layer(kind, config),
  );
const volume = [2, 3, 4, 2];
const volumeFirst = [2, 2, 3, 4];

export const windows: readonly Program[] = [
  conv('convolution in two groups', [5, 6, 4], 'Conv2D', {
    groups: 2,
    strides: 2,
    padding: 'same',
    activation: 'tanh',
  }),
  conv('convolution in groups of one channel', [5, 5, 2], 'Conv2D', { groups: 2, padding: 'same' }),
  conv('convolution in groups, channels first', [4, 5, 5], 'Conv2D', { groups: 2, useBias: false, ...first }),
  conv('convolution in groups, dilated', [7, 7, 2], 'Conv2D', { groups: 2, dilationRate: 2 }),
  conv('convolution of a sequence in groups, causal', [6, 4], 'Conv1D', { groups: 2, padding: 'causal' }),
  conv('convolution of a volume in groups', [4, 4, 4, 2], 'Conv3D', { groups: 2 }),
  conv('transposed convolution of a sequence', [4, 2], 'Conv1DTranspose', {}),
  conv('transposed convolution of a sequence, strides, same', [4, 2], 'Conv1DTranspose', {
    strides: 2,
    padding: 'same',
    activation: 'relu',
  }),
  conv('transposed convolution of a sequence, output padding', [4, 2], 'Conv1DTranspose', {
    strides: 3,
    outputPadding: 1,
    useBias: false,
  }),
  conv('transposed convolution of a sequence, dilated', [4, 2], 'Conv1DTranspose', { dilationRate: 2 }),
  conv('transposed convolution of a sequence, channels first', [2, 4], 'Conv1DTranspose', {
    strides: 2,
    ...first,
  }),
  conv('separable convolution of a sequence', [6, 2], 'SeparableConv1D', { depthMultiplier: 2 }),
  conv('separable convolution of a sequence, strides, same', [7, 2], 'SeparableConv1D', {
    strides: 2,
    padding: 'same',
    activation: 'tanh',
  }),
  conv('separable convolution of a sequence, dilated', [7, 2], 'SeparableConv1D', { dilationRate: 2 }),
  conv('separable convolution of a sequence, channels first', [2, 6], 'SeparableConv1D', {
    useBias: false,
    ...first,
  }),
  conv('depthwise convolution of a sequence', [6, 2], 'DepthwiseConv1D', { depthMultiplier: 2 }),
  conv('depthwise convolution of a sequence, strides, same', [7, 2], 'DepthwiseConv1D', {
    strides: 2,
    padding: 'same',
    activation: 'relu',
  }),
  conv('depthwise convolution of a sequence, dilated', [7, 2], 'DepthwiseConv1D', { dilationRate: 2 }),
  after('cropping of a sequence', [5, 2], 'Cropping1D', { cropping: [1, 2] }),
  after('cropping of a volume', [4, 5, 4, 2], 'Cropping3D', {
    cropping: [
      [1, 0],
      [2, 1],
      [0, 0],
    ],
  }),
  after('cropping of a volume, channels first', [2, 3, 4, 4], 'Cropping3D', { cropping: 1, ...first }),
  after('zero padding of a sequence', [3, 2], 'ZeroPadding1D', { padding: [1, 2] }),
  after('zero padding of a volume', volume, 'ZeroPadding3D', {
    padding: [
      [1, 0],
      [0, 1],
      [1, 1],
    ],
  }),
  after('zero padding of a volume, channels first', volumeFirst, 'ZeroPadding3D', {
    padding: [1, 0, 1],
    ...first,
  }),
  after('upsampling of a sequence', [3, 2], 'UpSampling1D', { size: 3 }),
  after('upsampling of a volume', volume, 'UpSampling3D', { size: [2, 1, 3] }),
  after('upsampling of a volume, channels first', volumeFirst, 'UpSampling3D', { ...first }),
  after('global average pooling of a volume, kept axes', volume, 'GlobalAveragePooling3D', {
    keepdims: true,
  }),
  after('global max pooling of a volume, kept axes', volume, 'GlobalMaxPooling3D', { keepdims: true }),
  ...['GlobalAveragePooling3D', 'GlobalMaxPooling3D'].map((kind) =>
    last(volume, `${kind} of a volume`, layer('Conv3D', { filters: 2, kernelSize: 1 }, 'conv'), layer(kind)),
  ),
  on([3, 4], 'spatial dropout of sequences, none dropped', dense(3), layer('SpatialDropout1D', { rate: 0 })),
  on([2, 3, 4], 'spatial dropout of images, none dropped', dense(3), layer('SpatialDropout2D', { rate: 0 })),
  on(volume, 'spatial dropout of volumes, none dropped', dense(3), layer('SpatialDropout3D', { rate: 0 })),
  {
    name: 'merge: Subtract',
    inputs: { a: { shape: [3] }, b: { shape: [3] } },
    targets: { y: { shape: [1] } },
    nodes: [
      { ...dense(2, {}, 'p'), of: 'a' },
      { ...dense(2, {}, 'q'), of: 'b' },
      { kind: 'Subtract', of: ['p', 'q'] },
      head,
    ],
  },
  on([3, 2], 'rescaling, a number a channel', layer('Rescaling', { scale: [2, 0.5], offset: [1, -1] })),
  on(
    [3, 2],
    'normalization by given numbers',
    layer('Normalization', { mean: [0.1, 0.2], variance: [0.5, 2] }),
  ),
  on([3, 2], 'normalization by one number', layer('Normalization', { axis: null, mean: 0.1, variance: 2 })),
  on(
    [3, 2],
    'normalization over two axes, inverted',
    layer('Normalization', { axis: [1, 2], mean: 0.5, variance: 2, invert: true }),
  ),
  {
    ...on(
      [3],
      'discretization, one-hot',
      layer('Discretization', { binBoundaries: [-0.5, 0, 0.5], outputMode: 'oneHot' }),
    ),
    nodes: [
      layer('Discretization', { binBoundaries: [-0.5, 0, 0.5], outputMode: 'oneHot' }),
      layer('Flatten'),
      head,
    ],
  },
  ...(['multiHot', 'count', 'oneHot'] as const).map(
    (outputMode): Program => ({
      name: `category encoding, ${outputMode}`,
      inputs: { x: { shape: [3], ids: 4 } },
      targets: { y: { shape: [1] } },
      nodes: [
        layer('CategoryEncoding', { numTokens: 4, outputMode }),
        ...(outputMode === 'oneHot' ? [layer('Flatten')] : []),
        head,
      ],
    }),
  ),
  after('adaptive average pooling of a sequence', [7, 2], 'AdaptiveAveragePooling1D', { outputSize: 3 }),
  after('adaptive max pooling of a sequence', [7, 2], 'AdaptiveMaxPooling1D', { outputSize: 5 }),
  after('adaptive average pooling of images', [5, 7, 2], 'AdaptiveAveragePooling2D', { outputSize: [2, 3] }),
  after('adaptive max pooling of images', [5, 7, 2], 'AdaptiveMaxPooling2D', { outputSize: 3 }),
  after('adaptive max pooling of images, channels first', [2, 5, 4], 'AdaptiveMaxPooling2D', {
    outputSize: 3,
    ...first,
  }),
  {
    ...after('adaptive max pooling of equal numbers', [5, 4, 2], 'AdaptiveMaxPooling2D', { outputSize: 2 }),
    zeros: ['conv/kernel'],
  },
  after('adaptive average pooling of volumes', volume, 'AdaptiveAveragePooling3D', { outputSize: [2, 2, 3] }),
  after('adaptive max pooling of volumes', volume, 'AdaptiveMaxPooling3D', { outputSize: 2 }),
  after('adaptive pooling of images to more than there are', [2, 3, 2], 'AdaptiveAveragePooling2D', {
    outputSize: [3, 4],
  }),
];
