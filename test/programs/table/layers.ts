/** Each layer's arithmetic, with its less usual options. */
import type { Config, Program } from '../program.ts';
import { dense, flatten, head, last, layer, on, x, y } from './basics.ts';

const alone = 'moments are of a rank';
const conv = (name: string, shape: number[], kind: string, config: Config): Program =>
  on(shape, name, layer(kind, { filters: 2, kernelSize: 3, ...config }, 'conv'));
const up = (name: string, config: Config): Program =>
  on([3, 4, 2], name, layer('Conv2D', { filters: 2, kernelSize: 1 }, 'conv'), layer('UpSampling2D', config));
const pool = (name: string, shape: number[], kind: string, config: Config): Program =>
  on(
    shape,
    name,
    layer(
      shape.length === 2 ? 'Conv1D' : shape.length === 3 ? 'Conv2D' : 'Conv3D',
      { filters: 2, kernelSize: 1 },
      'conv',
    ),
    layer(kind, config),
  );
const global = (name: string, shape: number[], kind: string): Program =>
  last(
    shape,
    name,
    layer(shape.length === 2 ? 'Conv1D' : 'Conv2D', { filters: 2, kernelSize: 1 }, 'conv'),
    layer(kind),
  );
const norm = (name: string, shape: number[], config: Config): Program => ({
  ...on(shape, name, layer('BatchNormalization', config, 'norm')),
  alone,
});
const activation = (kind: string): Program => on([4], `activation ${kind}`, dense(3, { activation: kind }));
const first = { dataFormat: 'channelsFirst' };

