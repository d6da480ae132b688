import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import { type Layer, prototypeOf, replace, type Shape, type Weight } from './internals.ts';

interface Convolution extends Layer {
  readonly kernelSize: readonly number[];
  readonly strides: [number, number];
  readonly dilationRate: readonly number[];
  readonly padding: 'valid' | 'same';
  readonly dataFormat: string;
  readonly kernel: Weight;
  /** Of `DepthwiseConv2D`. */
  readonly depthwiseKernel: Weight;
  readonly bias: Weight | null;
  readonly activation: { apply(x: Tensor): Tensor } | null;
}

/**
 * Dilated convolutions of pictures: tfjs's fused one, which its layer takes, has no gradient, and its depthwise layer
 * passes over the dilation in silence ("Add support for dilation").
 */
export function useDilatedConvolutions(tf: TF): void {
  const dilated = ({ dilationRate }: Convolution) => dilationRate.some((rate) => rate > 1);
  for (const className of ['Conv2D', 'DepthwiseConv2D']) {
    replace(
      prototypeOf(tf, className) as Convolution,
      'call',
      (original) =>
        function (this: Convolution, inputs, kwargs) {
          if (!dilated(this)) return original.call(this, inputs, kwargs);
          return tf.tidy(() => convolved(tf, this, Array.isArray(inputs) ? inputs[0]! : inputs));
        },
    );
  }
  replace(
    prototypeOf(tf, 'DepthwiseConv2D') as Convolution,
    'computeOutputShape',
    (original) =>
      function (this: Convolution, given) {
        const shape = original.call(this, given) as Shape;
        if (!dilated(this) || this.padding === 'same') return shape;
        const first = this.dataFormat === 'channelsFirst' ? 2 : 1;
        return shape.map((size, axis) => {
          const from = (given as Shape)[axis];
          const rate = this.dilationRate[axis - first];
          if (rate === undefined || typeof from !== 'number') return size;
          const reach = (this.kernelSize[axis - first]! - 1) * rate + 1;
          return Math.ceil((from - reach + 1) / this.strides[axis - first]!);
        });
      },
  );
}

function convolved(tf: TF, layer: Convolution, given: Tensor): Tensor {
  const first = layer.dataFormat === 'channelsFirst';
  const x = (first ? given.transpose([0, 2, 3, 1]) : given) as Tensor4D;
  const { strides, padding, bias, activation } = layer;
  const rates = [...layer.dilationRate] as [number, number];
  const depthwise = layer.depthwiseKernel !== undefined;
  const kernel = (depthwise ? layer.depthwiseKernel : layer.kernel).read() as Tensor4D;
  const convolve = depthwise ? tf.depthwiseConv2d : tf.conv2d;
  const plain = convolve(x, kernel, strides, padding, 'NHWC', rates);
  const biased = bias ? plain.add(bias.read()) : plain;
  const active = activation ? activation.apply(biased) : biased;
  return first ? active.transpose([0, 3, 1, 2]) : active;
}
