/** Losses and metrics by name, ours and Keras's. Pure. */
import { sameWord } from './words.ts';

export const LOSS_NAMES = [
  'categoricalCrossentropy',
  'sparseCategoricalCrossentropy',
  'binaryCrossentropy',
  'meanSquaredError',
  'meanAbsoluteError',
  'meanAbsolutePercentageError',
  'meanSquaredLogarithmicError',
  'hinge',
  'squaredHinge',
  'categoricalHinge',
  'logcosh',
  'kullbackLeiblerDivergence',
  'poisson',
  'cosineProximity',
  'huber',
  'binaryFocalCrossentropy',
  'categoricalFocalCrossentropy',
  'dice',
  'tversky',
  'ctc',
  'categoricalGeneralizedCrossEntropy',
] as const;
export type LossName = (typeof LOSS_NAMES)[number];

/** Losses whose targets are numbers of classes. */
export const OF_CLASS_NUMBERS: readonly LossName[] = [
  'sparseCategoricalCrossentropy',
  'categoricalGeneralizedCrossEntropy',
];

/** Words of Keras for the same losses, beside those that differ in case and strokes alone. */
export const LOSS_ALIASES = {
  mse: 'meanSquaredError',
  mae: 'meanAbsoluteError',
  mape: 'meanAbsolutePercentageError',
  msle: 'meanSquaredLogarithmicError',
  bce: 'binaryCrossentropy',
  kld: 'kullbackLeiblerDivergence',
  klDivergence: 'kullbackLeiblerDivergence',
  cosineSimilarity: 'cosineProximity',
} as const satisfies Record<string, LossName>;
export type LossAlias = keyof typeof LOSS_ALIASES;

/**
 * `accuracy` and `crossentropy` are of the kind that the loss is, or else the shapes; so are `acc` and `ce`.
 * `precision`, `recall`, `f1Score` and counts such as `truePositives` take what is above one half for an answer, as Keras does, over all classes together.
 * `cosineSimilarity` is 1 where directions are the same, as Keras's metric; tfjs's `cosine` and `cosineProximity` are -1 there, as the loss is.
 */
export const METRIC_NAMES = [
  'accuracy',
  'acc',
  'crossentropy',
  'ce',
  'binaryAccuracy',
  'categoricalAccuracy',
  'sparseCategoricalAccuracy',
  'topKCategoricalAccuracy',
  'sparseTopKCategoricalAccuracy',
  'auc',
  'meanIoU',
  'r2Score',
  'rootMeanSquaredError',
  'cosineSimilarity',
  'pearsonCorrelation',
  'concordanceCorrelation',
  'iou',
  'binaryIoU',
  'truePositives',
  'trueNegatives',
  'falsePositives',
  'falseNegatives',
  'fBetaScore',
  'sensitivityAtSpecificity',
  'specificityAtSensitivity',
  'precisionAtRecall',
  'recallAtPrecision',
  'mse',
  'MSE',
  'mae',
  'MAE',
  'mape',
  'MAPE',
  'cosine',
  'precision',
  'recall',
  'f1Score',
  ...LOSS_NAMES,
] as const;
export type MetricName = (typeof METRIC_NAMES)[number];

/** The loss of this name, Keras's names taken too: `mse`, `mean_squared_error`, `MeanSquaredError`. */
export function lossOf(word: string): LossName | undefined {
  const aliases = Object.keys(LOSS_ALIASES) as LossAlias[];
  const alias = sameWord(word, aliases);
  return alias ? LOSS_ALIASES[alias] : sameWord(word, LOSS_NAMES);
}

/** Under which name a metric is logged. */
export function loggedName(metric: string): string {
  const asKeras: Readonly<Record<string, string>> = {
    f1Score: 'f1_score',
    r2Score: 'r2_score',
    meanIoU: 'mean_io_u',
  };
  return asKeras[metric] ?? metric;
}

/** Logs that are there in any case. */
const TAKEN = ['loss', 'samples', 'learning_rate', 'epoch', 'step'];

/** Why a metric cannot have this name; undefined where it can. */
export function metricNameFault(name: string, others: readonly string[]): string | undefined {
  if (TAKEN.includes(name)) return `"${name}" is the name of another log`;
  if (/^(val|test)_/.test(name))
    return `"${name}" begins with ${name.split('_', 1)}_, as logs of held-out data do`;
  if (name.includes('/')) return `"${name}" has a slash`;
  return others.includes(name) ? `there are two metrics "${name}"` : undefined;
}