export const layers: readonly Program[] = [
  conv('convolution', [6, 5, 2], 'Conv2D', {}),
  conv('convolution, same', [6, 5, 2], 'Conv2D', { padding: 'same' }),
  conv('convolution, strides', [6, 5, 2], 'Conv2D', { strides: [2, 1], padding: 'same' }),
  conv('convolution, channels first', [2, 6, 5], 'Conv2D', { ...first }),
  conv('convolution of a sequence, channels first', [2, 8], 'Conv1D', { ...first, activation: 'softmax' }),
  conv('convolution, dilated', [7, 6, 2], 'Conv2D', { dilationRate: 2 }),
  conv('convolution, dilated, same', [7, 6, 2], 'Conv2D', { dilationRate: [2, 1], padding: 'same' }),
  conv('convolution, dilated, channels first', [2, 7, 7], 'Conv2D', { dilationRate: 2, ...first }),
  conv('convolution in groups', [5, 5, 2], 'Conv2D', { groups: 2 }),
  {
    ...last(
      [2, 4],
      'global average pooling of a sequence, channels first',
      layer('GlobalAveragePooling1D', first),
    ),
    refused: 'has no option "dataFormat"',
  },
  {
    ...last([2, 4], 'global max pooling of a sequence, channels first', layer('GlobalMaxPooling1D', first)),
    refused: 'has no option "dataFormat"',
  },
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
  on(
    [4],
    'max over equal numbers',
    dense(4, { activation: 'relu' }),
    layer('Reshape', { targetShape: [4, 1] }),
    layer('GlobalMaxPooling1D', {}),
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
      layer('SeparableConv2D', { filters: 3, kernelSize: 3, ...first }, 'conv'),
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
  up('upsampling, nearest', { size: [2, 3] }),
  up('upsampling, bilinear', { size: [2, 2], interpolation: 'bilinear' }),
  up('upsampling, bilinear, uneven', { size: [3, 2], interpolation: 'bilinear' }),
  pool('average pooling', [5, 5, 2], 'AveragePooling2D', { poolSize: 2 }),
  pool('average pooling, same', [5, 5, 2], 'AveragePooling2D', { poolSize: 3, strides: 2, padding: 'same' }),
  pool('average pooling, same, overlapping', [4, 5, 2], 'AveragePooling2D', {
    poolSize: 3,
    strides: 1,
    padding: 'same',
  }),
  pool('average pooling, channels first', [2, 5, 5], 'AveragePooling2D', { poolSize: 2, ...first }),
  pool('average pooling of a sequence', [7, 2], 'AveragePooling1D', {
    poolSize: 3,
    strides: 2,
    padding: 'same',
  }),
  pool('average pooling of a volume', [4, 4, 4, 2], 'AveragePooling3D', {
    poolSize: 3,
    strides: 2,
    padding: 'same',
  }),
  pool('max pooling', [5, 5, 2], 'MaxPooling2D', { poolSize: 3, strides: 2, padding: 'same' }),
  pool('max pooling of a sequence', [7, 2], 'MaxPooling1D', { poolSize: 3, strides: 2, padding: 'same' }),
  pool('max pooling of a volume', [4, 4, 4, 2], 'MaxPooling3D', { poolSize: 2, strides: 2 }),
  global('global average pooling', [5, 5, 2], 'GlobalAveragePooling2D'),
  pool('global average pooling, kept axes', [5, 5, 2], 'GlobalAveragePooling2D', { keepdims: true }),
  global('global average pooling of a sequence', [5, 2], 'GlobalAveragePooling1D'),
  pool('global average pooling of a sequence, kept axes', [5, 2], 'GlobalAveragePooling1D', {
    keepdims: true,
  }),
  pool('global max pooling, kept axes', [5, 5, 2], 'GlobalMaxPooling2D', { keepdims: true }),
  global('global max pooling of a sequence', [5, 2], 'GlobalMaxPooling1D'),
  norm('batch norm', [3], {}),
  norm('batch norm without scale', [3], { scale: false }),
  norm('batch norm without center', [3], { center: false }),
  norm('batch norm without scale and center', [3], { scale: false, center: false }),
  norm('batch norm of images without scale', [4, 4, 2], { scale: false, momentum: 0.8, epsilon: 0.01 }),
  norm('batch norm of sequences', [4, 2], {}),
  norm('batch norm of volumes', [2, 3, 2, 2], {}),
  norm('batch norm, channels first', [2, 4, 4], { axis: 1 }),
  norm('batch norm, channels first, without scale', [2, 4, 4], { axis: 1, scale: false }),
  norm('batch norm, channels first, without center', [2, 4, 4], { axis: 1, center: false }),
  on(
    [2, 4, 4],
    'batch norm, channels first, frozen',
    layer('BatchNormalization', { axis: 1, trainable: false }, 'norm'),
  ),
  on(
    [3],
    'batch norm without scale, frozen',
    layer('BatchNormalization', { scale: false, trainable: false }, 'norm'),
  ),
  on(
    [3],
    'batch norm without center, frozen',
    layer('BatchNormalization', { center: false, trainable: false }, 'norm'),
  ),
  on([4, 3], 'layer norm', layer('LayerNormalization', {}, 'norm')),
  on([4, 3], 'layer norm over two axes', layer('LayerNormalization', { axis: [1, 2] }, 'norm')),
  on([4, 3], 'layer norm over a middle axis', layer('LayerNormalization', { axis: 1 }, 'norm')),
  on([4, 3], 'layer norm without scale', layer('LayerNormalization', { scale: false }, 'norm')),
  on(
    [4, 3],
    'layer norm without center',
    layer('LayerNormalization', { center: false, epsilon: 0.1 }, 'norm'),
  ),
  on([4], 'leaky relu', dense(3), layer('LeakyReLU')),
  on([4], 'leaky relu with a slope', dense(3), layer('LeakyReLU', { alpha: 0.2 })),
  on([4], 'relu with a maximum', dense(3), layer('ReLU', { maxValue: 0.5 })),
  on([4], 'relu with a slope', dense(3), layer('ReLU', { negativeSlope: 0.2 })),
  on([4], 'relu with a threshold', dense(3), layer('ReLU', { threshold: 0.2 })),
  on([4], 'elu', dense(3), layer('ELU')),
  on([4], 'elu with a slope', dense(3), layer('ELU', { alpha: 0.5 })),
  on([3, 4], 'softmax', layer('Softmax', { axis: -1 })),
  on([3, 4], 'softmax over a middle axis', dense(4), layer('Softmax', { axis: 1 })),
  on([3, 4], 'slopes shared over an axis', layer('PReLU', { sharedAxes: [1] }, 'prelu')),
  ...[
    'relu',
    'elu',
    'selu',
    'sigmoid',
    'tanh',
    'softplus',
    'softsign',
    'softmax',
    'linear',
    'relu6',
    'gelu',
    'mish',
    'swish',
    'logSoftmax',
  ].map(activation),
  on([3, 4], 'permute', dense(4), layer('Permute', { dims: [2, 1] })),
  on([3, 4], 'reshape', dense(4), layer('Reshape', { targetShape: [2, 6] })),
  on(
    [4, 4, 2],
    'zero padding',
    layer('ZeroPadding2D', {
      padding: [
        [1, 0],
        [0, 2],
      ],
    }),
  ),
  on(
    [4, 4, 2],
    'cropping',
    layer('Cropping2D', {
      cropping: [
        [1, 0],
        [0, 2],
      ],
    }),
  ),
  last(
    [4, 4, 2],
    'flatten, channels first',
    layer('Conv2D', { filters: 2, kernelSize: 1 }, 'conv'),
    layer('Flatten', first),
  ),
  on(
    [4, 4, 2],
    'resizing',
    layer('Conv2D', { filters: 2, kernelSize: 1 }, 'conv'),
    layer('Resizing', { height: 3, width: 6 }),
  ),
  on(
    [4, 4, 2],
    'resizing, nearest',
    layer('Conv2D', { filters: 2, kernelSize: 1 }, 'conv'),
    layer('Resizing', { height: 3, width: 6, interpolation: 'nearest' }),
  ),
  on([4, 4, 2], 'rescaling', layer('Rescaling', { scale: 2, offset: 1 })),
  on([5, 5, 2], 'center crop', layer('CenterCrop', { height: 2, width: 3 })),
  on([4], 'no bias', dense(3, { useBias: false })),
  { name: 'dense on sequences', inputs: x(3, 2), targets: y(3, 1), nodes: [dense(1)] },
  {
    name: 'repeat',
    inputs: x(3),
    targets: y(1),
    nodes: [dense(2), layer('RepeatVector', { n: 3 }), flatten, head],
  },
  ...['Add', 'Multiply', 'Average', 'Maximum', 'Minimum', 'Concatenate'].map(
    (kind): Program => ({
      name: `merge: ${kind}`,
      inputs: { a: { shape: [3] }, b: { shape: [3] } },
      targets: y(1),
      nodes: [
        { ...dense(2, {}, 'p'), of: 'a' },
        { ...dense(2, {}, 'q'), of: 'b' },
        { kind, of: ['p', 'q'] },
        head,
      ],
    }),
  ),
  {
    name: 'concatenate along a middle axis',
    inputs: { a: { shape: [3, 2] }, b: { shape: [4, 2] } },
    targets: y(1),
    nodes: [{ kind: 'Concatenate', config: { axis: 1 }, of: ['a', 'b'] }, flatten, head],
  },
  {
    name: 'dot',
    inputs: { a: { shape: [3] }, b: { shape: [3] } },
    targets: y(1),
    nodes: [
      { ...dense(2, {}, 'p'), of: 'a' },
      { ...dense(2, {}, 'q'), of: 'b' },
      { kind: 'Dot', config: { axes: 1 }, of: ['p', 'q'] },
      head,
    ],
  },
  {
    name: 'dot, normalized',
    inputs: { a: { shape: [3] }, b: { shape: [3] } },
    targets: y(1),
    nodes: [
      { ...dense(2, {}, 'p'), of: 'a' },
      { ...dense(2, {}, 'q'), of: 'b' },
      { kind: 'Dot', config: { axes: 1, normalize: true }, of: ['p', 'q'] },
      head,
    ],
  },
  {
    name: 'dot of matrices',
    inputs: { a: { shape: [3, 2] }, b: { shape: [4, 2] } },
    targets: y(1),
    nodes: [{ kind: 'Dot', config: { axes: 2 }, of: ['a', 'b'] }, flatten, head],
  },
  {
    name: 'dot of matrices along other axes',
    inputs: { a: { shape: [2, 3] }, b: { shape: [4, 2] } },
    targets: y(1),
    nodes: [{ kind: 'Dot', config: { axes: [1, 2] }, of: ['a', 'b'] }, flatten, head],
  },
  {
    name: 'merge of shapes that broadcast',
    inputs: { a: { shape: [3, 2] }, b: { shape: [1, 2] } },
    targets: y(1),
    nodes: [{ kind: 'Add', of: ['a', 'b'] }, flatten, head],
  },
  ...(
    [
      ['an embedding that goes both ways', {}],
      ['an embedding with other weights on its way back', { tieWeights: false, logitSoftCap: 0.5 }],
    ] as const
  ).map(
    ([name, config]): Program => ({
      name,
      inputs: { x: { shape: [3], ids: 5 } },
      targets: { y: { shape: [3, 5] } },
      nodes: [
        layer('ReversibleEmbedding', { inputDim: 5, outputDim: 4, ...config }, 'words'),
        dense(4, { activation: 'tanh' }),
        { call: 'words', args: { reverse: true }, as: 'logits' },
      ],
    }),
  ),
];
