/** Convolutions of the shapes that a fast algorithm may get wrong at its borders, beside sums in float64. */
import { describe, expect, test } from 'vitest';
import { runtime } from '../test/support/engines.ts';
import { numbersOf, OpBench } from '../test/support/ops.ts';

interface Convolution {
  readonly image: readonly [batch: number, height: number, width: number, channels: number];
  readonly kernel: readonly [height: number, width: number];
  readonly filters: number;
  readonly padding: 'same' | 'valid';
  readonly strides: readonly [number, number];
}

/** Rounding of products of tiles costs a digit; a border that is wrong is wrong in the first. */
const WITHIN = 5e-5;

const named = ({ image, kernel, filters, padding, strides }: Convolution) =>
  `${image.join('x')}, ${kernel.join('x')} to ${filters}, ${padding}, by ${strides.join('x')}`;

const of = (
  image: Convolution['image'],
  filters: number,
  kernel: Convolution['kernel'] = [3, 3],
  strides: Convolution['strides'] = [1, 1],
): Convolution[] =>
  (['same', 'valid'] as const)
    .filter((padding) => padding === 'same' || (image[1] >= kernel[0] && image[2] >= kernel[1]))
    .map((padding) => ({ image, kernel, filters, padding, strides }));

const CASES: readonly Convolution[] = [
  // Smaller than a tile, one more than a tile, one less.
  ...[1, 2, 3, 4, 5, 6, 7].flatMap((side) => of([2, side, side, 4], 4)),
  ...of([3, 1, 9, 2], 3),
  ...of([1, 9, 1, 3], 2),
  ...of([1, 2, 11, 8], 8),
  ...of([2, 8, 3, 5], 7),
  // Channels and filters around the width of a processor's registers.
  ...[1, 3, 8, 15, 16, 17, 33].flatMap((side) => of([2, 5, 6, side], 34 - side)),
  ...of([1, 10, 10, 1], 1),
  ...of([1, 4, 4, 64], 1),
  ...of([7, 4, 4, 1], 64),
  // As models have them, where a fast algorithm pays.
  ...of([2, 28, 28, 1], 32),
  ...of([1, 26, 26, 32], 64),
  ...of([3, 13, 11, 32], 48),
  ...of([5, 14, 14, 16], 16),
  // Others than 3 x 3, and such as go in strides.
  ...of([2, 7, 6, 8], 8, [3, 1]),
  ...of([2, 7, 6, 8], 8, [1, 3]),
  ...of([2, 7, 6, 8], 8, [2, 2]),
  ...of([2, 9, 8, 4], 8, [5, 5]),
  ...of([2, 7, 6, 8], 8, [3, 3], [2, 2]),
  ...of([2, 7, 8, 8], 8, [3, 3], [1, 2]),
];

describe.skipIf(!runtime)('convolutions (need the TensorFlow runtime: lockstep setup)', async () => {
  const bench = runtime && (await OpBench.open());

  test.each(CASES.map((one) => [named(one), one] as const))('%s', async (name, one) => {
    const { image, kernel, filters, padding, strides } = one;
    const shapes = [image, [...kernel, image[3], filters], [filters]];
    const inputs = shapes.map((shape, i) => numbersOf(shape, 10 + i));
    const expected = inFloat64(one, inputs);
    const actual = await bench!.run(
      {
        name,
        shapes,
        of: (tf, x, w, b) =>
          tf
            .conv2d(x, w, [...strides], padding)
            .add(b)
            .relu()
            .square(),
      },
      'compiled',
      inputs,
    );
    expect(Math.abs(actual.value - expected.value) / expected.size).toBeLessThan(WITHIN);
    for (const [i, gradient] of expected.gradients.entries()) {
      const scale = gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
      const worst = gradient.reduce(
        (most, value, at) => Math.max(most, Math.abs(actual.gradients[i]![at]! - value)),
        0,
      );
      expect(worst / scale, `gradient of ${['the image', 'the kernel', 'the bias'][i]}`).toBeLessThan(WITHIN);
    }
  });
});

/** The weighted sum of relu(image * kernel + bias)², and its gradients: they tell every number of the output. */
function inFloat64(one: Convolution, inputs: readonly Float32Array[]) {
  const { image, kernel, filters, padding, strides } = one;
  const [batch, height, width, channels] = image;
  const [x, w, b] = inputs as [Float32Array, Float32Array, Float32Array];
  const [rows, top] = sideOf(height, kernel[0], strides[0], padding);
  const [columns, left] = sideOf(width, kernel[1], strides[1], padding);
  const weights = numbersOf([batch, rows, columns, filters], 99);
  const gradients = inputs.map(({ length }) => new Float64Array(length));
  const [dx, dw, db] = gradients as [Float64Array, Float64Array, Float64Array];

  /** Each place of the image that an output sees, with the place of the kernel that sees it. */
  const seen = (n: number, row: number, column: number, see: (from: number, by: number) => void) => {
    for (let i = 0; i < kernel[0]; i++) {
      for (let j = 0; j < kernel[1]; j++) {
        const [y, z] = [row * strides[0] - top + i, column * strides[1] - left + j];
        if (y < 0 || y >= height || z < 0 || z >= width) continue;
        see(((n * height + y) * width + z) * channels, (i * kernel[1] + j) * channels * filters);
      }
    }
  };

  let [value, size] = [0, 1e-3];
  const sums = new Float64Array(filters);
  for (let place = 0; place < batch * rows * columns; place++) {
    const at = [Math.floor(place / (rows * columns)), Math.floor(place / columns) % rows, place % columns];
    sums.set(b);
    seen(at[0]!, at[1]!, at[2]!, (from, by) => {
      for (let c = 0; c < channels; c++) {
        for (let f = 0; f < filters; f++) sums[f]! += x[from + c]! * w[by + c * filters + f]!;
      }
    });
    for (let f = 0; f < filters; f++) {
      const [sum, weight] = [Math.max(0, sums[f]!), weights[place * filters + f]!];
      value += weight * sum * sum;
      size += Math.abs(weight) * sum * sum;
      sums[f] = 2 * weight * sum;
      db[f]! += sums[f]!;
    }
    seen(at[0]!, at[1]!, at[2]!, (from, by) => {
      for (let c = 0; c < channels; c++) {
        for (let f = 0; f < filters; f++) {
          dx[from + c]! += sums[f]! * w[by + c * filters + f]!;
          dw[by + c * filters + f]! += sums[f]! * x[from + c]!;
        }
      }
    });
  }
  return { value, size, gradients };
}

/** How many places an output has along a side, and how many zeros stand before it. */
function sideOf(side: number, kernel: number, stride: number, padding: 'same' | 'valid'): [number, number] {
  if (padding === 'valid') return [Math.floor((side - kernel) / stride) + 1, 0];
  const count = Math.ceil(side / stride);
  return [count, Math.floor(Math.max(0, (count - 1) * stride + kernel - side) / 2)];
}
