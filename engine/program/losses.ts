import type { Tensor } from '@tensorflow/tfjs';
import type { LossFunction, TF } from '../../api/job.ts';
import type { LossSpec } from '../../api/losses.ts';
import type { LossName } from '../../api/names.ts';
import type { Range } from '../../api/ranges.ts';
import { LockstepError } from '../../base/errors.ts';
import { logitsOf } from '../tfjs/logits.ts';
import { normalized } from '../tfjs/merging.ts';
import type { RankSums } from '../tfjs/rank-sums.ts';
import { KERAS_LOSSES } from './keras-losses.ts';

/** Keras's fuzz factor (`keras.config.epsilon()`). */
const EPSILON = 1e-7;

/** As a job gives it, once Keras's names have become ours. */
export type Loss = LossName | LossFunction | LossSpec;

/** The name of a loss; none where it is a function. */
export function nameOfLoss(loss: Loss): LossName | undefined {
  if (typeof loss === 'function') return undefined;
  return typeof loss === 'string' ? loss : loss.name;
}

/** Losses with options that tfjs has too. */
const OF_TFJS: readonly LossName[] = [
  'binaryCrossentropy',
  'categoricalCrossentropy',
  'sparseCategoricalCrossentropy',
];
type NotOfTfjs =
  | 'huber'
  | 'binaryFocalCrossentropy'
  | 'categoricalFocalCrossentropy'
  | 'dice'
  | 'tversky'
  | 'ctc'
  | 'categoricalGeneralizedCrossEntropy';

/**
 * A loss by name, as Keras defines it: both tensors `[batch, ...]`, result `[batch]` or `[batch, ...]`. A cross-entropy
 * of what a sigmoid or a softmax gave is that of their logits, as in Keras on TensorFlow.
 * @param labels between which bounds the targets are, where that is known
 */
export function lossFunction(tf: TF, loss: Loss, sums: RankSums, labels?: Range): LossFunction {
  if (typeof loss === 'function') return loss;
  const name = typeof loss === 'string' ? loss : loss.name;
  const made = KERAS_LOSSES[name];
  // tfjs's own where there are no options.
  if (made && (typeof loss === 'object' || !OF_TFJS.includes(name))) {
    return made(tf, typeof loss === 'object' ? loss.options : {}, sums);
  }
  const { metrics } = tf;
  const last = (values: Tensor) => values.mean(-1);
  switch (name as Exclude<LossName, NotOfTfjs>) {
    case 'categoricalCrossentropy':
      return (y, p) => {
        const logits = logitsOf(p);
        return logits ? softmaxCrossentropy(tf, y, logits) : metrics.categoricalCrossentropy(y, p);
      };
    case 'sparseCategoricalCrossentropy':
      return (labels, p) => {
        const hot = tf.oneHot(labels.flatten().toInt(), p.shape.at(-1)!).reshape(p.shape);
        return softmaxCrossentropy(tf, hot, logitsOf(p) ?? p.clipByValue(EPSILON, 1 - EPSILON).log());
      };
    case 'binaryCrossentropy':
      return (y, p) => {
        const logits = logitsOf(p);
        // Softplus, since its gradient is right at 0 too.
        return logits ? last(logits.softplus().sub(logits.mul(y))) : metrics.binaryCrossentropy(y, p);
      };
    case 'meanSquaredError':
      return metrics.meanSquaredError;
    case 'meanAbsoluteError':
      return metrics.meanAbsoluteError;
    case 'meanAbsolutePercentageError':
      return metrics.meanAbsolutePercentageError;
    case 'meanSquaredLogarithmicError':
      return (y, p) => last(p.maximum(EPSILON).log1p().sub(y.maximum(EPSILON).log1p()).square());
    case 'hinge':
      return (y, p) => last(above0(tf.scalar(1).sub(signs(tf, y, labels).mul(p))));
    case 'squaredHinge':
      return (y, p) => last(above0(tf.scalar(1).sub(signs(tf, y, labels).mul(p))).square());
    case 'categoricalHinge':
      return (y, p) => {
        const right = y.mul(p).sum(-1);
        const wrong = tf.scalar(1).sub(y).mul(p).max(-1);
        return above0(wrong.sub(right).add(1));
      };
    case 'logcosh':
      // log(cosh(d)) = d + softplus(-2d) - log 2, without overflow.
      return (y, p) => {
        const difference = p.sub(y);
        return last(difference.add(difference.mul(-2).softplus()).sub(Math.LN2));
      };
    case 'kullbackLeiblerDivergence':
      return (y, p) => {
        const [truth, guess] = [y.clipByValue(EPSILON, 1), p.clipByValue(EPSILON, 1)];
        return truth.mul(truth.div(guess).log()).sum(-1);
      };
    case 'poisson':
      return (y, p) => last(p.sub(y.mul(p.add(EPSILON).log())));
    case 'cosineProximity':
      return (y, p) => normalized(y, -1).mul(normalized(p, -1)).sum(-1).neg();
  }
}

