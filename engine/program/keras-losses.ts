/** Losses of Keras with options (keras/src/losses/losses.py): both tensors `[batch, ...]`, result `[batch, ...]`. */
import type { Tensor } from '@tensorflow/tfjs';
import type { LossFunction, TF } from '../../api/job.ts';
import type { LossOptions, LossSpec } from '../../api/losses.ts';
import type { LossName } from '../../api/names.ts';
import { putMask } from '../tfjs/graph.ts';
import { logitsOf } from '../tfjs/logits.ts';
import type { RankSums } from '../tfjs/rank-sums.ts';

/** Keras's fuzz factor (`keras.config.epsilon()`). */
const EPSILON = 1e-7;
/** As good as the logarithm of 0. */
const NEVER = -1e30;

type Made = (tf: TF, options: LossOptions, sums: RankSums) => LossFunction;

const clipped = (p: Tensor) => p.clipByValue(EPSILON, 1 - EPSILON);
const crossentropy = (y: Tensor, p: Tensor) => {
  const known = clipped(p);
  const missed = y.neg().add(1).mul(known.neg().add(1).log());
  return y.mul(known.log()).add(missed).neg();
};
const binarySmoothed = (y: Tensor, by = 0) => (by ? y.mul(1 - by).add(by / 2) : y);
const smoothed = (y: Tensor, by = 0) => (by ? y.mul(1 - by).add(by / y.shape.at(-1)!) : y);
const logSoftmax = (p: Tensor) => p.sub(p.logSumExp(-1, true));
const shares = (p: Tensor) => clipped(p.div(p.sum(-1, true)));
/** `log(softmax)` of logits, said or known to be behind a softmax. */
const knownLogits = (p: Tensor, fromLogits = false) => {
  const logits = fromLogits ? p : logitsOf(p);
  return logits && logSoftmax(logits);
};

/** Those that have options, and those that tfjs lacks. */
export const KERAS_LOSSES: Readonly<Partial<Record<LossName, Made>>> = {
  binaryCrossentropy:
    (_, { fromLogits, labelSmoothing }) =>
    (y, p) => {
      const wanted = binarySmoothed(y, labelSmoothing);
      const logits = fromLogits ? p : logitsOf(p);
      // With the right slope at 0 as well.
      return (logits ? logits.softplus().sub(wanted.mul(logits)) : crossentropy(wanted, p)).mean(-1);
    },
  categoricalCrossentropy:
    (_, { fromLogits, labelSmoothing }) =>
    (y, p) =>
      smoothed(y, labelSmoothing)
        .mul(knownLogits(p, fromLogits) ?? shares(p).log())
        .sum(-1)
        .neg(),
  sparseCategoricalCrossentropy:
    (tf, { fromLogits, ignoreClass }) =>
    (labels, p) => {
      const flat = labels.rank === p.rank ? labels.reshape(labels.shape.slice(0, -1)) : labels;
      const counts =
        ignoreClass === undefined
          ? undefined
          : flat.notEqual(tf.scalar(ignoreClass, flat.dtype as 'float32'));
      const known = counts ? flat.cast('float32').mul(counts.cast('float32')) : flat;
      const hot = tf.oneHot(known.flatten().toInt(), p.shape.at(-1)!).reshape(p.shape);
      const values = hot
        .mul(knownLogits(p, fromLogits) ?? logSoftmax(clipped(p).log()))
        .sum(-1)
        .neg();
      if (!counts) return values;
      const counted = values.mul<Tensor>(counts.cast('float32'));
      putMask(counted, counts);
      return counted;
    },
  binaryFocalCrossentropy:
    (_, { fromLogits, labelSmoothing, applyClassBalancing, alpha = 0.25, gamma = 2 }) =>
    (y, given) => {
      const wanted = binarySmoothed(y, labelSmoothing);
      const p = fromLogits ? given.sigmoid() : given;
      const [no, missed] = [wanted.neg().add(1), p.neg().add(1)];
      const focus = wanted.mul(p).add(no.mul(missed)).neg().add(1).pow(gamma);
      const values = focus.mul(crossentropy(wanted, p));
      const balanced = applyClassBalancing ? values.mul(wanted.mul(alpha).add(no.mul(1 - alpha))) : values;
      return balanced.mean(-1);
    },
  categoricalFocalCrossentropy:
    (_, { fromLogits, labelSmoothing, alpha = 0.25, gamma = 2 }) =>
    (y, given) => {
      const p = shares(fromLogits ? logSoftmax(given).exp() : given);
      const focus = p.neg().add(1).pow(gamma).mul(alpha);
      return focus.mul(smoothed(y, labelSmoothing).mul(p.log()).neg()).sum(-1);
    },
  huber:
    (tf, { delta = 1 }) =>
    (y, p) => {
      const [error, distance] = [p.sub(y), p.sub(y).abs()];
      const line = distance.mul(delta).sub(delta ** 2 / 2);
      return tf.where(distance.lessEqual(tf.scalar(delta)), error.square().mul(0.5), line).mean(-1);
    },
  categoricalGeneralizedCrossEntropy:
    (tf, { q = 0.5 }) =>
    (labels, p) => {
      const hot = tf.oneHot(labels.flatten().toInt(), p.shape.at(-1)!).reshape(p.shape);
      const known = p.mul(hot).sum(-1);
      return known.pow(q).neg().add(1).div(q);
    },
  dice:
    (tf, { axis }, sums) =>
    (y, p) => {
      const [both, all] = summed(tf, sums, [y.mul(p), y.add(p)], axis);
      return perSample(both!.mul(2).div(all!.add(EPSILON)).neg().add(1), y);
    },
  tversky:
    (tf, { axis, alpha = 0.5, beta = 0.5 }, sums) =>
    (y, p) => {
      const [both, missed, wrong] = summed(
        tf,
        sums,
        [y.mul(p), p.neg().add(1).mul(y), p.mul(y.neg().add(1))],
        axis,
      );
      const all = both!.add(missed!.mul(alpha)).add(wrong!.mul(beta)).add(EPSILON);
      return perSample(both!.div(all).neg().add(1), y);
    },
  ctc: (tf) => (y, p) => connectionist(tf, y, p),
};

