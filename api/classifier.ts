/** Which outputs of a model choose a class, as a job's targets, losses and metrics say it. Pure. */
import { MOST_CLASSES } from './confusion.ts';
import type { Feature } from './data.ts';
import type { AnyLoss, AnyMetric, SupervisedJob } from './job.ts';
import { type LossName, OF_CLASS_NUMBERS } from './names.ts';

/** Losses of one class of several, and of yes or no. */
const OF_CLASSES: readonly (string | undefined)[] = [
  'categoricalCrossentropy',
  'categoricalFocalCrossentropy',
  'categoricalHinge',
  ...OF_CLASS_NUMBERS,
] satisfies LossName[];
const OF_TWO: readonly (string | undefined)[] = [
  'binaryCrossentropy',
  'binaryFocalCrossentropy',
] satisfies LossName[];
/** Metrics that count right answers: of one class of several, and of yes or no. */
const ACCURACIES = ['accuracy', 'acc', 'categoricalAccuracy', 'sparseCategoricalAccuracy'];
const ANSWERS = ['accuracy', 'acc', 'binaryAccuracy', 'precision', 'recall', 'f1Score'];

/**
 * Among how many classes an output chooses; undefined where it does not choose one.
 * @param loss of the output, by our name for it
 * @param width numbers of the output, at each of its places
 */
export function classesChosen(
  { metrics = [], weightedMetrics = [] }: Pick<SupervisedJob, 'metrics' | 'weightedMetrics'>,
  loss: AnyLoss,
  { encoding }: Pick<Feature, 'encoding'>,
  width: number,
): number | undefined {
  const name = nameIn(loss);
  const counts = (names: readonly string[]) =>
    [...metrics, ...weightedMetrics].some((metric) => names.includes(nameOf(metric) ?? ''));
  if (width === 1) return OF_TWO.includes(name) || counts(ANSWERS) ? 2 : undefined;
  // A binary loss of several numbers: each is an answer of its own, unless one of them alone is true.
  const chooses =
    encoding.kind === 'oneHot' ||
    OF_CLASSES.includes(name) ||
    (!OF_TWO.includes(name) && width <= MOST_CLASSES && counts(ACCURACIES));
  return chooses ? width : undefined;
}

/** Whether samples count by their weights: where the accuracy is among the weighted metrics alone. */
export function isOfWeighted({
  metrics = [],
  weightedMetrics = [],
}: Pick<SupervisedJob, 'metrics' | 'weightedMetrics'>): boolean {
  const isAccuracy = (metric: AnyMetric) => [...ACCURACIES, 'binaryAccuracy'].includes(nameOf(metric) ?? '');
  return weightedMetrics.some(isAccuracy) && !metrics.some(isAccuracy);
}

function nameIn(loss: AnyLoss): string | undefined {
  if (typeof loss === 'function') return undefined;
  return typeof loss === 'string' ? loss : loss.name;
}

function nameOf(metric: AnyMetric): string | undefined {
  if (typeof metric === 'string') return metric;
  return typeof metric === 'object' && 'metric' in metric ? metric.metric : undefined;
}
