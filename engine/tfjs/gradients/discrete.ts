import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../../api/job.ts';
import { register } from './register.ts';

/** Kernels whose result does not change with small changes of their inputs, by the names of these. */
const STEPS: Readonly<Record<string, readonly string[]>> = {
  Equal: ['a', 'b'],
  NotEqual: ['a', 'b'],
  Greater: ['a', 'b'],
  GreaterEqual: ['a', 'b'],
  Less: ['a', 'b'],
  LessEqual: ['a', 'b'],
  FloorDiv: ['a', 'b'],
  LogicalAnd: ['a', 'b'],
  LogicalOr: ['a', 'b'],
  LogicalNot: ['x'],
  All: ['x'],
  Any: ['x'],
  Bincount: ['x', 'weights'],
  DenseBincount: ['x', 'weights'],
  SearchSorted: ['sortedSequence', 'values'],
};

/**
 * What counts and compares has no slope: its gradient is 0, as in TensorFlow.
 *
 * tfjs has no gradient for most of these, so that `where(x > 0, ...)` cannot be trained (tfjs issue 7710),
 * gives floorDiv that of a true division, and lets a gradient pass a cast to integers as if nothing were rounded.
 */
export function useDiscreteGradients(tf: TF): void {
  for (const [kernel, inputs] of Object.entries(STEPS)) {
    register(tf, {
      kernel,
      keep: inputs,
      of: (_, saved: Tensor[]) =>
        Object.fromEntries(inputs.map((name, i) => [name, () => tf.zeros(saved[i]!.shape)])),
    });
  }
  register<{ dtype: string }>(tf, {
    kernel: 'Cast',
    of: (dy: Tensor, _, { dtype }) => ({
      x: () => (dtype === 'int32' || dtype === 'bool' ? tf.zeros(dy.shape) : dy.cast('float32')),
    }),
  });
}
