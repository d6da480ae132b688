/** Options of layers that are seldom used, and shapes that do not divide. */
import type { Config, NodeSpec, Program } from '../program.ts';
import { dense, flatten, head, last, layer, on, x, y } from './basics.ts';

const first = { dataFormat: 'channelsFirst' };
const conv = (name: string, shape: number[], kind: string, config: Config): Program =>
  on(shape, name, layer(kind, { filters: 2, kernelSize: 3, ...config }, 'conv'));
/** A layer without weights behind a convolution that has some. */
const behind = (name: string, shape: number[], kind: string, config: Config = {}): Program =>
  on(
    shape,
    name,
    layer(
      shape.length === 2 ? 'Conv1D' : shape.length === 3 ? 'Conv2D' : 'Conv3D',
      { filters: shape.at(-1)!, kernelSize: 1 },
      'conv',
    ),
    layer(kind, config),
  );
const flat = (name: string, shape: number[], kind: string, config: Config = {}): Program => {
  const program = behind(name, shape, kind, config);
  return { ...program, nodes: program.nodes.filter((node) => node !== flatten) };
};
const two = (kind: string, a: readonly number[], b: readonly number[], config: Config = {}): NodeSpec[] => [
  { kind: 'Conv1D', name: 'p', config: { filters: a[1], kernelSize: 1 }, of: 'a' },
  { kind: 'Conv1D', name: 'q', config: { filters: b[1], kernelSize: 1 }, of: 'b' },
  { kind, config, of: ['p', 'q'] },
  flatten,
  head,
];
const merged = (name: string, kind: string, a: number[], b: number[], config: Config = {}): Program => ({
  name,
  inputs: { a: { shape: a }, b: { shape: b } },
  targets: y(1),
  nodes: two(kind, a, b, config),
});

