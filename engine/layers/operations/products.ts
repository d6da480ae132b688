/** Functions that neural networks are made of: products, softmax, normalizations, attention. */
import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../../api/job.ts';
import { contract } from '../einsum.ts';
import { fromFront } from '../kind.ts';
import {
  axesOf,
  floats,
  numbers,
  type Operation,
  type Options,
  real,
  tensorOf,
  two,
  type Value,
} from './operation.ts';
import { expectLast } from './shapes.ts';

/** Letters of the sides that `...` stands for. */
const ELIDED = 'ABCDEFGHIJ';

/** Any number of factors, one after the other. */
function einsum(tf: TF, equation: string, given: readonly Tensor[]): Tensor {
  const [left, out] = equation.replaceAll(' ', '').split('->') as [string, string];
  const written = left.split(',');
  const elided = written.map((sides, i) => (sides.includes('...') ? given[i]!.rank - sides.length + 3 : 0));
  const most = Math.max(...elided);
  const letters = written.map((sides, i) => sides.replace('...', ELIDED.slice(most - elided[i]!, most)));
  const result = out.replace('...', ELIDED.slice(0, most));
  for (const sides of letters) {
    if (new Set(sides).size < sides.length) throw new Error(`"${equation}" takes a diagonal`);
  }
  let [sides, product] = [letters[0]!, given[0]!];
  for (const [i, factor] of given.entries()) {
    if (i === 0) continue;
    const later = letters.slice(i + 1).join('') + result;
    const all = [...new Set(sides + letters[i])].filter((side) => later.includes(side)).join('');
    product = contract(tf, product, factor, { left: sides, right: letters[i]!, out: all });
    sides = all;
  }
  const gone = [...sides].flatMap((side, i) => (result.includes(side) ? [] : [i]));
  const left_ = [...sides].filter((side) => result.includes(side)).join('');
  const summed = gone.length > 0 ? product.sum<Tensor>(gone) : product;
  return left_ === result ? summed : summed.transpose([...result].map((side) => left_.indexOf(side)));
}

/** The last sides of the one with the first of the other, so many; or those that are named of each. */
function tensordot(
  tf: TF,
  x: Tensor,
  y: Tensor,
  axes: readonly [readonly number[], readonly number[]],
): Tensor {
  const [ofX, ofY] = [
    axes[0].map((axis) => fromFront(axis, x.rank)),
    axes[1].map((axis) => fromFront(axis, y.rank)),
  ];
  const left = [...'abcdefghij'].slice(0, x.rank);
  const right = [...'klmnopqrst'].slice(0, y.rank).map((side, i) => {
    const at = ofY.indexOf(i);
    return at < 0 ? side : left[ofX[at]!]!;
  });
  const out = [...left.filter((_, i) => !ofX.includes(i)), ...right.filter((_, i) => !ofY.includes(i))];
  return contract(tf, x, y, { left: left.join(''), right: right.join(''), out: out.join('') });
}

/** The first half of an axis, gated by the second. */
function glu(tf: TF, x: Tensor, axis: number): Tensor {
  const [a, b] = tf.split(x, 2, axis) as [Tensor, Tensor];
  return a.mul(b.sigmoid());
}

/** As good as the logarithm of 0, as Keras has it. */
const NEVER = -0.7 * 3.4028234663852886e38;

/** `[batch, steps, heads, size]` each. */
function attended(tf: TF, args: readonly Value[], { isCausal, attnLogitsSoftCap: cap }: Options): Tensor {
  const [query, given, value, bias, mask, scale] = args as [Tensor, Tensor, Tensor, Value, Value, Value];
  // Heads of keys and values that several heads of queries share.
  const shared = query.shape[2]! / given.shape[2]!;
  const spread = (x: Tensor) => {
    if (shared === 1) return x;
    const [batch, steps, heads, size] = x.shape as [number, number, number, number];
    return tf.tile(x.expandDims(3), [1, 1, 1, shared, 1]).reshape([batch, steps, heads * shared, size]);
  };
  const key = spread(given);
  const by = scale == null ? 1 / Math.sqrt(query.shape[3]!) : (scale as number);
  let logits = contract(tf, query, key, { left: 'btnh', right: 'bsnh', out: 'bnts' }).mul<Tensor>(by);
  if (cap != null)
    logits = logits
      .div<Tensor>(cap as number)
      .tanh<Tensor>()
      .mul(cap as number);
  if (bias != null) logits = logits.add(bias as Tensor);
  const hide = (kept: Tensor) => tf.where(kept, logits, tf.fill([1], NEVER));
  if (mask != null) logits = hide((mask as Tensor).cast('bool'));
  if (isCausal) {
    const [steps, seen] = logits.shape.slice(-2) as [number, number];
    const kept = Array.from({ length: steps * seen }, (_, i) => i % seen <= Math.floor(i / seen));
    logits = hide(tf.tensor2d(kept, [steps, seen], 'bool'));
  }
  return contract(tf, tf.softmax(logits), spread(value), { left: 'bnts', right: 'bsnh', out: 'btnh' });
}

