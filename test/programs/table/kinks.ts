/** Where a function has a kink, or several numbers are equal: which slope is taken there. */
import type { Config, NodeSpec, Program } from '../program.ts';
import { dense, flatten, head, l1, layer, x, y } from './basics.ts';

/** Layers whose input is 0 to the last bit, and has a gradient: the bias of the layer before them begins at 0. */
const at0 = (name: string, ...nodes: NodeSpec[]): Program => ({
  name: `${name}, at 0`,
  inputs: { x: { shape: [2], given: [0] } },
  targets: y(1),
  nodes: [dense(3), ...nodes, head],
  zeros: ['dense/bias'],
});
/** The same at 1: the bias ends up there by a rescaling. */
const at = (name: string, value: number, ...nodes: NodeSpec[]): Program => {
  const program = at0(name, layer('Rescaling', { scale: 1, offset: value }), ...nodes);
  return { ...program, name: `${name}, at ${value}` };
};
const activation = (kind: string) => at0(kind, layer('Activation', { activation: kind }));
const same = (name: string, shape: readonly number[], kind: string, config: Config): Program => ({
  name,
  inputs: { x: { shape, given: [0] } },
  targets: y(1),
  nodes: [
    layer(
      shape.length === 2 ? 'Conv1D' : shape.length === 3 ? 'Conv2D' : 'Conv3D',
      { filters: 2, kernelSize: 1 },
      'conv',
    ),
    layer(kind, config),
    ...(kind.startsWith('Global') ? [] : [flatten]),
    head,
  ],
});