export const options: readonly Program[] = [
  conv('convolution of a volume, channels first', [2, 4, 4, 4], 'Conv3D', { ...first, kernelSize: 2 }),
  conv('convolution of a volume, channels first, same, strides', [2, 4, 3, 5], 'Conv3D', {
    ...first,
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
    ...first,
    kernelSize: 2,
    strides: 2,
  }),
  conv('transposed convolution, channels first', [2, 3, 4], 'Conv2DTranspose', {
    ...first,
    strides: 2,
    activation: 'softmax',
  }),
  conv('transposed convolution, channels first, same', [2, 3, 4], 'Conv2DTranspose', {
    ...first,
    strides: [2, 1],
    padding: 'same',
  }),
  conv('transposed convolution, channels first, output padding', [2, 3, 4], 'Conv2DTranspose', {
    ...first,
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
    ...first,
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
    ...first,
    padding: 'causal',
  }),
  conv('convolution of a sequence, causal, strides', [7, 2], 'Conv1D', { padding: 'causal', strides: 2 }),
  conv('convolution of a sequence, channels first, dilated', [2, 7], 'Conv1D', { ...first, dilationRate: 2 }),
  on(
    [2, 5, 5],
    'depthwise convolution, channels first',
    layer('DepthwiseConv2D', { kernelSize: 3, depthMultiplier: 2, ...first }, 'conv'),
  ),
  on(
    [2, 6, 5],
    'depthwise convolution, channels first, strides, same',
    layer(
      'DepthwiseConv2D',
      { kernelSize: 3, strides: 2, padding: 'same', ...first, activation: 'relu' },
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
  behind('max pooling, channels first', [2, 5, 6], 'MaxPooling2D', { poolSize: 2, ...first }),
  behind('max pooling, strides, same, uneven', [5, 6, 2], 'MaxPooling2D', {
    poolSize: [2, 3],
    strides: [3, 1],
    padding: 'same',
  }),
  behind('max pooling of a volume, channels first', [2, 4, 4, 5], 'MaxPooling3D', { poolSize: 2, ...first }),
  behind('average pooling of a volume, channels first', [2, 4, 4, 5], 'AveragePooling3D', {
    poolSize: 2,
    ...first,
  }),
  behind('average pooling, channels first, same', [2, 5, 5], 'AveragePooling2D', {
    poolSize: 3,
    strides: 2,
    padding: 'same',
    ...first,
  }),
  behind('max pooling of a sequence, strides', [8, 2], 'MaxPooling1D', { poolSize: 3, strides: 1 }),
  flat('global average pooling, channels first', [2, 3, 4], 'GlobalAveragePooling2D', first),
  behind('global max pooling, channels first, kept axes', [2, 3, 4], 'GlobalMaxPooling2D', {
    ...first,
    keepdims: true,
  }),
  flat('global max pooling of pictures', [3, 4, 2], 'GlobalMaxPooling2D'),
  behind('upsampling by one number', [3, 4, 2], 'UpSampling2D', { size: 3 }),
  behind('upsampling by default', [3, 4, 2], 'UpSampling2D'),
  behind('upsampling, channels first', [2, 3, 4], 'UpSampling2D', { size: [2, 1], ...first }),
  behind('upsampling, bilinear, channels first', [2, 3, 4], 'UpSampling2D', {
    size: 2,
    interpolation: 'bilinear',
    ...first,
  }),
  behind('zero padding by one number', [3, 4, 2], 'ZeroPadding2D', { padding: 2 }),
  behind('zero padding by two numbers, channels first', [2, 3, 4], 'ZeroPadding2D', {
    padding: [1, 2],
    ...first,
  }),
  behind('cropping by one number', [5, 6, 2], 'Cropping2D', { cropping: 1 }),
  behind('cropping by two numbers, channels first', [2, 5, 6], 'Cropping2D', { cropping: [1, 2], ...first }),
  behind('resizing to a smaller picture', [5, 6, 2], 'Resizing', { height: 2, width: 3 }),
  behind('resizing to a larger picture, nearest', [3, 4, 2], 'Resizing', {
    height: 5,
    width: 9,
    interpolation: 'nearest',
  }),
  {
    ...behind('resizing that keeps the sides', [4, 6, 2], 'Resizing', {
      height: 3,
      width: 3,
      cropToAspectRatio: true,
    }),
    refused: 'cropToAspectRatio',
  },
  behind('a center crop larger than the picture', [3, 4, 2], 'CenterCrop', { height: 5, width: 6 }),
  behind('a center crop, odd and even', [5, 6, 2], 'CenterCrop', { height: 2, width: 3 }),
  behind('a center crop of the whole', [3, 4, 2], 'CenterCrop', { height: 3, width: 4 }),
  flat('flatten of volumes, channels first', [2, 3, 2, 2], 'Flatten', first),
  flat('flatten of sequences, channels first', [2, 3], 'Flatten', first),
  last([4], 'flatten of vectors', dense(3), layer('Flatten')),
  on([3, 4], 'reshape with an open side', dense(4), layer('Reshape', { targetShape: [-1, 2] })),
  last([3, 4], 'reshape to one open side', dense(4), layer('Reshape', { targetShape: [-1] })),
  on([2, 3, 4], 'permute three axes', dense(2), layer('Permute', { dims: [3, 1, 2] })),
  on([3, 4], 'softmax by default', dense(4), layer('Softmax')),
  on([3, 4], 'slopes of each number', layer('PReLU', {}, 'prelu')),
  on([3, 4, 2], 'slopes shared over two axes', layer('PReLU', { sharedAxes: [1, 2] }, 'prelu')),
  on([4, 4, 2], 'layer norm of pictures', layer('LayerNormalization', { epsilon: 1e-5 }, 'norm')),
  {
    ...on([3], 'batch norm that forgets at once', layer('BatchNormalization', { momentum: 0 }, 'norm')),
    alone: 'moments are of a rank',
  },
  {
    ...on([4, 3, 2], 'batch norm along a middle axis', layer('BatchNormalization', { axis: 2 }, 'norm')),
    alone: 'moments are of a rank',
  },
  on(
    [3],
    'rescaling by numbers of each channel',
    layer('Rescaling', { scale: [1, 2, 3], offset: [0, 1, 2] }),
  ),
  on([4], 'an activation layer', dense(3), layer('Activation', { activation: 'softplus' })),
  on(
    [4],
    'a thresholded relu',
    dense(3),
    layer('ReLU', { threshold: 0.3, negativeSlope: 0.1, maxValue: 0.8 }),
  ),
  on(
    [3],
    'dropout of rate 0',
    dense(3),
    layer('Dropout', { rate: 0 }),
    layer('GaussianNoise', { stddev: 0 }),
  ),
  merged('concatenate along the first axis of a sample', 'Concatenate', [2, 3], [4, 3], { axis: 1 }),
  merged('concatenate along an axis from behind', 'Concatenate', [2, 3], [4, 3], { axis: -2 }),
  merged('product of shapes that broadcast', 'Multiply', [3, 2], [1, 2]),
  merged('maximum of shapes that broadcast', 'Maximum', [3, 2], [1, 2]),
  merged('minimum of shapes that broadcast', 'Minimum', [3, 1], [3, 2]),
  merged('average of shapes that broadcast', 'Average', [3, 2], [1, 2]),
  merged('dot along axes from behind', 'Dot', [3, 2], [4, 2], { axes: -1 }),
  merged('dot along the steps', 'Dot', [3, 2], [3, 4], { axes: 1 }),
  merged('dot along the steps, normalized', 'Dot', [3, 2], [3, 4], { axes: [1, 1], normalize: true }),
  ...['Add', 'Average', 'Maximum', 'Multiply', 'Concatenate'].map(
    (kind): Program => ({
      name: `three together: ${kind}`,
      inputs: x(3),
      targets: y(1),
      nodes: [
        ...['p', 'q', 'r'].map((name) => ({ ...dense(2, {}, name), of: 'x' })),
        { kind, of: ['p', 'q', 'r'] },
        head,
      ],
    }),
  ),
  {
    name: 'a tensor merged with itself',
    inputs: x(3),
    targets: y(1),
    nodes: [dense(2, {}, 'p'), { kind: 'Multiply', of: ['p', 'p'] }, head],
  },
  last([4, 3], 'whole numbers into a dense layer', flatten),
  {
    name: 'ids into a dense layer',
    inputs: { x: { shape: [3], ids: 9 } },
    targets: y(1),
    nodes: [dense(2), head],
  },
  {
    name: 'ids into a convolution',
    inputs: { x: { shape: [5, 2], ids: 9 } },
    targets: y(1),
    nodes: [layer('Conv1D', { filters: 2, kernelSize: 2 }, 'conv'), flatten, head],
    refused: 'must be float32 tensor',
  },
  {
    name: 'ids into a rescaling',
    inputs: { x: { shape: [3], ids: 9 } },
    targets: y(1),
    nodes: [layer('Rescaling', { scale: 0.1 }), head],
  },
  {
    name: 'ids into a pooling',
    inputs: { x: { shape: [4, 4, 2], ids: 9 } },
    targets: y(1),
    nodes: [
      layer('AveragePooling2D', { poolSize: 2 }),
      layer('Conv2D', { filters: 2, kernelSize: 1 }, 'conv'),
      flatten,
      head,
    ],
    refused: 'must be float32 tensor',
  },
];
