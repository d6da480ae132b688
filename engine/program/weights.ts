/** What samples count for, as Keras's `sample_weight` and `class_weight` have it. */
import type { Tensor } from '@tensorflow/tfjs';
import type { DataSource } from '../../api/data.ts';
import type { Tensors, TF } from '../../api/job.ts';
import { LockstepError } from '../../base/errors.ts';
import { isTensor } from './losses.ts';

/** The weights `[samples]` that an output's loss has; undefined where all samples count alike. */
export type Weights = (batch: Tensors, output: number, training: boolean) => Tensor | undefined;

/**
 * Weights of samples are one feature for all outputs, or one an output. Those of classes count in training alone.
 * @throws LockstepError BAD_INPUT for another number of them
 */
export function weightsOf({ weights = [] }: DataSource, outputs: number): Weights {
  const byClass = weights.filter(({ encoding }) => encoding.kind === 'byClass');
  const bySample = weights.filter(({ encoding }) => encoding.kind !== 'byClass');
  if (bySample.length > 1 && bySample.length !== outputs) {
    throw new LockstepError(
      'BAD_INPUT',
      `the data has ${bySample.length} weights for ${outputs} outputs: ${bySample.map(({ name }) => name).join(', ')}`,
      { hint: 'Give one weight for all outputs, or one an output' },
    );
  }
  return (batch, output, training) => {
    const own = bySample.length > 1 ? [bySample[output]!] : bySample;
    const tensors = [...own, ...(training ? byClass : [])].map(({ name }) => batch[name]!.flatten());
    return tensors.length > 0 ? tensors.reduce((product, weight) => product.mul(weight)) : undefined;
  };
}

/**
 * Values `[samples, ...]`, each times the weight of its sample. What is not one value a sample stays as it is, for
 * `perSample` to refuse.
 */
export function weighted(values: Tensor, weights: Tensor | undefined): Tensor {
  if (!weights || !isTensor(values) || values.shape[0] !== weights.shape[0]) return values;
  return values.mul(weights.reshape([weights.shape[0]!, ...values.shape.slice(1).map(() => 1)]));
}

/** A metric's values and what they are divided by, each times the weight of its sample. */
export function weightedMetric(
  tf: TF,
  { values, of }: { readonly values: Tensor; readonly of?: Tensor | undefined },
  weights: Tensor | undefined,
): { values: Tensor; of: Tensor } {
  return { values: weighted(values, weights), of: weighted(of ?? tf.onesLike(values), weights) };
}