export const kinks: readonly Program[] = [
  ...['relu', 'relu6', 'elu', 'selu', 'softsign', 'gelu', 'mish', 'swish', 'softplus'].map(activation),
  at0('leaky relu', layer('LeakyReLU', { alpha: 0.2 })),
  at0('slopes', layer('PReLU', {}, 'prelu')),
  at0('relu with a slope', layer('ReLU', { negativeSlope: 0.2 })),
  at('relu with a threshold', 1, layer('ReLU', { threshold: 1 })),
  at('relu with a maximum', 1, layer('ReLU', { maxValue: 1 })),
  at('relu6', 6, layer('Activation', { activation: 'relu6' })),
  same('max pooling of equal numbers', [4, 4, 2], 'MaxPooling2D', { poolSize: 2 }),
  same('max pooling of equal numbers, overlapping', [5, 5, 2], 'MaxPooling2D', {
    poolSize: 3,
    strides: 1,
    padding: 'same',
  }),
  same('max pooling of equal steps', [6, 2], 'MaxPooling1D', { poolSize: 2 }),
  ...(['channelsLast', 'channelsFirst'] as const).map((dataFormat) => ({
    ...same(`max pooling of equal volumes, ${dataFormat}`, [4, 4, 4, 4], 'MaxPooling3D', {
      poolSize: dataFormat === 'channelsLast' ? 3 : 2,
      strides: dataFormat === 'channelsLast' ? 1 : 2,
      padding: 'same',
      dataFormat,
    }),
    about:
      'Keras on JAX; on TensorFlow each of equal numbers has the whole gradient op by op, the first where oneDNN computes',
    keras: 'jax' as const,
  })),
  same('global max pooling of equal steps', [4, 2], 'GlobalMaxPooling1D', {}),
  same('global max pooling of equal pixels', [2, 3, 2], 'GlobalMaxPooling2D', {}),
  ...['Maximum', 'Minimum'].map(
    (kind): Program => ({
      name: `${kind.toLowerCase()} of equal numbers`,
      inputs: { x: { shape: [2], given: [0] } },
      targets: y(1),
      nodes: [
        { ...dense(2, {}, 'p'), of: 'x' },
        { ...dense(2, {}, 'q'), of: 'x' },
        { kind, of: ['p', 'q'] },
        head,
      ],
      zeros: ['p/bias', 'q/bias'],
    }),
  ),
  {
    name: 'an absolute error of 0',
    inputs: { x: { shape: [2], given: [0] } },
    targets: { y: { shape: [1], given: [0] } },
    nodes: [dense(1)],
    zeros: ['dense/bias'],
    loss: 'meanAbsoluteError',
  },
  {
    name: 'an l1 penalty of a weight that is 0',
    inputs: x(2),
    targets: y(1),
    nodes: [dense(2, { biasRegularizer: l1(0.1), kernelRegularizer: l1(0.1) }), head],
    zeros: ['dense/bias', 'dense/kernel', 'head/kernel'],
  },
  at0('an l1 activity penalty', dense(2, { activityRegularizer: l1(0.1), useBias: false }, 'second')),
  {
    name: 'a percentage error of 0',
    inputs: { x: { shape: [2], given: [0] } },
    targets: { y: { shape: [1], given: [0] } },
    nodes: [dense(1)],
    zeros: ['dense/bias'],
    loss: 'meanAbsolutePercentageError',
  },
  {
    name: 'a hinge at its corner',
    inputs: { x: { shape: [2], given: [0] } },
    targets: { y: { shape: [1], given: [1] } },
    nodes: [dense(1), layer('Rescaling', { scale: 1, offset: 1 })],
    zeros: ['dense/bias'],
    loss: 'hinge',
  },
  {
    name: 'a categorical hinge of equal classes',
    inputs: { x: { shape: [2], given: [0] } },
    targets: { y: { shape: [3], given: [1, 0, 0] } },
    nodes: [dense(3)],
    zeros: ['dense/bias'],
    loss: 'categoricalHinge',
  },
  {
    name: 'cosine similarity of zeros',
    inputs: { x: { shape: [2], given: [0] } },
    targets: y(3),
    nodes: [dense(3)],
    zeros: ['dense/bias'],
    loss: 'cosineSimilarity',
  },
  {
    name: 'a dot product of zeros, normalized',
    inputs: { x: { shape: [2], given: [0] } },
    targets: y(1),
    nodes: [
      { ...dense(2, {}, 'p'), of: 'x' },
      { ...dense(2, {}, 'q'), of: 'x' },
      { kind: 'Dot', config: { axes: 1, normalize: true }, of: ['p', 'q'] },
      head,
    ],
    zeros: ['p/bias'],
  },
  {
    name: 'batch norm of equal numbers',
    inputs: { x: { shape: [2], given: [0.5, 0.25] } },
    targets: y(1),
    nodes: [dense(3), layer('BatchNormalization', {}, 'norm'), head],
    alone: 'moments are of a rank',
  },
  {
    name: 'layer norm of equal numbers',
    inputs: { x: { shape: [2], given: [0] } },
    targets: y(1),
    nodes: [dense(3), layer('LayerNormalization', {}, 'norm'), head],
    zeros: ['dense/bias'],
  },
  {
    name: 'constraints of zeros',
    inputs: x(2),
    targets: y(1),
    nodes: [
      dense(2, {
        kernelConstraint: { className: 'UnitNorm', config: { axis: 0 } },
        biasConstraint: { className: 'MaxNorm', config: { maxValue: 0.1, axis: 0 } },
      }),
      head,
    ],
    zeros: ['dense/kernel', 'dense/bias', 'head/kernel'],
  },
  {
    name: 'classes that are equally likely',
    inputs: { x: { shape: [2], given: [0] } },
    targets: { y: { shape: [3], given: [0, 1, 0, 0, 0, 1, 1, 0, 0] } },
    nodes: [dense(3, { activation: 'softmax' })],
    zeros: ['dense/bias', 'dense/kernel'],
    loss: 'categoricalCrossentropy',
    metrics: ['accuracy', 'topKCategoricalAccuracy'],
    batch: 3,
  },
  {
    name: 'an answer of one half',
    inputs: { x: { shape: [2], given: [0] } },
    targets: { y: { shape: [1], binary: true } },
    nodes: [dense(1, { activation: 'sigmoid' })],
    zeros: ['dense/bias'],
    loss: 'binaryCrossentropy',
    metrics: ['accuracy', 'precision', 'recall'],
  },
];
