/** Metrics by name, as Keras defines them. */
import type { Tensor } from '@tensorflow/tfjs';
import type { LossFunction, NamedMetric, TF } from '../../api/job.ts';
import type { MetricOptions, MetricSpec } from '../../api/metrics.ts';
import { type LossName, loggedName, type MetricName, OF_CLASS_NUMBERS } from '../../api/names.ts';
import type { Range } from '../../api/ranges.ts';
import type { Score } from '../../api/totals.ts';
import { LockstepError } from '../../base/errors.ts';
import type { RankSums } from '../tfjs/rank-sums.ts';
import { type Loss, lossFunction, nameOfLoss } from './losses.ts';
import {
  answerSums,
  answers,
  areaSums,
  binarySums,
  classSums,
  confusionSums,
  correlation,
  errorSums,
  varianceSums,
} from './scores.ts';

/** What targets and outputs are like before they are brought to the same rank. */
export interface Shapes {
  readonly labels: readonly number[];
  readonly predicted: readonly number[];
  /** Of the labels, where it is known. */
  readonly range?: Range | undefined;
}

/** A metric's name in the logs, and its values `[batch]`, for one output. */
export function metricFunction(
  tf: TF,
  given: MetricName | MetricSpec | NamedMetric,
  loss: Loss,
  shapes: Shapes,
  sums: RankSums,
): KnownMetric {
  if (typeof given === 'object' && 'value' in given) return given;
  const [metric, options] = typeof given === 'object' ? [given.metric, given.options] : [given, {}];
  const found = byName(tf, metric, options, loss, shapes, sums);
  return options.name ? { ...found, name: options.name } : found;
}

/** A metric; one with a score has many sums a sample. */
export interface KnownMetric extends NamedMetric {
  readonly score?: Score;
}

function byName(
  tf: TF,
  metric: MetricName,
  options: MetricOptions,
  loss: Loss,
  shapes: Shapes,
  sums: RankSums,
): KnownMetric {
  const { metrics } = tf;
  switch (metric) {
    case 'auc':
      return { name: 'auc', value: areaSums(tf, options), score: options.curve === 'PR' ? 'pr' : 'roc' };
    case 'sensitivityAtSpecificity':
    case 'specificityAtSensitivity':
    case 'precisionAtRecall':
    case 'recallAtPrecision': {
      const [wanted, bound] = metric.toLowerCase().split('at', 2) as [string, 'recall'];
      return {
        name: metric,
        value: areaSums(tf, options),
        score: `best:${wanted}:${bound}:${leastOf(metric, options[bound])}`,
      };
    }
    case 'truePositives':
    case 'trueNegatives':
    case 'falsePositives':
    case 'falseNegatives':
      return { name: metric, value: answerSums(tf, metric, options), score: 'count' };
    case 'fBetaScore':
      return classScore(tf, metric, options);
    case 'rootMeanSquaredError':
      return { name: metric, value: errorSums(tf), score: 'root' };
    case 'iou':
      return {
        name: metric,
        value: confusionSums(tf, isSparse(loss, shapes)),
        score: `iou:${classesOf(options.targetClassIds, shapes.predicted.at(-1)!)}`,
      };
    case 'binaryIoU':
      return {
        name: metric,
        value: binarySums(tf, options),
        score: `iou:${classesOf(options.targetClassIds, 2)}`,
      };
    case 'meanIoU':
      return { name: loggedName(metric), value: confusionSums(tf, isSparse(loss, shapes)), score: 'iou' };
    case 'r2Score':
      return { name: loggedName(metric), value: varianceSums(tf), score: 'r2' };
    case 'sparseTopKCategoricalAccuracy':
      return {
        name: metric,
        value: (y, p) =>
          topK(tf, tf.oneHot(y.flatten().toInt(), p.shape.at(-1)!).reshape(p.shape), p, options.k ?? 5),
      };
    case 'accuracy':
    case 'acc':
      return { name: metric, value: (y, p) => accuracy(loss, shapes, y, p, tf) };
    case 'crossentropy':
    case 'ce':
      return { name: metric, value: lossFunction(tf, crossentropy(loss, shapes), sums) };
    case 'binaryAccuracy':
    case 'categoricalAccuracy':
    case 'sparseCategoricalAccuracy':
      return { name: metric, value: metrics[metric] };
    case 'topKCategoricalAccuracy':
      return { name: metric, value: (y, p) => topK(tf, y, p, options.k ?? 5) };
    case 'mse':
    case 'MSE':
    case 'mae':
    case 'MAE':
    case 'mape':
    case 'MAPE':
    case 'cosine':
      return { name: metric, value: lossFunction(tf, SHORT[metric], sums) };
    case 'cosineSimilarity': {
      const negative = lossFunction(tf, 'cosineProximity', sums);
      return { name: metric, value: (y, p) => negative(y, p).neg() };
    }
    case 'pearsonCorrelation':
    case 'concordanceCorrelation':
      return { name: metric, value: correlation(metric === 'pearsonCorrelation') };
    case 'precision':
      return { name: 'precision', value: counted(tf, 'right', options), of: counted(tf, 'given', options) };
    case 'recall':
      return { name: 'recall', value: counted(tf, 'right', options), of: counted(tf, 'wanted', options) };
    case 'f1Score': {
      if (options.average) return classScore(tf, metric, options);
      // 2 p r / (p + r), with p = right / given and r = right / wanted.
      const [right, given, wanted] = (['right', 'given', 'wanted'] as const).map((what) =>
        counted(tf, what, options),
      );
      const both: LossFunction = (y, p) => given!(y, p).add(wanted!(y, p)).div(2);
      return { name: 'f1_score', value: right!, of: both };
    }
    default:
      return { name: metric, value: lossFunction(tf, metric, sums, shapes.range) };
  }
}

