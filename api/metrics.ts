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
  /** Above which a number is an answer. */
  readonly threshold?: number;
  /** The only class that counts. */
  readonly classId?: number;
}

/** A metric by name, with options. */
export interface MetricSpec {
  readonly metric: MetricName;
  readonly options: MetricOptions;
}

const spec =
  <K extends keyof MetricOptions = never>(metric: MetricName) =>
  (options?: Pick<MetricOptions, K | 'name'>): MetricSpec => ({ metric, options: options ?? {} });

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
  f1Score: spec<'threshold' | 'classId'>('f1Score'),
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
  f1Score: ['name', 'threshold', 'classId'],
};
