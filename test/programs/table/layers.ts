/** Norms, activations, changes of shape and merges, with their less usual options. */
import type { Config, Program } from '../program.ts';
import { channelsFirst, dense, flatten, head, last, layer, on, x, y } from './basics.ts';

const alone = 'moments are of a rank';
const norm = (name: string, shape: number[], config: Config): Program => ({
  ...on(shape, name, layer('BatchNormalization', config, 'norm')),
  alone,
});
const activation = (kind: string): Program => on([4], `activation ${kind}`, dense(3, { activation: kind }));

export const layers: readonly Program[] = [
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
    layer('Flatten', channelsFirst),
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