/** Not `relu`, whose slope at 0 is 0. */
const above0 = (values: Tensor) => values.maximum(0);

function softmaxCrossentropy(tf: TF, labels: Tensor, logits: Tensor): Tensor {
  return tf.logSoftmax(logits).mul(labels).sum(-1).neg();
}

/**
 * Labels of a hinge loss: -1 and 1, also where they are given as 0 and 1 (Keras's `convert_binary_labels_to_hinge`).
 * Keras looks at each batch; here all labels of the data say so, since a rank sees a part of the batch.
 */
function signs(tf: TF, labels: Tensor, range: Range | undefined): Tensor {
  if (range) return range.whole && range.min >= 0 && range.max <= 1 ? labels.mul(2).sub(1) : labels;
  const binary = labels.equal(0).logicalOr(labels.equal(1)).all();
  return tf.where(binary.logicalAnd(tf.onesLike(labels).cast('bool')), labels.mul(2).sub(1), labels);
}

export function isTensor(value: unknown): value is Tensor {
  return Array.isArray((value as Tensor | undefined)?.shape);
}

/**
 * Targets and outputs whose ranks differ by a last side of 1 are brought to the same rank, as in Keras
 * (`squeeze_or_expand_to_same_rank`): `[batch]` beside `[batch, 1]` would broadcast to `[batch, batch]`.
 */
export function ofSameRank(labels: Tensor, predicted: Tensor): [labels: Tensor, predicted: Tensor] {
  const wide = (values: Tensor) => values.reshape([...values.shape, 1]);
  const narrow = (values: Tensor) => values.reshape(values.shape.slice(0, -1));
  if (labels.rank === predicted.rank + 1 && labels.shape.at(-1) === 1) {
    return predicted.rank === 1 ? [labels, wide(predicted)] : [narrow(labels), predicted];
  }
  if (predicted.rank === labels.rank + 1 && predicted.shape.at(-1) === 1) {
    return labels.rank === 1 ? [wide(labels), predicted] : [labels, narrow(predicted)];
  }
  return [labels, predicted];
}

/**
 * The mean over everything but the samples, so that a loss of any shape is one number a sample.
 * @throws LockstepError BAD_INPUT where there is not a number for each
 */
export function perSample(values: Tensor, samples: number, name: string): Tensor {
  if (!isTensor(values)) {
    const given = (values as unknown) instanceof Promise ? 'a promise' : typeof values;
    throw new LockstepError('BAD_INPUT', `${name} is ${given}, not a tensor`, {
      hint: 'Return one value a sample: [batch]',
    });
  }
  if (values.shape[0] !== samples) {
    throw new LockstepError('BAD_INPUT', `${name} has shape [${values.shape}] for ${samples} samples`, {
      hint: 'Return one value a sample: [batch]',
    });
  }
  return values.rank > 1 ? values.reshape([samples, -1]).mean(1) : values;
}
