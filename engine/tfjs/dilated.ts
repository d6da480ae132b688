import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import { type Layer, prototypeOf, replace, type Weight } from './internals.ts';

interface Conv2D extends Layer {
  readonly kernel: Weight;
  readonly bias: Weight | null;
  readonly strides: [number, number];
  readonly padding: 'valid' | 'same';
  readonly dataFormat: string;
  readonly dilationRate: [number, number];
  readonly activation: { apply(x: Tensor): Tensor } | null;
}

/**
 * Dilated `Conv2D` layers can be trained. tfjs computes them by `tf.fused.conv2d`, whose gradient it lacks ("dilation
 * rates greater than 1 are not yet supported in gradients"); that of `tf.conv2d` is in `gradients`.
 */
export function useDilatedConvolution(tf: TF): void {
  replace(
    prototypeOf(tf, 'Conv2D') as Conv2D,
    'call',
    (original) =>
      function (this: Conv2D, inputs, kwargs) {
        const { kernel, bias, strides, padding, dataFormat, dilationRate, activation } = this;
        if (dilationRate.every((rate) => rate === 1)) return original.call(this, inputs, kwargs);
        return tf.tidy(() => {
          const given = Array.isArray(inputs) ? inputs[0]! : inputs;
          const first = dataFormat === 'channelsFirst';
          const x = (first ? given.transpose([0, 2, 3, 1]) : given) as Tensor4D;
          const filter = kernel.read() as Tensor4D;
          const y: Tensor = tf.conv2d(x, filter, strides, padding, 'NHWC', dilationRate);
          const biased = bias ? y.add(bias.read()) : y;
          const placed = first ? biased.transpose([0, 3, 1, 2]) : biased;
          return activation ? activation.apply(placed) : placed;
        });
      },
  );
}
