import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../../api/job.ts';
import { register, unbroadcast } from './register.ts';

/**
 * Products and sums that tfjs cannot differentiate: einsum and cumprod (no gradient; tfjs issue 7722), matMul of one matrix with many (an error), prod along an axis
 * that is counted from the end (an error), and cumsum along any axis but the last (its gradient comes out transposed, and wrong where that has the same shape).
 */
export function useProductGradients(tf: TF): void {
  register<{ equation: string }>(tf, {
    kernel: 'Einsum',
    keep: 'all',
    of: (dy: Tensor, operands: Tensor[], { equation }) =>
      Object.fromEntries(operands.map((_, i) => [i, () => einsumGradient(tf, equation, dy, operands, i)])),
  });
  register<{ axis: number; exclusive: boolean; reverse: boolean }>(tf, {
    kernel: 'Cumprod',
    keep: ['x'],
    of: (dy: Tensor, [x]: Tensor[], { axis, exclusive, reverse }) => ({
      x: () => cumprodGradient(tf, dy, x!, axis, exclusive, reverse),
    }),
  });
  register<{ axis: number | readonly number[] | null }>(tf, {
    kernel: 'Prod',
    keep: ['x'],
    of: (dy: Tensor, [x]: Tensor[], { axis }) => ({ x: () => prodGradient(tf, dy, x!, axis) }),
  });
  register<{ axis: number; exclusive: boolean; reverse: boolean }>(tf, {
    kernel: 'Cumsum',
    of: (dy: Tensor, _, { axis, exclusive, reverse }) => ({
      x: () => tf.cumsum(dy, axis, exclusive, !reverse),
    }),
  });
  register<{ transposeA: boolean; transposeB: boolean }>(tf, {
    kernel: 'BatchMatMul',
    keep: ['a', 'b'],
    of: (dy: Tensor, [a, b]: Tensor[], { transposeA, transposeB }) => {
      const [x, y] = [a!, b!];
      return {
        a: () =>
          unbroadcast(
            transposeA ? tf.matMul(y, dy, transposeB, true) : tf.matMul(dy, y, false, !transposeB),
            x.shape,
          ),
        b: () =>
          unbroadcast(
            transposeB ? tf.matMul(dy, x, true, transposeA) : tf.matMul(x, dy, !transposeA, false),
            y.shape,
          ),
      };
    },
  });
}

/**
 * The einsum of dy and the other operands, in the letters of operand `i`; along letters that it alone has, which
 * were summed away, it is the same everywhere.
 */
function einsumGradient(
  tf: TF,
  equation: string,
  dy: Tensor,
  operands: readonly Tensor[],
  i: number,
): Tensor {
  const [left, out] = equation.replaceAll(' ', '').split('->') as [string, string];
  const letters = left.split(',');
  const own = [...letters[i]!];
  const { shape } = operands[i]!;
  const others = operands.flatMap((operand, k) => (k === i ? [] : [{ operand, letters: letters[k]! }]));
  const factors = out === '' ? others : [{ operand: dy, letters: out }, ...others];
  const known = own.filter((letter) => factors.some((factor) => factor.letters.includes(letter)));
  let sum: Tensor = tf.ones([]);
  if (factors.length > 0) {
    const sources = factors.map((factor) => factor.letters).join();
    sum = tf.einsum(`${sources}->${known.join('')}`, ...factors.map(({ operand }) => operand));
  }
  if (out === '') sum = sum.mul(dy);
  const wide = own.map((letter, axis) => (known.includes(letter) ? shape[axis]! : 1));
  return sum.reshape(wide).broadcastTo(shape);
}

/** For each factor the product of those before and after it, so that factors of 0 are no matter. */
function prodGradient(tf: TF, dy: Tensor, x: Tensor, axis: number | readonly number[] | null): Tensor {
  const axes = tf.util.parseAxisParam(axis as number | number[], x.shape);
  const rest = [...x.shape.keys()].filter((one) => !axes.includes(one));
  const order = [...rest, ...axes];
  const moved = x.transpose(order);
  const apart = rest.map((one) => x.shape[one]!);
  const factors = moved.reshape([...apart, -1]);
  const before = tf.cumprod(factors, rest.length, true);
  const after = tf.cumprod(factors, rest.length, true, true);
  const gradient = before.mul(after).mul(dy.reshape([...apart, 1]));
  return gradient.reshape(moved.shape).transpose(order.map((_, one) => order.indexOf(one)));
}

/**
 * Row k of a square holds the products with factor k left out, so that factors of 0 are no matter, which a division
 * by them (TensorFlow's way) would make NaN. Takes memory for `length` times the tensor.
 */
function cumprodGradient(
  tf: TF,
  dy: Tensor,
  x: Tensor,
  axis: number,
  exclusive: boolean,
  reverse: boolean,
): Tensor {
  const along = (axis + x.rank) % x.rank;
  const length = x.shape[along]!;
  const order = [...x.shape.keys()].filter((one) => one !== along).concat(along);
  const back = order.map((_, one) => order.indexOf(one));
  const last = (value: Tensor) => value.transpose(order).expandDims(-2);
  const places = tf.range(0, length);
  const [row, column] = [places.expandDims(1), places.expandDims(0)];
  const left = row.equal(column).cast('float32');
  const factors = last(x).mul(tf.sub(1, left)).add(left);
  const products = tf.cumprod(factors, factors.rank - 1, exclusive, reverse);
  // The places whose product has factor k in it.
  const [early, late] = reverse ? [column, row] : [row, column];
  const has = exclusive ? early.less(late) : early.lessEqual(late);
  const gradient = last(dy).mul(products).mul(has.cast('float32')).sum(-1);
  return gradient.transpose(back);
}
