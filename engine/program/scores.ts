/** Metrics that follow from many sums: their sums by sample, `[samples, sums]` (api/score-sums.ts makes scores of them). */
import type { Tensor } from '@tensorflow/tfjs';
import type { LossFunction, TF } from '../../api/job.ts';
import type { MetricOptions } from '../../api/metrics.ts';

/** Keras's fuzz factor (`keras.config.epsilon()`). */
const EPSILON = 1e-7;

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

/** Of squares, values, squared errors and samples, by output. */
export function varianceSums(tf: TF): LossFunction {
  return (labels, predicted) =>
    tf.concat([labels.square(), labels, labels.sub(predicted).square(), tf.onesLike(labels)], 1);
}
