import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../../api/job.ts';
import { register, unbroadcast } from './register.ts';

const [SELU_ALPHA, SELU_SCALE] = [1.6732632423543772, 1.0507009873554805];

/**
 * Slopes at 0 as TensorFlow has them: of an absolute value 0 (tfjs: -1, so that an l1 penalty moves weights that are 0,
 * and an absolute error those of a right answer), of SELU the one on the right (tfjs: on the left). tfjs's gradients of
 * maximum and minimum fail where one of the two is broadcast.
 */
export function useKinkGradients(tf: TF): void {
  register(tf, {
    kernel: 'Abs',
    keep: ['x'],
    of: (dy: Tensor, [x]: [Tensor]) => ({ x: () => dy.mul(x.cast('float32').sign()) }),
  });
  for (const [kernel, ofA] of [
    ['Maximum', (a, b) => a.greaterEqual(b)],
    ['Minimum', (a, b) => a.lessEqual(b)],
  ] as [string, (a: Tensor, b: Tensor) => Tensor][]) {
    register(tf, {
      kernel,
      keep: ['a', 'b'],
      of: (dy: Tensor, [a, b]: [Tensor, Tensor]) => ({
        a: () => unbroadcast(dy.mul(ofA(a, b).cast('float32')), a.shape),
        b: () => unbroadcast(dy.mul(ofA(a, b).logicalNot().cast('float32')), b.shape),
      }),
    });
  }
  register(tf, {
    kernel: 'Selu',
    keepOutputs: [true],
    of: (dy: Tensor, [y]: [Tensor]) => ({
      x: () => dy.mul(tf.where(y.less(0), y.add(SELU_ALPHA * SELU_SCALE), tf.fill(y.shape, SELU_SCALE))),
    }),
  });
}
