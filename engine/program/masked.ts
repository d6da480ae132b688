import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import { LockstepError } from '../../base/errors.ts';
import type { RankSums } from '../tfjs/rank-sums.ts';

/** Values that a mask leaves, and how many they are, where a metric has a value a step; else the values. */
export function masked(values: Tensor, mask: Tensor | undefined): { values: Tensor; of?: Tensor } {
  if (!mask || values.shape.join() !== mask.shape.join()) return { values };
  const counts = mask.cast('float32');
  return { values: values.mul(counts), of: counts };
}

/**
 * The mean over the steps of the global batch that a mask leaves, as Keras's `reduce_weighted_values` has it, times
 * what makes ranks' means weighted by samples add up to it: a rank may have few samples and many steps.
 * @param values `[batch, steps]`, as `mask`
 * @throws LockstepError BAD_INPUT where the loss has no value a step
 */
export function maskedMean(tf: TF, values: Tensor, mask: Tensor, sums: RankSums, what: string): Tensor {
  if (values.shape.join() !== mask.shape.join()) {
    throw new LockstepError('BAD_INPUT', `${what} has shape [${values.shape}], its mask [${mask.shape}]`, {
      hint: 'Return one value a step, or end the mask before the last layer (a Reshape does)',
    });
  }
  const counts = mask.cast('float32');
  const samples = mask.shape[0]!;
  const [steps, all] = tf.split(sums.sum(tf.concat([counts.sum().reshape([1]), tf.tensor1d([samples])])), 2);
  return values.mul(counts).sum().mul(all!.div(samples)).div(steps!.maximum(1)).reshape([]);
}
