/** Metrics of Keras with their options, in camel case. */
import type { MetricName } from './names.ts';

export interface MetricOptions {
  /** Under which it is logged. */
  readonly name?: string;
  /** Of an AUC: under the rate of right answers over that of wrong ones, or under precision over recall. */
  readonly curve?: 'ROC' | 'PR';
  readonly numThresholds?: number;
  /** How many of the likeliest classes may be the right one. */
  readonly k?: number;
  /** Above which a number is an answer; null makes the likeliest class the answer. */
  readonly threshold?: number | null;
  /** The only class that counts. */
  readonly classId?: number;
  /** Classes whose overlap counts. */
  readonly targetClassIds?: readonly number[];
  /** Of all classes together, which is `micro`, or of each: their mean, or that weighted by how often they are wanted. */
  readonly average?: 'micro' | 'macro' | 'weighted';
  /** How many times as much recall counts as precision. */
  readonly beta?: number;
  /** What one of them must be at least, where the other is as great as can be. */
  readonly specificity?: number;
  readonly sensitivity?: number;
  readonly precision?: number;
  readonly recall?: number;
}

/** A metric by name, with options. */
export interface MetricSpec {
  readonly metric: MetricName;
  readonly options: MetricOptions;
}

const spec =
  <K extends keyof MetricOptions = never>(metric: MetricName) =>
  (options?: Pick<MetricOptions, K | 'name'>): MetricSpec => ({ metric, options: options ?? {} });

/** Where `bound` is at least so much. */
const at =
  <B extends 'specificity' | 'sensitivity' | 'precision' | 'recall'>(metric: MetricName, bound: B) =>
  (least: number, options?: Pick<MetricOptions, 'name' | 'numThresholds'>): MetricSpec => ({
    metric,
    options: { ...options, [bound]: least },
  });

/** `metrics: [metrics.auc({ curve: 'PR' })]` */
export const metrics = {
  auc: spec<'curve' | 'numThresholds'>('auc'),
  /** Of the classes that the outputs are likeliest to be. */
  meanIoU: spec('meanIoU'),
  r2Score: spec('r2Score'),
  topKCategoricalAccuracy: spec<'k'>('topKCategoricalAccuracy'),
  sparseTopKCategoricalAccuracy: spec<'k'>('sparseTopKCategoricalAccuracy'),
  precision: spec<'threshold' | 'classId'>('precision'),
  recall: spec<'threshold' | 'classId'>('recall'),
  f1Score: spec<'threshold' | 'classId' | 'average'>('f1Score'),
  fBetaScore: spec<'threshold' | 'classId' | 'average' | 'beta'>('fBetaScore'),
  truePositives: spec<'threshold' | 'classId'>('truePositives'),
  trueNegatives: spec<'threshold' | 'classId'>('trueNegatives'),
  falsePositives: spec<'threshold' | 'classId'>('falsePositives'),
  falseNegatives: spec<'threshold' | 'classId'>('falseNegatives'),
  /** Over the thresholds that have the specificity, the greatest sensitivity. */
  sensitivityAtSpecificity: at('sensitivityAtSpecificity', 'specificity'),
  specificityAtSensitivity: at('specificityAtSensitivity', 'sensitivity'),
  precisionAtRecall: at('precisionAtRecall', 'recall'),
  recallAtPrecision: at('recallAtPrecision', 'precision'),
  rootMeanSquaredError: spec('rootMeanSquaredError'),
  /** 1 where directions are the same. */
  cosineSimilarity: spec('cosineSimilarity'),
  /** Of each sample's numbers with those wanted, by Pearson, and by Lin (1989): their mean over samples. */
  pearsonCorrelation: spec('pearsonCorrelation'),
  concordanceCorrelation: spec('concordanceCorrelation'),
  /** Overlap of some classes. */
  iou: spec<'targetClassIds'>('iou'),
  /** Overlap of two classes, which are numbers at or above the threshold and below it. */
  binaryIoU: spec<'targetClassIds' | 'threshold'>('binaryIoU'),
} as const;

/** Options that each of these metrics has. */
export const METRIC_OPTIONS: Readonly<Partial<Record<MetricName, readonly (keyof MetricOptions)[]>>> = {
  auc: ['name', 'curve', 'numThresholds'],
  meanIoU: ['name'],
  r2Score: ['name'],
  topKCategoricalAccuracy: ['name', 'k'],
  sparseTopKCategoricalAccuracy: ['name', 'k'],
  precision: ['name', 'threshold', 'classId'],
  recall: ['name', 'threshold', 'classId'],
  f1Score: ['name', 'threshold', 'classId', 'average'],
  fBetaScore: ['name', 'threshold', 'classId', 'average', 'beta'],
  truePositives: ['name', 'threshold', 'classId'],
  trueNegatives: ['name', 'threshold', 'classId'],
  falsePositives: ['name', 'threshold', 'classId'],
  falseNegatives: ['name', 'threshold', 'classId'],
  sensitivityAtSpecificity: ['name', 'specificity', 'numThresholds'],
  specificityAtSensitivity: ['name', 'sensitivity', 'numThresholds'],
  precisionAtRecall: ['name', 'recall', 'numThresholds'],
  recallAtPrecision: ['name', 'precision', 'numThresholds'],
  rootMeanSquaredError: ['name'],
  cosineSimilarity: ['name'],
  pearsonCorrelation: ['name'],
  concordanceCorrelation: ['name'],
  iou: ['name', 'targetClassIds'],
  binaryIoU: ['name', 'targetClassIds', 'threshold'],
};
