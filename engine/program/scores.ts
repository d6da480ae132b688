/** Metrics that follow from many sums: their sums by sample, `[samples, sums]` (api/score-sums.ts makes scores of them). */
import type { Tensor } from '@tensorflow/tfjs';
import type { LossFunction, TF } from '../../api/job.ts';
import type { MetricOptions } from '../../api/metrics.ts';
import { LockstepError } from '../../base/errors.ts';

/** Keras's fuzz factor (`keras.config.epsilon()`). */
const EPSILON = 1e-7;

/**
 * Which answers are wanted and which are given, 1 or 0 each: those above the threshold, one half where none is said, or
 * the likeliest class where it is null.
 * @throws LockstepError BAD_INPUT where targets and outputs are no answers to the same questions
 */
export function answers(
  tf: TF,
  { threshold = 0.5, classId }: MetricOptions,
  labels: Tensor,
  predicted: Tensor,
): { readonly wanted: Tensor; readonly given: Tensor } {
  if (labels.shape.join() !== predicted.shape.join()) {
    const what = `precision and recall of outputs [${predicted.shape}], targets [${labels.shape}]`;
    throw new LockstepError('BAD_INPUT', what, { hint: 'Give one-hot targets, or of two classes 0 and 1' });
  }
  const least = threshold === null ? predicted.max(-1, true) : tf.scalar(threshold);
  const above = threshold === null ? predicted.greaterEqual(least) : predicted.greater(least);
  const ofClass = (values: Tensor) =>
    classId === undefined ? values : tf.gather(values, tf.tensor1d([classId], 'int32'), values.rank - 1);
  return {
    wanted: ofClass(labels).cast('bool').cast('float32'),
    given: ofClass(above.cast('float32')),
  };
}

/** How many answers are right or wrong in the way that the name says. */
export function answerSums(
  tf: TF,
  kind: 'truePositives' | 'trueNegatives' | 'falsePositives' | 'falseNegatives',
  options: MetricOptions,
): LossFunction {
  return (labels, predicted) => {
    const { wanted, given } = answers(tf, options, labels, predicted);
    const not = (values: Tensor) => values.neg().add(1);
    const one = kind.endsWith('Positives') ? given : not(given);
    const other = kind === 'truePositives' || kind === 'falseNegatives' ? wanted : not(wanted);
    return one.mul<Tensor>(other).reshape([labels.shape[0]!, -1]).sum(1, true);
  };
}

/** Answers that are right, those given and those wanted, by class. */
export function classSums(tf: TF, options: MetricOptions): LossFunction {
  return (labels, predicted) => {
    const { wanted, given } = answers(tf, options, labels, predicted);
    const byClass = (values: Tensor) =>
      values.reshape([labels.shape[0]!, -1, values.shape.at(-1)!]).sum<Tensor>(1);
    return tf.concat([wanted.mul<Tensor>(given), given, wanted].map(byClass), 1);
  };
}

/** The mean squared error of a sample, and that it is one. */
export function errorSums(tf: TF): LossFunction {
  return (labels, predicted) => {
    const samples = labels.shape[0]!;
    const error = labels.sub(predicted).square().reshape([samples, -1]).mean(1, true);
    return tf.concat([error, tf.onesLike(error)], 1);
  };
}

/** Right and wrong answers above each threshold: rising from just below 0 to just above 1, between which Keras clips. */
export function areaSums(tf: TF, { numThresholds = 200 }: MetricOptions): LossFunction {
  const between = Array.from({ length: numThresholds - 2 }, (_, i) => (i + 1) / (numThresholds - 1));
  const thresholds = [-EPSILON, ...between, 1 + EPSILON];
  return (labels, predicted) => {
    const [samples] = predicted.shape as [number];
    const [wanted, p] = [labels.cast('bool').cast('float32'), predicted.clipByValue(0, 1)].map((one) =>
      one.reshape([samples, -1, 1]),
    );
    const above = p!.greater(tf.tensor1d(thresholds)).cast('float32');
    return tf.concat([above.mul<Tensor>(wanted!).sum(1), above.mul<Tensor>(wanted!.neg().add(1)).sum(1)], 1);
  };
}

/** How often each class was given where each was wanted. @param sparse labels are numbers of classes */
export function confusionSums(tf: TF, sparse: boolean): LossFunction {
  return (labels, predicted) => {
    const samples = predicted.shape[0]!;
    const classes = predicted.shape.at(-1)!;
    const hot = (ids: Tensor) => tf.oneHot(ids.flatten().toInt(), classes).reshape([samples, -1, classes]);
    const wanted = hot(sparse ? labels : labels.argMax(-1)).cast('float32');
    const given = hot(predicted.argMax(-1)).cast('float32');
    return tf.matMul(wanted, given, true, false).reshape([samples, classes * classes]);
  };
}

/** The same of two classes: what is at the threshold or above is of class 1. */
export function binarySums(tf: TF, { threshold = 0.5 }: MetricOptions): LossFunction {
  return (labels, predicted) => {
    const samples = predicted.shape[0]!;
    const both = (ones: Tensor) => {
      const flat = ones.cast('float32').reshape([samples, -1, 1]);
      return tf.concat([flat.neg().add(1), flat], 2);
    };
    const given = predicted.greaterEqual(tf.scalar(threshold ?? 0.5));
    return tf.matMul(both(labels), both(given), true, false).reshape([samples, 4]);
  };
}

/** Of squares, values, squared errors and samples, by output. */
export function varianceSums(tf: TF): LossFunction {
  return (labels, predicted) =>
    tf.concat([labels.square(), labels, labels.sub(predicted).square(), tf.onesLike(labels)], 1);
}

/**
 * How the numbers of a sample go with those wanted, along the last axis (keras/src/metrics/correlation_metrics.py).
 * @param pearson else Lin's, which differences of mean and spread make smaller
 */
export function correlation(pearson: boolean): LossFunction {
  return (labels, predicted) => {
    const parts = [labels, predicted].map((values) => {
      const mean = values.mean(-1, true);
      const centered = values.sub(mean);
      return { mean, centered, variance: centered.square().mean(-1) };
    });
    const [a, b] = parts as [(typeof parts)[0], (typeof parts)[0]];
    const covariance = a.centered.mul(b.centered).mean<Tensor>(-1);
    if (pearson) return covariance.div(a.variance.sqrt().mul(b.variance.sqrt()));
    const apart = a.mean
      .sub(b.mean)
      .square<Tensor>()
      .squeeze([-1 + labels.rank]);
    return covariance.mul<Tensor>(2).div(a.variance.add<Tensor>(b.variance).add<Tensor>(apart).add(EPSILON));
  };
}
