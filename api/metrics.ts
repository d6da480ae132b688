/** Metrics of Keras with their options, in camel case. */
import type { MetricName } from './names.ts';

export interface MetricOptions {
  /** Name under which it is logged. */
  readonly name?: string;
  /** What the area lies under: the rate of true positives over that of false ones, or precision over recall. Left out: ROC. */
  readonly curve?: 'ROC' | 'PR';
  /** Thresholds between 0 and 1 at which the curve is computed. Left out: 200. */
  readonly numThresholds?: number;
  /** How many of the likeliest classes may be the right one. Left out: 5. */
  readonly k?: number;
  /** A number above it is a yes; null makes the likeliest class the answer. Left out: 0.5. */
  readonly threshold?: number | null;
  /** The only class that counts. */
  readonly classId?: number;
  /** Classes whose overlap counts. */
  readonly targetClassIds?: readonly number[];
  /** `micro` counts all classes together; `macro` is the mean over the classes, `weighted` weighs them by their samples. */
  readonly average?: 'micro' | 'macro' | 'weighted';
  /** How many times as much recall counts as precision. Left out: 1. */
  readonly beta?: number;
  /** Of these, the least value of the one that is given; the metric is the greatest value of the other. */
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
  /** Mean over the classes of intersection over union; the answer is the likeliest class. */
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
  /** The greatest sensitivity of all thresholds that have at least the specificity; the other three alike. */
  sensitivityAtSpecificity: at('sensitivityAtSpecificity', 'specificity'),
  specificityAtSensitivity: at('specificityAtSensitivity', 'sensitivity'),
  precisionAtRecall: at('precisionAtRecall', 'recall'),
  recallAtPrecision: at('recallAtPrecision', 'precision'),
  rootMeanSquaredError: spec('rootMeanSquaredError'),
  /** Cosine of the angle between output and target: 1 where their directions are the same. */
  cosineSimilarity: spec('cosineSimilarity'),
  /** Correlation of each sample's numbers with those wanted, by Pearson, and by Lin (1989): the mean over samples. */
  pearsonCorrelation: spec('pearsonCorrelation'),
  concordanceCorrelation: spec('concordanceCorrelation'),
  /** Intersection over union of the classes `targetClassIds`: the mean over them. */
  iou: spec<'targetClassIds'>('iou'),
  /** The same for two classes: 1 for numbers from the threshold on, 0 for those below. */
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
