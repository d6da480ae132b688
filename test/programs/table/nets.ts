/** Models of several parts: what is shared, nested, looked at twice. */
import type { LayerSpec, NodeSpec, Program } from '../program.ts';
import { dense, flatten, head, l2, layer, x, y } from './basics.ts';

const inside = (name: string, shape: readonly number[], ...layers: LayerSpec[]): NodeSpec => ({
  kind: 'Sequential',
  name,
  inputShape: shape,
  layers,
});
const D = (name: string, units: number, config = {}): LayerSpec => ({
  kind: 'Dense',
  name,
  config: { units, ...config },
});
const from = (of: string | string[], node: NodeSpec): NodeSpec => ({ ...node, of });
const net = (name: string, nodes: NodeSpec[], more: Partial<Program> = {}): Program => ({
  name,
  inputs: x(3),
  targets: y(1),
  nodes,
  ...more,
});

export const nets: readonly Program[] = [
  net('a residual block', [dense(3, { activation: 'relu' }, 'p'), { kind: 'Add', of: ['x', 'p'] }, head]),
  net('a residual block with layer norm', [
    layer('LayerNormalization', {}, 'norm'),
    dense(3, { activation: 'relu' }, 'p'),
    { kind: 'Add', of: ['x', 'p'] },
    head,
  ]),
  net('a gate', [
    from('x', dense(2, {}, 'p')),
    from('x', dense(2, { activation: 'sigmoid' }, 'q')),
    { kind: 'Multiply', of: ['p', 'q'] },
    head,
  ]),
  net(
    'squeeze and excitation',
    [
      layer('Conv2D', { filters: 2, kernelSize: 1 }, 'conv'),
      from('conv', layer('GlobalAveragePooling2D', { keepdims: true }, 'pool')),
      dense(2, { activation: 'sigmoid' }, 'gate'),
      { kind: 'Multiply', name: 'product', of: ['conv', 'gate'] },
      flatten,
      head,
    ],
    { inputs: x(3, 3, 2) },
  ),
  net('an input that is an output too', [dense(2, {}, 'p'), from('p', dense(1, {}, 'q'))], {
    targets: { a: { shape: [2] }, b: { shape: [1] } },
    outputs: ['p', 'q'],
  }),
  net(
    'siamese branches with a distance',
    [
      from('a', dense(2, { activation: 'tanh' }, 'shared')),
      { call: 'shared', of: 'b', as: 'second' },
      { kind: 'Dot', name: 'dot', config: { axes: 1, normalize: true }, of: ['shared', 'second'] },
      head,
    ],
    { inputs: { a: { shape: [3] }, b: { shape: [3] } } },
  ),
  net(
    'a model used twice',
    [
      { ...inside('inner', [3], D('p', 2, { activation: 'relu' }), D('q', 2)), of: 'a' },
      { call: 'inner', of: 'b', as: 'second' },
      { kind: 'Concatenate', of: ['inner', 'second'] },
      head,
    ],
    { inputs: { a: { shape: [3] }, b: { shape: [3] } } },
  ),
  net('a model three deep', [
    inside('a', [3], {
      kind: 'Sequential',
      name: 'b',
      inputShape: [3],
      layers: [{ kind: 'Sequential', name: 'c', inputShape: [3], layers: [D('p', 2)] }, D('q', 2)],
    }),
    head,
  ]),
  net(
    'a frozen model used twice beside a trained one',
    [
      { ...inside('inner', [3], D('p', 2)), of: 'a' },
      { call: 'inner', of: 'b', as: 'second' },
      { kind: 'Concatenate', of: ['inner', 'second'] },
      head,
    ],
    { inputs: { a: { shape: [3] }, b: { shape: [3] } }, trainable: [['inner', false]] },
  ),
  net(
    'tied weights with a penalty, once frozen',
    [
      from('a', dense(2, { kernelRegularizer: l2(0.3) }, 'shared')),
      { call: 'shared', of: 'b', as: 'second' },
      { kind: 'Add', of: ['shared', 'second'] },
      head,
    ],
    {
      inputs: { a: { shape: [3] }, b: { shape: [3] } },
      trainable: [
        ['shared', false],
        ['shared', true],
      ],
    },
  ),
  net('a layer that feeds itself', [
    dense(3, { activation: 'tanh' }, 'p'),
    { call: 'p', of: 'p', as: 'q' },
    { call: 'p', of: 'q', as: 'r' },
    head,
  ]),
  net(
    'batch norm in a model used twice',
    [
      { ...inside('inner', [3], D('p', 2), { kind: 'BatchNormalization', name: 'norm' }), of: 'a' },
      { call: 'inner', of: 'b', as: 'second' },
      { kind: 'Concatenate', of: ['inner', 'second'] },
      head,
    ],
    { inputs: { a: { shape: [3] }, b: { shape: [3] } }, alone: 'moments are of a rank' },
  ),
  net(
    'synchronized batch norm in a model used twice',
    [
      {
        ...inside('inner', [3], D('p', 2), {
          kind: 'BatchNormalization',
          name: 'norm',
          config: { synchronized: true },
        }),
        of: 'a',
      },
      { call: 'inner', of: 'b', as: 'second' },
      { kind: 'Concatenate', of: ['inner', 'second'] },
      head,
    ],
    { inputs: { a: { shape: [3] }, b: { shape: [3] } } },
  ),
  net('synchronized batch norm in a residual block', [
    dense(3, {}, 'p'),
    layer('BatchNormalization', { synchronized: true }, 'norm'),
    { kind: 'Add', of: ['x', 'norm'] },
    layer('BatchNormalization', { synchronized: true }, 'norm2'),
    head,
  ]),
  net(
    'batch norm frozen, then its model thawed',
    [inside('inner', [3], D('p', 3), { kind: 'BatchNormalization', name: 'norm' }), head],
    {
      trainable: [['norm', false]],
    },
  ),
  net(
    'fine tuning: all but the last layer frozen',
    [dense(3, {}, 'a'), dense(3, { activation: 'relu' }, 'b'), head],
    {
      trainable: [
        ['model', false],
        ['model', true],
        ['a', false],
        ['b', false],
      ],
      optimizer: { kind: 'adam', args: [0.05] },
    },
  ),
  net(
    'three inputs of other shapes',
    [
      from('a', dense(2, {}, 'p')),
      from('b', layer('Conv1D', { filters: 2, kernelSize: 2 }, 'conv')),
      layer('GlobalAveragePooling1D', {}, 'pool'),
      from('c', layer('Embedding', { inputDim: 5, outputDim: 2 }, 'embedding')),
      layer('Flatten', {}, 'flat'),
      { kind: 'Concatenate', of: ['p', 'pool', 'flat'] },
      head,
    ],
    { inputs: { a: { shape: [3] }, b: { shape: [4, 2] }, c: { shape: [1], ids: 5 } } },
  ),
  net(
    'outputs of different depths',
    [
      dense(3, { activation: 'relu' }, 'p'),
      from('p', dense(1, {}, 'q')),
      from('p', dense(2, { activation: 'softmax' }, 'r')),
    ],
    {
      targets: { one: { shape: [3] }, two: { shape: [1] }, three: { shape: [2], hot: true } },
      outputs: ['p', 'q', 'r'],
      loss: ['meanSquaredError', 'meanAbsoluteError', 'categoricalCrossentropy'],
      lossWeights: [0.1, 1, 3],
    },
  ),
  net(
    'attention by hand',
    [
      from('a', dense(2, {}, 'query')),
      from('b', dense(2, {}, 'key')),
      { kind: 'Dot', name: 'scores', config: { axes: 2 }, of: ['query', 'key'] },
      layer('Softmax', {}, 'weights'),
      { kind: 'Dot', name: 'context', config: { axes: [2, 1] }, of: ['weights', 'b'] },
      flatten,
      head,
    ],
    { inputs: { a: { shape: [3, 2] }, b: { shape: [4, 2] } } },
  ),
  net(
    'an autoencoder with a narrow middle',
    [dense(1, { activation: 'relu' }, 'p'), dense(3, { activation: 'sigmoid' }, 'q')],
    { targets: y(3), loss: 'binaryCrossentropy' },
  ),
  net(
    'a u-net',
    [
      layer('Conv2D', { filters: 2, kernelSize: 3, padding: 'same', activation: 'relu' }, 'down'),
      layer('MaxPooling2D', { poolSize: 2 }, 'pool'),
      layer('Conv2D', { filters: 3, kernelSize: 3, padding: 'same' }, 'middle'),
      layer('Conv2DTranspose', { filters: 2, kernelSize: 2, strides: 2 }, 'up'),
      { kind: 'Concatenate', name: 'joined', of: ['up', 'down'] },
      layer('Conv2D', { filters: 1, kernelSize: 1, activation: 'sigmoid' }, 'last'),
    ],
    {
      inputs: x(4, 4, 1),
      targets: { y: { shape: [4, 4, 1], binary: true } },
      loss: 'binaryCrossentropy',
      metrics: ['accuracy'],
    },
  ),
  net(
    'recurrent layers over convolutions',
    [
      layer('Conv1D', { filters: 2, kernelSize: 2, padding: 'causal', activation: 'relu' }, 'conv'),
      layer('MaxPooling1D', { poolSize: 2 }, 'pool'),
      {
        kind: 'Bidirectional',
        name: 'both',
        layer: { kind: 'GRU', name: 'cell', config: { units: 2, resetAfter: false } },
      },
      head,
    ],
    { inputs: x(6, 2) },
  ),
];
