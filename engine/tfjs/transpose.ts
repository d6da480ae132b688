import type { Tensor, Tensor4D, Tensor5D } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import { type Layer, prototypeOf, replace, type Shape, type Weight } from './internals.ts';

/** What a transposed convolution spreads its input by, side by side. */
export interface Spread {
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  readonly dilationRate: readonly number[];
  readonly padding: 'valid' | 'same';
  readonly filters: number;
  /** Keras's `output_padding`. */
  readonly outputPadding?: readonly number[] | undefined;
}

interface Transposed extends Layer, Spread {
  readonly dataFormat: string;
  /** `[...sides, filters, channels]` */
  readonly kernel: Weight;
  readonly bias: Weight | null;
  readonly activation: { apply(x: Tensor): Tensor } | null;
}

/** Transposed convolutions with a dilation or an output padding, which tfjs passes over in silence. */
export function useTransposedConvolution(tf: TF): void {
  const plain = ({ dilationRate, outputPadding }: Transposed) =>
    !outputPadding && dilationRate.every((rate) => rate === 1);
  for (const className of ['Conv2DTranspose', 'Conv3DTranspose']) {
    const prototype = prototypeOf(tf, className) as Transposed;
    replace(
      prototype,
      'call',
      (original) =>
        function (this: Transposed, inputs, kwargs) {
          if (plain(this)) return original.call(this, inputs, kwargs);
          return tf.tidy(() => called(tf, this, Array.isArray(inputs) ? inputs[0]! : inputs));
        },
    );
    replace(
      prototype,
      'computeOutputShape',
      (original) =>
        function (this: Transposed, shape) {
          if (plain(this)) return original.call(this, shape);
          const [batch, ...rest] = shape as Shape;
          const first = this.dataFormat === 'channelsFirst';
          const sides = first ? rest.slice(1) : rest.slice(0, -1);
          const sizes = sides.map((size, i) => (size === null ? null : transposedSide(this, size, i).size));
          return first ? [batch!, this.filters, ...sizes] : [batch!, ...sizes, this.filters];
        },
    );
  }
}

/** What comes out along an axis, and what of the whole is cut off before it. */
export function transposedSide(
  layer: Spread,
  from: number,
  i: number,
): { whole: number; size: number; before: number } {
  const [kernel, stride, rate] = [layer.kernelSize[i]!, layer.strides[i]!, layer.dilationRate[i]!];
  const reach = (kernel - 1) * rate + 1;
  const whole = (from - 1) * stride + reach;
  const extra = layer.outputPadding?.[i];
  const same = layer.padding === 'same';
  // `_get_output_shape_given_tf_padding` in keras/src/backend/common/backend_utils.py.
  const size =
    extra === undefined
      ? from * stride + (same ? 0 : Math.max(reach - stride, 0))
      : whole + extra - (same ? 2 * Math.floor(reach / 2) : 0);
  return { whole, size, before: same ? Math.floor(Math.max(whole - size, 0) / 2) : 0 };
}

function called(tf: TF, layer: Transposed, given: Tensor): Tensor {
  const first = layer.dataFormat === 'channelsFirst';
  const axes = layer.kernelSize.map((_, i) => i + 1);
  const x = first ? given.transpose([0, ...axes.map((axis) => axis + 1), 1]) : given;
  const out = transposed(tf, layer, layer.kernel.read(), x);
  const biased = layer.bias ? out.add(layer.bias.read()) : out;
  const active = layer.activation ? layer.activation.apply(biased) : biased;
  return first ? active.transpose([0, axes.length + 1, ...axes]) : active;
}

/**
 * The whole transposed convolution, by a kernel with its zeros written out; then what padding leaves of it.
 * @param kernel `[...sides, filters, channels]`
 * @param x `[batch, ...sides, channels]`, of two sides or three
 */
export function transposed(tf: TF, layer: Spread, kernel: Tensor, x: Tensor): Tensor {
  const axes = layer.kernelSize.map((_, i) => i + 1);
  const batch = x.shape[0]!;
  const sizes = axes.map((axis, i) => transposedSide(layer, x.shape[axis]!, i));
  const shape = [batch, ...sizes.map(({ whole }) => whole), layer.filters];
  const args = [shape, [...layer.strides], 'valid'] as [never, never, 'valid'];
  const wide = spread(tf, kernel, layer.dilationRate);
  const out: Tensor =
    axes.length === 2
      ? tf.conv2dTranspose(x as Tensor4D, wide as Tensor4D, ...args)
      : tf.conv3dTranspose(x as Tensor5D, wide as Tensor5D, ...args);
  const ends = sizes.map(({ whole, size, before }): [number, number] => [
    0,
    Math.max(before + size - whole, 0),
  ]);
  return tf.slice(
    tf.pad(out, [[0, 0], ...ends, [0, 0]]),
    [0, ...sizes.map(({ before }) => before), 0],
    [batch, ...sizes.map(({ size }) => size), layer.filters],
  );
}

/** The kernel with `rate - 1` zeros between its numbers, along its sides. */
export function spread(tf: TF, kernel: Tensor, dilationRate: readonly number[]): Tensor {
  let spreaded = kernel;
  for (const [axis, rate] of dilationRate.entries()) {
    if (rate === 1) continue;
    const rows = tf.split(spreaded, spreaded.shape[axis]!, axis);
    const gap = tf.zeros(spreaded.shape.with(axis, rate - 1));
    spreaded = tf.concat(
      rows.flatMap((row, i) => (i === 0 ? [row] : [gap, row])),
      axis,
    );
  }
  return spreaded;
}
