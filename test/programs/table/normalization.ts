/** Normalizations beside that of batches. */
import type { Config, LayerSpec, NodeSpec, Program } from '../program.ts';
import { constraint, dense, flatten, head, l2, layer, on, y } from './basics.ts';

const norm = (name: string, shape: number[], kind: string, config: Config = {}): Program =>
  on(shape, name, layer(kind, config, 'norm'));
const group = (name: string, shape: number[], config: Config) =>
  norm(`group norm${name}`, shape, 'GroupNormalization', config);
const spectral = (kind: string, config: Config, options: Config = {}): NodeSpec => ({
  kind: 'SpectralNormalization',
  name: 'spectral',
  config: options,
  layer: { kind, name: 'inner', config },
});
const twice: Pick<Program, 'inputs' | 'targets' | 'nodes'> = {
  inputs: { a: { shape: [3] }, b: { shape: [3] } },
  targets: y(1),
  nodes: [
    // One behind the other: of calls beside each other, Keras says no order.
    { ...spectral('Dense', { units: 3 }), of: 'a', as: 'first' },
    { call: 'spectral', of: 'first', as: 'second' },
    { ...layer('Add', {}, 'sum'), of: ['second', 'b'] },
    { call: 'spectral', of: 'sum', as: 'third' },
    head,
  ],
};

export const normalization: readonly Program[] = [
  norm('layer norm over all axes', [2, 3, 2], 'LayerNormalization', { axis: [1, 2, 3] }),
  norm('layer norm over axes apart', [2, 3, 2], 'LayerNormalization', { axis: [-1, 1] }),
  norm('layer norm without scale and center', [4, 3], 'LayerNormalization', { scale: false, center: false }),
  norm('layer norm, constrained', [4], 'LayerNormalization', {
    gammaConstraint: { className: 'NonNeg', config: {} },
    betaRegularizer: { className: 'L1L2', config: { l1: 0, l2: 0.1 } },
  }),
  group('', [3, 4], { groups: 2 }),
  group(' of images', [2, 3, 6], { groups: 3, epsilon: 0.01 }),
  group(', channels first', [4, 3, 2], { groups: 2, axis: 1 }),
  group(', a group a channel', [3, 4], { groups: -1 }),
  group(', one group', [3, 4], { groups: 1, scale: false }),
  group(' without center', [4], { groups: 2, center: false }),
  norm('rms norm', [3, 4], 'RMSNormalization'),
  norm('rms norm over two axes', [2, 3, 4], 'RMSNormalization', { axis: [-2, -1], epsilon: 0.1 }),
  on([4], 'unit norm of activations', dense(3), layer('UnitNormalization')),
  on([3, 4], 'unit norm over two axes', dense(3), layer('UnitNormalization', { axis: [1, 2] })),
  on([4], 'spectral norm', spectral('Dense', { units: 3, activation: 'tanh' })),
  {
    ...on([4, 4, 2], 'spectral norm of a convolution, by adamW', {
      ...spectral(
        'Conv2D',
        { filters: 3, kernelSize: 2, kernelRegularizer: l2(0.1) },
        { powerIterations: 3 },
      ),
    }),
    optimizer: { kind: 'adamW', args: [{ learningRate: 0.01, weightDecay: 0.1 }] },
  },
  {
    ...on(
      [4],
      'spectral norm, by momentum, constrained',
      spectral('Dense', { units: 2, useBias: false, kernelConstraint: constraint('NonNeg') }),
    ),
    optimizer: { kind: 'momentum', args: [0.02, 0.9] },
  },
  { ...twice, name: 'spectral norm, called three times in a step' },
  { ...twice, name: 'spectral norm, called three times, in parts', accumulate: 2 },
  {
    ...twice,
    name: 'spectral norm, frozen: it writes the kernel all the same',
    trainable: [['spectral', false]],
  },
  { ...on([4], 'spectral norm of zeros', spectral('Dense', { units: 3 })), zeros: ['spectral/kernel'] },
  on(
    [3, 4],
    'spectral norm of a product, activity',
    spectral('EinsumDense', {
      ...{ equation: 'abc,cd->abd', outputShape: [3, 2], activityRegularizer: l2(0.2) },
    }),
  ),
  on([3, 4], 'time-distributed spectral norm', {
    kind: 'TimeDistributed',
    name: 'each',
    layer: spectral('Dense', { units: 2 }) as LayerSpec,
  }),
  {
    ...on([6, 2], 'spectral norms behind one another', spectral('DepthwiseConv1D', { kernelSize: 3 })),
    nodes: [
      spectral('DepthwiseConv1D', { kernelSize: 3 }),
      { ...spectral('Conv1DTranspose', { filters: 2, kernelSize: 2, useBias: false }), name: 'other' },
      layer('BatchNormalization', { synchronized: true }, 'batch'),
      flatten,
      head,
    ],
  },
];
