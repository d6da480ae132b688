/** Layers and models that are used twice, or inside of others. */
import type { Program } from '../program.ts';
import { dense, head, l2, layer, x, y } from './basics.ts';

const norm = layer('BatchNormalization', {}, 'norm');
const nested = (name: string, ...layers: Program['nodes']): Program['nodes'][number] =>
  ({ kind: 'Sequential', name, layers, inputShape: [3] }) as Program['nodes'][number];
const batchNorm = 'moments are of a rank';

export const sharing: readonly Program[] = [
  {
    name: 'a layer used twice',
    inputs: { a: { shape: [3] }, b: { shape: [3] } },
    targets: y(1),
    nodes: [
      { ...dense(2, { activation: 'tanh' }, 'twin'), of: 'a', as: 'ta' },
      { call: 'twin', of: 'b', as: 'tb' },
      { kind: 'Concatenate', of: ['ta', 'tb'] },
      head,
    ],
  },
  {
    name: 'the penalty of a layer used twice',
    about: 'keras#8807',
    inputs: { a: { shape: [3] }, b: { shape: [3] } },
    targets: y(1),
    nodes: [
      { ...dense(2, { kernelRegularizer: l2(0.5) }, 'twin'), of: 'a', as: 'ta' },
      { call: 'twin', of: 'b', as: 'tb' },
      { kind: 'Concatenate', of: ['ta', 'tb'] },
      head,
    ],
  },
  {
    name: 'the activity penalty of a layer used twice',
    inputs: { a: { shape: [3] }, b: { shape: [3] } },
    targets: y(1),
    nodes: [
      { ...dense(2, { activityRegularizer: l2(0.5) }, 'twin'), of: 'a', as: 'ta' },
      { call: 'twin', of: 'b', as: 'tb' },
      { kind: 'Concatenate', of: ['ta', 'tb'] },
      head,
    ],
  },
  {
    name: 'a model used twice, with penalties',
    inputs: { a: { shape: [3] }, b: { shape: [3] } },
    targets: y(1),
    nodes: [
      {
        ...nested('twin', dense(3, { kernelRegularizer: l2(0.5) }, 'p'), dense(2, {}, 'q')),
        of: 'a',
        as: 'ta',
      },
      { call: 'twin', of: 'b', as: 'tb' },
      { kind: 'Concatenate', of: ['ta', 'tb'] },
      head,
    ],
  },
  {
    name: 'batch norm used twice',
    about: 'keras#11927: both calls follow the averages',
    inputs: { a: { shape: [3] }, b: { shape: [3] } },
    targets: y(1),
    nodes: [
      { ...norm, of: 'a', as: 'na' },
      { call: 'norm', of: 'b', as: 'nb' },
      { kind: 'Concatenate', of: ['na', 'nb'] },
      head,
    ],
    alone: batchNorm,
  },
  {
    name: 'a frozen layer used twice',
    inputs: { a: { shape: [3] }, b: { shape: [3] } },
    targets: y(1),
    nodes: [
      { ...dense(2, { kernelRegularizer: l2(0.5) }, 'twin'), of: 'a', as: 'ta' },
      { call: 'twin', of: 'b', as: 'tb' },
      { kind: 'Concatenate', of: ['ta', 'tb'] },
      head,
    ],
    trainable: [['twin', false]],
  },
  {
    name: 'nested penalties',
    inputs: x(3),
    targets: y(1),
    nodes: [
      nested(
        'outer',
        nested('inner', dense(3, { kernelRegularizer: l2(0.3) }, 'a')),
        dense(2, { biasRegularizer: l2(0.2) }, 'b'),
      ),
      head,
    ],
  },
  {
    name: 'nested activity penalties',
    inputs: x(3),
    targets: y(1),
    nodes: [
      nested('outer', nested('inner', dense(3, { activityRegularizer: l2(0.3) }, 'a')), dense(2, {}, 'b')),
      head,
    ],
  },
  {
    name: 'a penalty inside a time-distributed layer',
    inputs: x(3, 2),
    targets: y(1),
    nodes: [
      {
        kind: 'TimeDistributed',
        name: 'each',
        layer: { kind: 'Dense', name: 'dense', config: { units: 2, kernelRegularizer: l2(0.4) } },
      },
      layer('Flatten'),
      head,
    ],
  },
  {
    name: 'batch norm inside a time-distributed layer',
    inputs: x(3, 2),
    targets: y(1),
    nodes: [
      { kind: 'TimeDistributed', name: 'each', layer: { kind: 'BatchNormalization', name: 'norm' } },
      layer('Flatten'),
      head,
    ],
    alone: batchNorm,
  },
];
