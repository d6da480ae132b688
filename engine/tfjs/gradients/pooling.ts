import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../../api/job.ts';
import { register, runKernel } from './register.ts';

type Sizes = number | readonly [number, number, number];

interface Pooling {
  readonly filterSize: Sizes;
  readonly strides: Sizes;
  readonly pad: string | number;
  readonly dimRoundingMode?: string;
}

/**
 * Of several equal numbers in the window of a volume, the first has the gradient, as in images, on GPUs and on JAX.
 * TensorFlow on a CPU gives each of them the whole of it, unless oneDNN computes it: eight times as much for a window of
 * 2x2x2. So it is taken by way of the greatest numbers of each slice, whose gradients are those of images.
 */
export function usePoolingGradients(tf: TF): void {
  register<Pooling>(tf, {
    kernel: 'MaxPool3D',
    keep: ['x'],
    keepOutputs: [true],
    of: (dy: Tensor, [x, y]: [Tensor, Tensor], attributes) => ({
      x: () =>
        typeof attributes.pad === 'string'
          ? bySlices(tf, dy, x, y, attributes)
          : runKernel(tf, 'MaxPool3DGrad', { dy, input: x, output: y }, attributes),
    }),
  });
}

/** @param x `[batch, depth, height, width, channels]`, and so `y` and `dy` of what is pooled */
function bySlices(
  tf: TF,
  dy: Tensor,
  x: Tensor,
  y: Tensor,
  { filterSize, strides, pad, dimRoundingMode }: Pooling,
): Tensor {
  const [batch, depth, height, width, channels] = x.shape as [number, number, number, number, number];
  const [, out, rows, columns] = y.shape as [number, number, number, number];
  const sizes = (given: Sizes) => (typeof given === 'number' ? [given, given, given] : given);
  const [[deep, ...flat], [deepStride, ...flatStrides]] = [sizes(filterSize), sizes(strides)];
  const within = { filterSize: flat, strides: flatStrides, pad, dimRoundingMode };
  const across = { filterSize: [deep, 1], strides: [deepStride, 1], pad, dimRoundingMode };

  const slices = x.reshape([batch * depth, height, width, channels]);
  const greatest = runKernel(tf, 'MaxPool', { x: slices }, within);
  const stacked = greatest.reshape([batch, depth, rows * columns, channels]);
  const shape = [batch, out, rows * columns, channels];
  const ofStacked = runKernel(
    tf,
    'MaxPoolGrad',
    { dy: dy.reshape(shape), input: stacked, output: y.reshape(shape) },
    across,
  );
  const ofSlices = { dy: ofStacked.reshape(greatest.shape), input: slices, output: greatest };
  return runKernel(tf, 'MaxPoolGrad', ofSlices, within).reshape(x.shape);
}