const logSoftmax = (x: Tensor, axis: Options['axis']) =>
  x.sub(x.logSumExp(axesOfSoftmax(axis, x.rank), true));
const axesOfSoftmax = (axis: Options['axis'], rank: number) => axesOf(axis ?? -1, rank);

/** Normalized over axes, then by what may be given for them. */
function normalized(
  x: Tensor,
  args: readonly Value[],
  variance: Tensor,
  epsilon: Options['epsilon'],
  axes: number[],
) {
  const wide = (given: Value | undefined) => {
    const weight = given as Tensor;
    return weight.reshape(x.shape.map((side, i) => (axes.includes(i) ? side : 1)));
  };
  const [gamma, beta] = args;
  const out = x.mul<Tensor>(variance.add((epsilon ?? 1e-7) as number).rsqrt());
  const scaled = gamma == null ? out : out.mul<Tensor>(wide(gamma));
  return beta == null ? scaled : scaled.add<Tensor>(wide(beta));
}

export const PRODUCTS = {
  Matmul: two((tf, a, b) => tf.matMul(a, b)),
  Einsum: (tf, given, { subscripts }) => einsum(tf, String(subscripts), given as Tensor[]),
  Tensordot: (tf, [a, b], { axes }) => {
    const [x, y] = [a, b] as [Tensor, Tensor];
    const count = typeof axes === 'number' ? axes : undefined;
    const pair = Array.isArray(axes) ? axes.map((one) => numbers(one as never)) : [];
    const last = Array.from({ length: count ?? 0 }, (_, i) => i);
    return tensordot(
      tf,
      x,
      y,
      count === undefined ? [pair[0]!, pair[1]!] : [last.map((i) => x.rank - count + i), last],
    );
  },
  Dot: (tf, [a, b]) => {
    const [x, y] = [tensorOf(tf, a!), tensorOf(tf, b!)];
    if (x.rank === 0 || y.rank === 0) return x.mul(y);
    return tensordot(tf, x, y, [[-1], [Math.max(y.rank - 2, 0)]]);
  },
  Softmax: real((x, tf, { axis }) => {
    const axes = axesOfSoftmax(axis, x.rank);
    return axes.length === 1 && axes[0] === x.rank - 1 ? tf.softmax(x) : logSoftmax(x, axis).exp();
  }),
  LogSoftmax: real((x, _, { axis }) => logSoftmax(x, axis)),
  Glu: real((x, tf, { axis }) => glu(tf, x, fromFront((axis ?? -1) as number, x.rank))),
  Normalize: real((x, tf, { axis, order, epsilon }) => {
    if (order !== undefined && order !== 2)
      throw new Error(`it normalizes by order ${order}, and 2 alone can be had`);
    const squares = x.square().sum(axesOf(axis ?? -1, x.rank), true);
    return x.mul(tf.minimum(squares.rsqrt(), 1 / ((epsilon ?? 1e-7) as number)));
  }),
  LayerNorm: (_tf, [given, ...weights], { axis, epsilon, rmsScaling }) => {
    const x = floats(given as Tensor);
    if (rmsScaling) throw new Error('it scales by the root of the mean square: use ops.rms_normalization');
    const axes = axesOf(axis ?? -1, x.rank);
    const centered = x.sub<Tensor>(x.mean(axes, true));
    return normalized(centered, weights, centered.square().mean(axes, true), epsilon, axes);
  },
  RMSNorm: (_tf, [given, ...weights], { axis, epsilon }) => {
    const x = floats(given as Tensor);
    const axes = axesOf(axis ?? -1, x.rank);
    return normalized(x, weights, x.square().mean(axes, true), epsilon, axes);
  },
  DotProductAttention: (tf, args, options) => attended(tf, args, options),
  RGBToGrayscale: real((x, tf, { dataFormat }) => {
    expectLast(dataFormat);
    return x.mul<Tensor>(tf.tensor1d([0.2989, 0.587, 0.114])).sum(-1, true);
  }),
  Resize: real(
    (x, tf, { size, interpolation, dataFormat, antialias, cropToAspectRatio, padToAspectRatio }) => {
      expectLast(dataFormat);
      if (antialias || cropToAspectRatio || padToAspectRatio)
        throw new Error('it smooths, crops or pads as it resizes: resize alone');
      const sides = numbers(size) as [number, number];
      if (interpolation === 'nearest') return tf.image.resizeNearestNeighbor(x as never, sides, false, true);
      if (interpolation !== 'bilinear')
        throw new Error(`it interpolates by "${interpolation}": bilinear and nearest can be had`);
      return tf.image.resizeBilinear(x as never, sides, false, true);
    },
  ),
} as const satisfies Readonly<Record<string, Operation>>;
