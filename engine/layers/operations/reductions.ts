/** Functions that go along axes: sums and their kin, and what is put in order. */
import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../../api/job.ts';
import type { Argument } from '../../../api/keras/operations.ts';
import { axesOf, axisOf, dtypeOf, floats, type Operation, one, over, real, withLast } from './operation.ts';

const variance = (x: Tensor, axes: number[], keep: boolean) =>
  floats(x).sub(floats(x).mean(axes, true)).square().mean(axes, keep);
const largest = over((x, axes, keep) => x.max(axes, keep));
const smallest = over((x, axes, keep) => x.min(axes, keep));

/** Where along one axis the number is that `place` finds along the last. */
const place = (find: (x: Tensor) => Tensor): Operation =>
  one((x, _, { axis, keepdims }) => {
    const at = axisOf(axis, x.rank);
    const found = find(withLast(x, at).x);
    return keepdims ? found.expandDims(at) : found;
  });

/** Rising along an axis: numbers and the places where they were; of equal ones the first comes first. */
function sorted(tf: TF, x: Tensor, axis: Argument | undefined): { values: Tensor; places: Tensor } {
  const last = withLast(x, axisOf(axis, x.rank));
  const { values, indices } = tf.topk(floats(last.x).neg(), last.x.shape.at(-1)!, true);
  return { values: last.back(values.neg()).cast(x.dtype as 'float32'), places: last.back(indices) };
}

function norm(x: Tensor, ord: Argument | undefined, axes: number[], keep: boolean): Tensor {
  if (ord == null || ord === 'fro' || (ord === 2 && axes.length === 1)) {
    return x.square().sum(axes, keep).sqrt();
  }
  if (axes.length === 1 && ord === 1) return x.abs().sum(axes, keep);
  if (axes.length === 1 && ord === 'inf') return x.abs().max(axes, keep);
  throw new Error(`it is a norm of order ${ord}: 1, 2 and infinity of vectors can be had`);
}

export const REDUCTIONS = {
  Mean: over((x, axes, keep) => floats(x).mean(axes, keep)),
  Sum: over((x, axes, keep) => x.sum(axes, keep)),
  Max: largest,
  Amax: largest,
  Min: smallest,
  Amin: smallest,
  Prod: over((x, axes, keep) => x.prod(axes, keep)),
  Var: over(variance),
  Std: over((x, axes, keep) => variance(x, axes, keep).sqrt()),
  Logsumexp: over((x, axes, keep) => floats(x).logSumExp(axes, keep)),
  Any: over((x, axes, keep) => x.cast('bool').any(axes, keep)),
  All: over((x, axes, keep) => x.cast('bool').all(axes, keep)),
  CountNonzero: over((x, axes, keep) => x.notEqual(0).cast('int32').sum(axes, keep)),
  Norm: real((x, _, { ord, axis, keepdims }) => norm(x, ord, axesOf(axis, x.rank), Boolean(keepdims))),
  Average: (_tf, [given, weights], { axis }) => {
    const x = floats(given as Tensor);
    const axes = axesOf(axis, x.rank);
    if (weights == null) return x.mean(axes);
    const w = weights as Tensor;
    const wide = w.rank === x.rank ? w : w.reshape(x.shape.map((side, i) => (i === axes[0] ? side : 1)));
    return x.mul<Tensor>(wide).sum<Tensor>(axes).div(wide.mul<Tensor>(x.onesLike()).sum(axes));
  },
  Moments: (_tf, [given], { axes, keepdims }) => {
    const x = floats(given as Tensor);
    const along = axesOf(axes, x.rank);
    return [x.mean(along, Boolean(keepdims)), variance(x, along, Boolean(keepdims))];
  },
  Argmax: place((x) => x.argMax(-1)),
  Argmin: place((x) => x.argMin(-1)),
  Cumsum: one((x, _, { axis, dtype }) => x.cast(dtypeOf(dtype, x.dtype)).cumsum(axisOf(axis, x.rank))),
  Cumprod: one((x, _, { axis, dtype }) => x.cast(dtypeOf(dtype, x.dtype)).cumprod(axisOf(axis, x.rank))),
  Diff: one((x, tf, { n, axis }) => {
    const at = axisOf(axis ?? -1, x.rank);
    const part = (of: Tensor, begin: number) =>
      of.slice(
        of.shape.map((_, i) => (i === at ? begin : 0)),
        of.shape.with(at, of.shape[at]! - 1),
      );
    return Array.from({ length: (n ?? 1) as number }).reduce(
      (out: Tensor) => tf.sub(part(out, 1), part(out, 0)),
      x,
    );
  }),
  Sort: one((x, tf, { axis }) => sorted(tf, x, axis ?? -1).values),
  Argsort: one((x, tf, { axis }) => sorted(tf, x, axis ?? -1).places),
  TopK: (tf, [given], { k, sorted }) => {
    const { values, indices } = tf.topk(floats(given as Tensor), k as number, Boolean(sorted ?? true));
    return [values, indices];
  },
} as const satisfies Readonly<Record<string, Operation>>;
