import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../../api/job.ts';
import type { Shape } from '../../tfjs/internals.ts';

type Compute = (xs: readonly Tensor[]) => Tensor[];

/** Samples of a trial are so many times 2 and 3: a model may have put windows or heads beside the samples, and part them again. */
const TIMES = [1, 4, 9, 16, 25, 36, 49, 64];
/** A side of unknown length that is not that of the samples. */
const LENGTH = 4;

/**
 * What a function gives, by its shapes for two batches of different sizes, where each sample's result depends on that
 * sample alone; else ranks that have other samples would compute other things.
 * @throws Error where it does not, or goes with no batch
 */
export function expectSamplesApart(tf: TF, shapes: readonly Shape[], compute: Compute): Shape[] {
  let failed: unknown;
  for (const times of TIMES) {
    try {
      let known: Shape[] = [];
      tf.tidy(() => {
        known = tried(tf, shapes, compute, times);
      });
      return known;
    } catch (cause) {
      if (cause instanceof Mixed) throw cause;
      failed ??= cause;
    }
  }
  throw failed;
}

class Mixed extends Error {}

function tried(tf: TF, shapes: readonly Shape[], compute: Compute, times: number): Shape[] {
  const [few, many] = [2 * times, 3 * times];
  const batchAxes = shapes.map((shape) => shape.indexOf(null));
  const given = (length: number) =>
    shapes.map((shape, i) => {
      const sides = shape.map((side, axis) => side ?? (axis === batchAxes[i] ? many : length));
      const size = sides.reduce((product, side) => product * side, 1);
      // Any numbers from 0 to below 1.
      return tf.range(0, size).mul(0.7).add(i).sin().abs().mul(0.99).reshape(sides);
    });
  const whole = given(LENGTH);
  const part = (xs: readonly Tensor[], axes: readonly number[], begin: number, size: number) =>
    xs.map((x, i) => {
      const axis = axes[i]!;
      if (axis < 0) return x;
      return x.slice(
        x.shape.map((_, at) => (at === axis ? begin : 0)),
        x.shape.with(axis, size),
      );
    });
  const all = compute(whole);
  const [first, last] = [0, times].map((begin) => compute(part(whole, batchAxes, begin, few)));
  const isOpen = shapes.some((shape) => shape.filter((side) => side === null).length > 1);
  const longer = isOpen ? compute(given(LENGTH + 1)) : undefined;
  return all.map((out, i) => {
    const sides = out.shape;
    const axis = sides.findIndex((side, at) => side !== first![i]!.shape[at]);
    const each = sides[axis]! / many;
    if (axis < 0 || first![i]!.shape[axis] !== each * few) {
      throw new Mixed('its result has no place for each sample of a batch, which are shared out to ranks');
    }
    for (const [begin, own] of [
      [0, first],
      [times, last],
    ] as const) {
      const [expected] = part([out], [axis], begin * each, few * each);
      if (!same(expected!, own![i]!))
        throw new Mixed('it mixes the samples of a batch, which are shared out to ranks');
    }
    const known = sides.map((side, at) => (at === axis ? null : side));
    return longer ? known.map((side, at) => (side === longer[i]!.shape[at] ? side : null)) : known;
  });
}

/** Up to rounding. */
function same(a: Tensor, b: Tensor): boolean {
  if (a.shape.join() !== b.shape.join()) return false;
  const [x, y] = [a, b].map((one) => one.dataSync());
  return x!.every((value, i) => {
    const other = y![i]!;
    return (
      Object.is(value, other) ||
      Math.abs(value - other) <= 1e-4 * Math.max(1, Math.abs(value)) ||
      (Number.isNaN(value) && Number.isNaN(other))
    );
  });
}
