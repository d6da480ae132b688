/** Freezing: of layers, of models, and of layers inside of them. */
import type { Program } from '../program.ts';
import { dense, head, l2, layer, x, y } from './basics.ts';

const norm = layer('BatchNormalization', {}, 'norm');
const nested = (name: string, ...layers: Program['nodes']): Program['nodes'][number] =>
  ({ kind: 'Sequential', name, layers, inputShape: [3] }) as Program['nodes'][number];
const batchNorm = 'moments are of a rank';

export const freezing: readonly Program[] = [
  {
    name: 'frozen batch norm',
    about: 'keras#6570',
    inputs: x(3),
    targets: y(1),
    nodes: [norm, head],
    trainable: [['norm', false]],
  },
  {
    name: 'batch norm frozen in its configuration',
    inputs: x(3),
    targets: y(1),
    nodes: [layer('BatchNormalization', { trainable: false }, 'norm'), head],
  },
  {
    name: 'frozen batch norm of images',
    inputs: x(4, 4, 2),
    targets: y(1),
    nodes: [layer('Conv2D', { filters: 2, kernelSize: 3 }, 'conv'), norm, layer('Flatten'), head],
    trainable: [
      ['norm', false],
      ['conv', false],
    ],
  },
  {
    name: 'frozen batch norm in a frozen model',
    inputs: x(3),
    targets: y(1),
    nodes: [nested('inner', dense(3, {}, 'a'), norm), head],
    trainable: [['inner', false]],
  },
  {
    name: 'frozen batch norm two models deep',
    inputs: x(3),
    targets: y(1),
    nodes: [nested('outer', nested('inner', dense(3, {}, 'a'), norm), dense(2, {}, 'b')), head],
    trainable: [['outer', false]],
  },
  {
    name: 'frozen, then thawed',
    inputs: x(3),
    targets: y(1),
    nodes: [nested('inner', dense(3, {}, 'a'), norm), head],
    trainable: [
      ['inner', false],
      ['inner', true],
    ],
    alone: batchNorm,
  },
  {
    name: 'a model frozen, then one layer thawed',
    about: 'Keras: the model stays frozen',
    inputs: x(3),
    targets: y(1),
    nodes: [nested('inner', dense(3, {}, 'a'), dense(2, {}, 'b')), head],
    trainable: [
      ['inner', false],
      ['b', true],
    ],
  },
  {
    name: 'a thawed batch norm in a frozen model',
    inputs: x(3),
    targets: y(1),
    nodes: [nested('inner', dense(3, {}, 'a'), norm), head],
    trainable: [
      ['inner', false],
      ['norm', true],
    ],
    alone: batchNorm,
  },
  {
    name: 'everything frozen',
    about: 'tfjs#153',
    inputs: x(3),
    targets: y(1),
    nodes: [dense(2), head],
    trainable: [['model', false]],
    refused: 'no weight that could be trained',
  },
  {
    name: 'everything frozen, with averages',
    inputs: x(3),
    targets: y(1),
    nodes: [norm, head],
    trainable: [['model', false]],
    refused: 'no weight that could be trained',
  },
  {
    name: 'all but batch norm frozen',
    inputs: x(3),
    targets: y(1),
    nodes: [dense(3), norm, head],
    trainable: [
      ['dense', false],
      ['head', false],
    ],
    alone: batchNorm,
  },
  {
    name: 'a frozen layer under a trained one',
    inputs: x(3),
    targets: y(1),
    nodes: [dense(3, { activation: 'tanh' }), head],
    trainable: [['dense', false]],
  },
  {
    name: 'a frozen layer over a trained one',
    inputs: x(3),
    targets: y(1),
    nodes: [dense(3, { activation: 'tanh' }), head],
    trainable: [['head', false]],
  },
  {
    name: 'a frozen layer has no penalty',
    inputs: x(3),
    targets: y(1),
    nodes: [dense(3, { kernelRegularizer: l2(0.3) }), head],
    trainable: [['dense', false]],
  },
  {
    name: 'a frozen model has no penalty',
    inputs: x(3),
    targets: y(1),
    nodes: [
      nested(
        'inner',
        dense(3, { kernelRegularizer: l2(0.3) }, 'a'),
        dense(2, { biasRegularizer: l2(0.2) }, 'b'),
      ),
      head,
    ],
    trainable: [['inner', false]],
  },
  {
    name: 'a frozen layer keeps its activity penalty',
    inputs: x(3),
    targets: y(1),
    nodes: [dense(3, { activityRegularizer: l2(0.1) }), head],
    trainable: [['dense', false]],
  },
  {
    name: 'a frozen LSTM',
    inputs: x(3, 2),
    targets: y(1),
    nodes: [layer('LSTM', { units: 2 }, 'lstm'), head],
    trainable: [['lstm', false]],
  },
  {
    name: 'a frozen bidirectional layer',
    inputs: x(3, 2),
    targets: y(1),
    nodes: [
      { kind: 'Bidirectional', name: 'both', layer: { kind: 'LSTM', name: 'lstm', config: { units: 2 } } },
      head,
    ],
    trainable: [['both', false]],
  },
  {
    name: 'a frozen bidirectional layer in a frozen model',
    inputs: x(3, 2),
    targets: y(1),
    nodes: [
      {
        ...nested('inner', {
          kind: 'Bidirectional',
          name: 'both',
          layer: { kind: 'LSTM', name: 'lstm', config: { units: 2 } },
        }),
        inputShape: [3, 2],
      },
      head,
    ],
    trainable: [['inner', false]],
  },
  {
    name: 'a frozen time-distributed layer',
    inputs: x(3, 2),
    targets: y(1),
    nodes: [
      {
        kind: 'TimeDistributed',
        name: 'each',
        layer: { kind: 'Dense', name: 'dense', config: { units: 2 } },
      },
      layer('Flatten'),
      head,
    ],
    trainable: [['each', false]],
  },
  {
    name: 'a frozen time-distributed layer, frozen inside',
    inputs: x(3, 2),
    targets: y(1),
    nodes: [
      {
        kind: 'TimeDistributed',
        name: 'each',
        layer: { kind: 'Dense', name: 'dense', config: { units: 2, trainable: false } },
      },
      layer('Flatten'),
      head,
    ],
  },
  {
    name: 'a frozen embedding',
    inputs: { x: { shape: [4], ids: 5 } },
    targets: y(1),
    nodes: [layer('Embedding', { inputDim: 5, outputDim: 2 }, 'embedding'), layer('Flatten'), head],
    trainable: [['embedding', false]],
  },
  {
    name: 'a frozen layer with momentum',
    inputs: x(3),
    targets: y(1),
    nodes: [dense(3), dense(2, {}, 'middle'), head],
    trainable: [['middle', false]],
    optimizer: { kind: 'adam', args: [0.05] },
  },
  {
    name: 'dropout of rate 0 in a frozen layer',
    inputs: x(3),
    targets: y(1),
    nodes: [dense(3), layer('Dropout', { rate: 0 }), head],
    trainable: [['dense', false]],
  },
];
