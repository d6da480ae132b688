/** How often a classifier says each class where each is true, counted as its accuracy counts. */
import type { Tensor } from '@tensorflow/tfjs';
import { MOST_CLASSES } from '../../api/confusion.ts';
import type { Feature } from '../../api/data.ts';
import type { AnyMetric, SupervisedJob, TF } from '../../api/job.ts';
import { type LossName, OF_CLASS_NUMBERS } from '../../api/names.ts';
import { type Loss, nameOfLoss } from './losses.ts';
import { masked } from './masked.ts';
import { weighted } from './weights.ts';

/** Losses of one class of several. */
const OF_CLASSES: readonly (LossName | undefined)[] = [
  'categoricalCrossentropy',
  'categoricalFocalCrossentropy',
  'categoricalHinge',
  ...OF_CLASS_NUMBERS,
];
const OF_TWO: readonly (LossName | undefined)[] = ['binaryCrossentropy', 'binaryFocalCrossentropy'];
/** Metrics that count right answers: of one class of several, and of yes or no. */
const ACCURACIES = ['accuracy', 'acc', 'categoricalAccuracy', 'sparseCategoricalAccuracy'];
const ANSWERS = ['accuracy', 'acc', 'binaryAccuracy', 'precision', 'recall', 'f1Score'];

/**
 * Among how many classes an output chooses; undefined where it does not choose one, where it is not the only output, and
 * where there are more than `MOST_CLASSES`.
 * @param output its shape, the samples included
 */
export function confusionClasses(
  { data, metrics = [], weightedMetrics = [] }: SupervisedJob,
  loss: Loss,
  target: Feature,
  output: readonly number[],
): number | undefined {
  const width = output.at(-1)!;
  if (data.targets.length > 1 || width > MOST_CLASSES) return undefined;
  const name = nameOfLoss(loss);
  const counts = (names: readonly string[]) =>
    [...metrics, ...weightedMetrics].some((metric) => names.includes(nameOf(metric) ?? ''));
  if (output.length === 1 || width === 1) return OF_TWO.includes(name) || counts(ANSWERS) ? 2 : undefined;
  // A binary loss of several numbers: each is an answer of its own, unless one of them alone is true.
  const chooses =
    target.encoding.kind === 'oneHot' ||
    OF_CLASSES.includes(name) ||
    (!OF_TWO.includes(name) && counts(ACCURACIES));
  return chooses ? width : undefined;
}

/** Whether samples count by their weights: where the accuracy is among the weighted metrics alone. */
export function isOfWeighted({ metrics = [], weightedMetrics = [] }: SupervisedJob): boolean {
  const isAccuracy = (metric: AnyMetric) => [...ACCURACIES, 'binaryAccuracy'].includes(nameOf(metric) ?? '');
  return weightedMetrics.some(isAccuracy) && !metrics.some(isAccuracy);
}

function nameOf(metric: AnyMetric): string | undefined {
  if (typeof metric === 'string') return metric;
  return typeof metric === 'object' && 'metric' in metric ? metric.metric : undefined;
}

interface Counting {
  readonly classes: number;
  /** Labels are numbers of classes. */
  readonly sparse: boolean;
  /** Of the output. */
  readonly mask: Tensor | undefined;
  /** `[samples]` */
  readonly weight: Tensor | undefined;
}

/**
 * Counts over the batch, `[1, classes * classes]`: rows are true classes, columns predicted ones. Labels that are no
 * class are left out. Scattering adds up, exactly in any precision of the products, and every engine can.
 */
export function confusionCounts(
  tf: TF,
  { classes, sparse, mask, weight }: Counting,
  labels: Tensor,
  output: Tensor,
): Tensor {
  const isTwo = output.rank === 1 || output.shape.at(-1) === 1;
  const places = output.rank === 1 ? output.shape : output.shape.slice(0, -1);
  const likeliest = (values: Tensor) => (isTwo ? values.greater(tf.scalar(0.5)) : values.argMax(-1));
  const given = likeliest(output).toInt().reshape(places);
  const wanted = (sparse ? labels : likeliest(labels)).toInt().reshape(places);
  const number = (value: number) => tf.scalar(value, 'int32');
  const known = tf.logicalAnd(wanted.greaterEqual(number(0)), wanted.less(number(classes)));
  const counts = weighted(masked(known.cast('float32'), mask).values, weight);
  const cell = wanted.mul(number(classes)).add(given);
  const cells = tf.where(known, cell, tf.zerosLike(cell)).toInt();
  return tf.scatterND(cells.reshape([-1, 1]), counts.flatten(), [classes ** 2]).reshape([1, -1]);
}
