/** Losses and metrics that leave out what is masked. */
import type { Config, NodeSpec, Program } from '../program.ts';
import { dense, layer, y } from './basics.ts';
import { embedding, tokens } from './masked.ts';

const gru = { resetAfter: false };
const sequence = (kind: string, config: Config = {}) =>
  layer(kind, { units: 2, returnSequences: true, ...config }, 'seq');
/** A mask up to the output: losses and metrics leave out what is masked. */
const tagging = (name: string, more: Partial<Program>, ...nodes: NodeSpec[]): Program => ({
  name,
  inputs: tokens,
  targets: y(4, 1),
  nodes: [embedding, ...nodes, dense(1)],
  ...more,
});

export const maskedLosses: readonly Program[] = [
  tagging('a masked loss', {}, sequence('LSTM')),
  tagging(
    'a masked loss with a penalty',
    {},
    sequence('LSTM', { kernelRegularizer: { className: 'L1L2', config: { l1: 0, l2: 0.2 } } }),
  ),
  tagging('a masked loss, mean absolute error', { loss: 'meanAbsoluteError' }, sequence('LSTM')),
  tagging('a masked loss after dense alone', {}),
  tagging('a masked loss with metrics', { metrics: ['mae', 'mse'] }, sequence('GRU', gru)),
  tagging(
    'a loss whose mask a reshape ended',
    {},
    sequence('LSTM'),
    layer('Reshape', { targetShape: [4, 2] }),
  ),
  {
    name: 'a masked cross-entropy',
    inputs: tokens,
    targets: { y: { shape: [4, 3], hot: true } },
    nodes: [embedding, sequence('LSTM'), dense(3, { activation: 'softmax' })],
    loss: 'categoricalCrossentropy',
    metrics: ['accuracy'],
  },
  {
    name: 'a masked sparse cross-entropy',
    inputs: tokens,
    targets: { y: { shape: [4], ids: 3 } },
    nodes: [embedding, sequence('LSTM'), dense(3, { activation: 'softmax' })],
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
  },
  {
    name: 'a masked and an unmasked output',
    inputs: tokens,
    targets: { p: { shape: [4, 1] }, q: { shape: [1] } },
    nodes: [
      embedding,
      { ...sequence('LSTM'), of: 'embedding' },
      { ...dense(1, {}, 'p'), of: 'seq' },
      { ...layer('LSTM', { units: 2 }, 'last'), of: 'seq' },
      { ...dense(1, {}, 'q'), of: 'last' },
    ],
    outputs: ['p', 'q'],
  },
];