/** @throws LockstepError BAD_INPUT for what is no rate */
function leastOf(metric: MetricName, least: number | undefined): number {
  if (least !== undefined && least >= 0 && least <= 1) return least;
  const what = `${metric} wants a rate from 0 to 1, and has ${least}`;
  throw new LockstepError('BAD_INPUT', what, { hint: `Give it: metrics.${metric}(0.9)` });
}

/** All of them where none are said. @throws LockstepError BAD_INPUT for one that is not there */
function classesOf(ids: readonly number[] | undefined, count: number): readonly number[] {
  const wrong = ids?.find((id) => !Number.isInteger(id) || id < 0 || id >= count);
  if (wrong === undefined) return ids ?? Array.from({ length: count }, (_, i) => i);
  throw new LockstepError('BAD_INPUT', `targetClassIds has ${wrong}, and classes are 0 to ${count - 1}`);
}

/** A score of precision and recall, class by class. */
function classScore(tf: TF, metric: MetricName, options: MetricOptions): KnownMetric {
  const { beta = 1, average = 'micro' } = options;
  return { name: loggedName(metric), value: classSums(tf, options), score: `f:${beta}:${average}` };
}

const SHORT = {
  mse: 'meanSquaredError',
  MSE: 'meanSquaredError',
  mae: 'meanAbsoluteError',
  MAE: 'meanAbsoluteError',
  mape: 'meanAbsolutePercentageError',
  MAPE: 'meanAbsolutePercentageError',
  cosine: 'cosineProximity',
} as const;

/** Counts the answers of each sample, `[batch]`: those given, those wanted, and those that are both. */
function counted(tf: TF, what: 'right' | 'given' | 'wanted', options: MetricOptions): LossFunction {
  return (labels, predicted) => {
    const { wanted, given } = answers(tf, options, labels, predicted);
    const counts = { wanted, given, right: wanted.mul<Tensor>(given) }[what];
    return counts.reshape([counts.shape[0]!, -1]).sum(1);
  };
}

/** Whether labels are numbers of classes. Beside a loss of one's own the shapes say so, as in Keras. */
export function isSparse(loss: Loss, { labels, predicted }: Shapes): boolean {
  const name = nameOfLoss(loss);
  if (name && OF_CLASS_NUMBERS.includes(name)) return true;
  if (predicted.at(-1) === 1) return false;
  return labels.length < predicted.length || labels.at(-1) === 1;
}

/** The cross-entropy that goes with the loss and the shape of the output. */
function crossentropy(loss: Loss, shapes: Shapes): LossName {
  if (isSparse(loss, shapes)) return 'sparseCategoricalCrossentropy';
  return shapes.predicted.at(-1) === 1 ? 'binaryCrossentropy' : 'categoricalCrossentropy';
}

/** 1 where fewer than `k` classes are thought likelier than the right one. */
function topK(tf: TF, labels: Tensor, predicted: Tensor, k: number): Tensor {
  const right = labels.mul(predicted).sum(-1, true);
  return predicted.greater(right).cast('float32').sum(-1).less(tf.scalar(k)).cast('float32');
}

/** 1 for a right answer, 0 for a wrong one, `[batch]`; which kind of answer follows from loss and shape. */
function accuracy(loss: Loss, shapes: Shapes, labels: Tensor, predicted: Tensor, tf: TF): Tensor {
  const { metrics } = tf;
  if (isSparse(loss, shapes)) return metrics.sparseCategoricalAccuracy(labels, predicted);
  return shapes.predicted.at(-1) === 1
    ? metrics.binaryAccuracy(labels, predicted)
    : metrics.categoricalAccuracy(labels, predicted);
}
