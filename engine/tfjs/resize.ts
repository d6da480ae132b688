import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import { type Layer, prototypeOf, replace, type Shape } from './internals.ts';

type Interpolation = 'bilinear' | 'nearest';

/**
 * Images are resized as in Keras: a pixel is a square with its middle at one half (`half_pixel_centers`). tfjs's
 * `UpSampling2D` and `Resizing` lay middles or corners on one another.
 */
export function useResizing(tf: TF): void {
  type UpSampling = Layer & {
    readonly interpolation: Interpolation;
    readonly size: readonly [number, number];
    readonly dataFormat: string;
  };
  replace(
    prototypeOf(tf, 'UpSampling2D') as UpSampling,
    'call',
    (original) =>
      function (this: UpSampling, inputs, kwargs) {
        const { interpolation } = this;
        // Only there is its gradient right for uneven sizes.
        if (interpolation !== 'bilinear' && tf.getBackend() === 'tensorflow')
          return original.call(this, inputs, kwargs);
        const x = Array.isArray(inputs) ? inputs[0]! : inputs;
        const [row, column] = this.dataFormat === 'channelsFirst' ? [2, 3] : [1, 2];
        const sizes = [x.shape[row]! * this.size[0], x.shape[column]! * this.size[1]] as const;
        return tf.tidy(() =>
          resized(tf, resized(tf, x, row, sizes[0], interpolation), column, sizes[1], interpolation),
        );
      },
  );
  type Resizing = Layer & {
    readonly interpolation: Interpolation;
    readonly height: number;
    readonly width: number;
  };
  replace(
    prototypeOf(tf, 'Resizing') as Resizing,
    'call',
    () =>
      function (this: Resizing, inputs) {
        const x = Array.isArray(inputs) ? inputs[0]! : inputs;
        const { interpolation, height, width } = this;
        const row = x.rank - 3;
        return tf.tidy(() =>
          resized(tf, resized(tf, x, row, height, interpolation), row + 1, width, interpolation),
        );
      },
  );
  // tfjs's own leaves out the batch.
  replace(
    prototypeOf(tf, 'Resizing') as Resizing,
    'computeOutputShape',
    () =>
      function (this: Resizing, shape) {
        return [...(shape as Shape).slice(0, -3), this.height, this.width, (shape as Shape).at(-1)!];
      },
  );
  type Crop = Layer & { readonly height: number; readonly width: number };
  replace(
    prototypeOf(tf, 'CenterCrop') as Crop,
    'call',
    () =>
      function (this: Crop, inputs) {
        const x = Array.isArray(inputs) ? inputs[0]! : inputs;
        return tf.tidy(() => cropped(tf, x, this.height, this.width));
      },
  );
  // tfjs's own writes into the shape that it is given.
  replace(
    prototypeOf(tf, 'CenterCrop'),
    'computeOutputShape',
    (original) =>
      function (this: Layer, shape) {
        return original.call(this, [...(shape as Shape)]);
      },
  );
}

/** The middle of pictures `[..., rows, columns, channels]`; of smaller ones as much as has the shape, resized. */
function cropped(tf: TF, x: Tensor, height: number, width: number): Tensor {
  const row = x.rank - 3;
  const [rows, columns] = [x.shape[row]!, x.shape[row + 1]!];
  const fits = rows >= height && columns >= width;
  // `smart_resize` of keras/src/utils/image_utils.py.
  const least = (most: number, side: number) => Math.max(Math.min(most, Math.floor(side)), 1);
  const sides = fits
    ? [height, width]
    : [least(rows, (columns * height) / width), least(columns, (rows * width) / height)];
  const size = x.shape.with(row, sides[0]!).with(row + 1, sides[1]!);
  const middle = tf.slice(
    x,
    x.shape.map((side, axis) => Math.floor((side - size[axis]!) / 2)),
    size,
  );
  return resized(tf, resized(tf, middle, row, height, 'bilinear'), row + 1, width, 'bilinear');
}

/** An axis resized by a matrix, which has a gradient on every backend. */
function resized(tf: TF, x: Tensor, axis: number, size: number, interpolation: Interpolation): Tensor {
  const from = x.shape[axis]!;
  if (from === size) return x;
  const matrix = tf.tensor2d(shares(from, size, interpolation), [size, from]);
  const order = [axis, ...x.shape.map((_, i) => i).filter((i) => i !== axis)];
  const front = x.cast('float32').transpose(order);
  const back = order.map((_, i) => order.indexOf(i));
  return matrix
    .matMul(front.reshape([from, -1]))
    .reshape([size, ...front.shape.slice(1)])
    .transpose(back);
}

/** `[to, from]`: what each pixel takes of those before. */
function shares(from: number, to: number, interpolation: Interpolation): Float32Array {
  const matrix = new Float32Array(to * from);
  for (let i = 0; i < to; i++) {
    const middle = ((i + 0.5) * from) / to;
    if (interpolation === 'nearest') {
      matrix[i * from + Math.min(Math.floor(middle), from - 1)] = 1;
      continue;
    }
    const low = Math.floor(middle - 0.5);
    const above = middle - 0.5 - low;
    matrix[i * from + Math.max(low, 0)]! += 1 - above;
    matrix[i * from + Math.min(low + 1, from - 1)]! += above;
  }
  return matrix;
}