/** Whether a loss is one number for the whole batch, which is not the mean of those of its parts. */
export function isOfBatch({ name, options }: LossSpec): boolean {
  return (name === 'dice' || name === 'tversky') && !options.axis;
}

/** Over axes of a sample, or over all of the global batch. */
function summed(tf: TF, sums: RankSums, values: Tensor[], axis: readonly number[] | undefined): Tensor[] {
  if (axis) return values.map((one) => one.sum([...axis]));
  const own = tf.stack(values.map((one) => one.sum()));
  return tf.split(sums.sum(own), values.length).map((one) => one.reshape([]));
}

/** A number for the whole batch is that of each of its samples. */
function perSample(loss: Tensor, { shape: [samples] }: Tensor): Tensor {
  return loss.rank > 0 ? loss : loss.add(loss.mul(0)).reshape([1]).tile([samples!]);
}

/**
 * Connectionist temporal classification (Graves et al., 2006), class 0 being the blank.
 * @param labels `[batch, length]`, filled up with 0
 * @param logits `[batch, steps, classes]`
 */
function connectionist(tf: TF, labels: Tensor, logits: Tensor): Tensor {
  const [batch, steps, classes] = logits.shape as [number, number, number];
  const length = labels.shape[1]!;
  const places = 2 * length + 1;
  // A blank before, between and behind the labels.
  const spaced = tf
    .stack([tf.zerosLike(labels), labels], 2)
    .reshape([batch, 2 * length])
    .pad([
      [0, 0],
      [0, 1],
    ])
    .toInt();
  const hot = tf.oneHot(spaced.flatten(), classes).reshape([batch, places, classes]);
  const scores = tf.matMul(logSoftmax(logits), hot.cast('float32'), false, true);
  const shifted = (values: Tensor, by: number) =>
    values.slice([0, 0], [batch, places - by]).pad(
      [
        [0, 0],
        [by, 0],
      ] as never,
      NEVER,
    );
  // From one label straight to the next, where they differ.
  const before = spaced.slice([0, 0], [batch, Math.max(places - 2, 0)]).pad([
    [0, 0],
    [Math.min(2, places), 0],
  ] as never);
  const jumps = spaced.notEqual(tf.scalar(0, 'int32')).logicalAnd(spaced.notEqual(before)).cast('float32');
  const barred = jumps.neg().add(1).mul(NEVER);
  const begins = tf.tensor2d(
    Float32Array.from({ length: places }, (_, i) => (i < 2 ? 0 : NEVER)),
    [1, places],
  );
  const at = (step: number) => scores.slice([0, step, 0], [batch, 1, places]).reshape([batch, places]);
  let paths: Tensor = at(0).add(begins);
  for (let step = 1; step < steps; step++) {
    const ways = [paths, shifted(paths, 1), shifted(paths, 2).add(barred)];
    paths = tf.logSumExp(tf.stack(ways), 0).add(at(step));
  }
  // A path ends in the last label or in the blank behind it.
  const count = labels
    .notEqual(tf.scalar(0, labels.dtype as 'float32'))
    .cast('int32')
    .sum(1, true);
  const last = tf
    .range(0, places, 1, 'int32')
    .reshape([1, places])
    .sub(count.mul(tf.scalar(2, 'int32')));
  const ends = last.equal(tf.scalar(0, 'int32')).logicalOr(last.equal(tf.scalar(-1, 'int32')));
  return tf.logSumExp(tf.where(ends, paths, tf.fill([batch, places], NEVER)), 1).neg();
}
