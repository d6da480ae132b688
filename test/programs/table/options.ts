/** Options of layers that are seldom used, and shapes that do not divide. */
import type { Config, NodeSpec, Program } from '../program.ts';
import { channelsFirst, dense, flatten, head, last, layer, on, x, y } from './basics.ts';

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
  behind('max pooling, channels first', [2, 5, 6], 'MaxPooling2D', { poolSize: 2, ...channelsFirst }),
  behind('max pooling, strides, same, uneven', [5, 6, 2], 'MaxPooling2D', {
    poolSize: [2, 3],
    strides: [3, 1],
    padding: 'same',
  }),
  behind('max pooling of a volume, channels first', [2, 4, 4, 5], 'MaxPooling3D', {
    poolSize: 2,
    ...channelsFirst,
  }),
  behind('average pooling of a volume, channels first', [2, 4, 4, 5], 'AveragePooling3D', {
    poolSize: 2,
    ...channelsFirst,
  }),
  behind('average pooling, channels first, same', [2, 5, 5], 'AveragePooling2D', {
    poolSize: 3,
    strides: 2,
    padding: 'same',
    ...channelsFirst,
  }),
  behind('max pooling of a sequence, strides', [8, 2], 'MaxPooling1D', { poolSize: 3, strides: 1 }),
  flat('global average pooling, channels first', [2, 3, 4], 'GlobalAveragePooling2D', channelsFirst),
  behind('global max pooling, channels first, kept axes', [2, 3, 4], 'GlobalMaxPooling2D', {
    ...channelsFirst,
    keepdims: true,
  }),
  flat('global max pooling of pictures', [3, 4, 2], 'GlobalMaxPooling2D'),
  behind('upsampling by one number', [3, 4, 2], 'UpSampling2D', { size: 3 }),
  behind('upsampling by default', [3, 4, 2], 'UpSampling2D'),
  behind('upsampling, channels first', [2, 3, 4], 'UpSampling2D', { size: [2, 1], ...channelsFirst }),
  behind('upsampling, bilinear, channels first', [2, 3, 4], 'UpSampling2D', {
    size: 2,
    interpolation: 'bilinear',
    ...channelsFirst,
  }),
  behind('zero padding by one number', [3, 4, 2], 'ZeroPadding2D', { padding: 2 }),
  behind('zero padding by two numbers, channels first', [2, 3, 4], 'ZeroPadding2D', {
    padding: [1, 2],
    ...channelsFirst,
  }),
  behind('cropping by one number', [5, 6, 2], 'Cropping2D', { cropping: 1 }),
  behind('cropping by two numbers, channels first', [2, 5, 6], 'Cropping2D', {
    cropping: [1, 2],
    ...channelsFirst,
  }),
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
  flat('flatten of volumes, channels first', [2, 3, 2, 2], 'Flatten', channelsFirst),
  flat('flatten of sequences, channels first', [2, 3], 'Flatten', channelsFirst),
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
