/** Metrics with Keras's options, beside a loss. */
import type { Config, Program, Values } from '../program.ts';
import { dense, x } from './basics.ts';

const counted = (
  metric: string,
  options: Config,
  target: Partial<Values>,
  activation: string,
  loss: string,
): Program => ({
  name: `metric: ${[metric, ...Object.entries(options).map((one) => one.join(' '))].join(', ')}`,
  inputs: x(3),
  targets: { y: { shape: [3], ...target } },
  nodes: [dense(3, { activation })],
  loss,
  metrics: [{ metric, options }],
  batch: 16,
});
const binary = [{ binary: true }, 'sigmoid', 'binaryCrossentropy'] as const;
const hot = [{ hot: true }, 'softmax', 'categoricalCrossentropy'] as const;
const ids = [{ shape: [], ids: 3 }, 'softmax', 'sparseCategoricalCrossentropy'] as const;

export const metrics: readonly Program[] = [
  counted('auc', {}, ...binary),
  counted('auc', { curve: 'PR' }, ...binary),
  counted('auc', { numThresholds: 7 }, ...binary),
  counted('meanIoU', {}, ...ids),
  counted('meanIoU', {}, ...hot),
  counted('r2Score', {}, {}, 'linear', 'meanSquaredError'),
  counted('topKCategoricalAccuracy', { k: 2 }, ...hot),
  counted('sparseTopKCategoricalAccuracy', { k: 2 }, ...ids),
  counted('precision', { threshold: 0.4 }, ...binary),
  counted('precision', { classId: 1 }, ...binary),
  counted('recall', { threshold: 0.6 }, ...binary),
  counted('recall', { classId: 2 }, ...binary),
  counted('f1Score', { average: 'macro', threshold: 0.5 }, ...binary),
  counted('f1Score', { average: 'weighted', threshold: null }, ...hot),
  counted('fBetaScore', { average: 'micro', beta: 1.5, threshold: 0.4 }, ...binary),
  counted('truePositives', { threshold: 0.4 }, ...binary),
  counted('trueNegatives', {}, ...binary),
  counted('falsePositives', {}, ...binary),
  counted('falseNegatives', {}, ...binary),
  counted('sensitivityAtSpecificity', { specificity: 0.6 }, ...binary),
  counted('specificityAtSensitivity', { sensitivity: 0.6 }, ...binary),
  counted('precisionAtRecall', { recall: 0.5 }, ...binary),
  counted('recallAtPrecision', { precision: 0.5, numThresholds: 9 }, ...binary),
  counted('rootMeanSquaredError', {}, {}, 'linear', 'meanSquaredError'),
  counted('cosineSimilarity', {}, {}, 'linear', 'cosineSimilarity'),
  counted('pearsonCorrelation', {}, {}, 'linear', 'meanSquaredError'),
  counted('concordanceCorrelation', {}, {}, 'linear', 'meanSquaredError'),
  counted('iou', { targetClassIds: [0, 2] }, ...ids),
  counted('binaryIoU', { targetClassIds: [1], threshold: 0.4 }, ...binary),
].map((program, i) => ({ ...program, name: `${program.name}${i === 4 ? ', one-hot' : ''}` }));
