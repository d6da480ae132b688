import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import { type Kwargs, type Layer, prototypeOf, replace, type Weight } from './internals.ts';

interface BatchNorm extends Layer {
  readonly axis: number;
  readonly momentum: number;
  readonly epsilon: number;
  readonly gamma?: Weight;
  readonly beta?: Weight;
  readonly movingMean: Weight;
  readonly movingVariance: Weight;
}

/** Keras's fuzz factor (`keras.config.epsilon()`). */
export const EPSILON = 1e-7;

/**
 * Normalizations as Keras has them. A frozen batch normalization goes by its averages and leaves them alone
 * (keras-team/keras#9965); tfjs goes on as if it were trained. Steps that are masked have no part in the moments
 * (`_moments` of keras/src/layers/normalization/batch_normalization.py). Along another axis than the last
 * (tensorflow/tfjs#1774), of volumes, or without scale or center, tfjs fails or is wrong: there it is plain arithmetic.
 */
export function useNormalization(tf: TF): void {
  const batch = prototypeOf(tf, 'BatchNormalization') as BatchNorm;
  replace(
    batch,
    'call',
    (original) =>
      function (this: BatchNorm, inputs, kwargs: Kwargs) {
        const x = Array.isArray(inputs) ? inputs[0]! : inputs;
        const training = Boolean(kwargs.training) && this.trainable;
        const { gamma, beta, axis } = this;
        const mask = training ? (kwargs.mask as Tensor | undefined) : undefined;
        const usual = gamma && beta && (axis + x.rank) % x.rank === x.rank - 1 && x.rank < 5;
        if (usual && !mask) return original.call(this, x, { training });
        return tf.tidy(() => batchNormalized(tf, this, x, training, mask));
      },
  );
}

function batchNormalized(tf: TF, layer: BatchNorm, x: Tensor, training: boolean, mask?: Tensor): Tensor {
  const axis = (layer.axis + x.rank) % x.rank;
  const wide = (values: Tensor) => values.reshape(x.shape.map((size, i) => (i === axis ? size : 1)));
  const { movingMean, movingVariance, momentum, gamma, beta } = layer;
  let [mean, variance] = [movingMean.read(), movingVariance.read()];
  if (training) {
    const others = x.shape.flatMap((_, i) => (i === axis ? [] : [i]));
    [mean, variance] = mask ? maskedMoments(tf, x, others, mask) : unmaskedMoments(tf, x, others);
    const follow = (average: Weight, value: Tensor) =>
      average.write(
        average
          .read()
          .mul(momentum)
          .add(value.mul(1 - momentum)),
      );
    follow(movingMean, mean);
    follow(movingVariance, variance);
  }
  const parts = [gamma, beta].map((weight) => weight && wide(weight.read()));
  return scaled(x.sub(wide(mean)), wide(variance).add(layer.epsilon), ...parts);
}

function scaled(centered: Tensor, variance: Tensor, gamma?: Tensor | null, beta?: Tensor | null): Tensor {
  const normalized = centered.mul(gamma ? variance.rsqrt().mul(gamma) : variance.rsqrt());
  return beta ? normalized.add(beta) : normalized;
}

function unmaskedMoments(tf: TF, x: Tensor, axes: number[]): [mean: Tensor, variance: Tensor] {
  const { mean, variance } = tf.moments(x, axes);
  return [mean, variance];
}

/** @param mask `[batch, steps]` */
function maskedMoments(tf: TF, x: Tensor, axes: number[], mask: Tensor): [mean: Tensor, variance: Tensor] {
  const counts = countsOf(tf, mask, x);
  const weights = counts.sum(axes).add(EPSILON);
  const mean = x.mul(counts).sum(axes).div(weights);
  return [mean, x.sub(mean).mul(counts).square().sum(axes).div(weights)];
}

/** 1 where a number has a part in the moments. @param mask `[batch, steps]` */
export function countsOf(tf: TF, mask: Tensor, x: Tensor): Tensor {
  return tf.logicalOr(mask.expandDims(-1), tf.zeros(x.shape, 'bool')).cast('float32');
}
