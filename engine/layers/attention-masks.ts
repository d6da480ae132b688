/** Which step may look at which, as Keras's attention layers combine it. */
import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import type { Mask } from '../tfjs/internals.ts';

/** Below what any score is. */
const LOWEST = -1e9;

/** @returns bool, also of numbers that are 0 or not */
export function asBool(tf: TF, mask: Tensor): Tensor {
  return mask.dtype === 'bool' ? mask : mask.notEqual(tf.scalar(0, mask.dtype));
}

/** `[1, queries, values]`: a step sees no later one. */
export function causalMask(tf: TF, queries: number, values: number): Tensor {
  return steps(tf, queries, values, (query, value) => value <= query);
}

/** `[1, queries, values]`: a step sees those less than `width` away. */
export function windowMask(tf: TF, queries: number, values: number, width: number): Tensor {
  return steps(tf, queries, values, (query, value) => Math.abs(query - value) < width);
}

function steps(tf: TF, queries: number, values: number, sees: (query: number, value: number) => boolean) {
  const seen = Uint8Array.from({ length: queries * values }, (_, i) =>
    sees(Math.floor(i / values), i % values) ? 1 : 0,
  );
  return tf.tensor(seen, [1, queries, values], 'bool');
}

/** Both; none stands for one that lets all through. */
export function and(tf: TF, one: Mask | undefined, other: Mask | undefined): Mask {
  return one && other ? (tf.logicalAnd(one, other) as Tensor) : (one ?? other ?? null);
}

/**
 * A softmax over the last axis that leaves out what is masked.
 * @param mask broadcasts to `scores`
 * @param zeroed a row of which all is masked gives zeros; else equal shares
 */
export function maskedSoftmax(tf: TF, scores: Tensor, mask: Mask, zeroed: boolean): Tensor {
  if (!mask) return tf.softmax(scores, -1);
  const wide = tf.logicalAnd(mask, tf.ones(scores.shape, 'bool')) as Tensor;
  const shares = tf.softmax(tf.where(wide, scores, tf.fill(scores.shape, LOWEST)), -1);
  return zeroed ? tf.where(wide, shares, tf.zerosLike(shares)) : shares;
}
