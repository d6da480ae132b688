/** Functions that put the same numbers into other places. */
import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../../api/job.ts';
import { type Argument, numberOf } from '../../../api/keras/operations.ts';
import { fromFront } from '../kind.ts';
import { axisOf, floats, numbers, type Operation, one, type Value } from './operation.ts';

/** Tensors of one data type: whole numbers beside others become such. */
function alike(xs: Value | undefined): Tensor[] {
  const tensors = xs as readonly Tensor[];
  return new Set(tensors.map(({ dtype }) => dtype)).size > 1 ? tensors.map(floats) : [...tensors];
}

function split(tf: TF, x: Tensor, parts: Argument, at: number): Tensor[] {
  if (typeof parts === 'number') return tf.split(x, parts, at);
  const ends = [0, ...numbers(parts), x.shape[at]!];
  return tf.split(
    x,
    ends.slice(1).map((end, i) => end - ends[i]!),
    at,
  );
}

/** What leaves an axis at its end comes in again at its beginning. */
function roll(tf: TF, x: Tensor, shift: number, axis: number): Tensor {
  const side = x.shape[axis]!;
  const by = ((shift % side) + side) % side;
  if (by === 0) return x;
  const [before, after] = tf.split(x, [side - by, by], axis) as [Tensor, Tensor];
  return tf.concat([after, before], axis);
}

/** Of the matrices in the last two sides, what `keeps` says; 0 in the place of the rest. */
const triangle = (keeps: (distance: number, k: number) => boolean): Operation =>
  one((x, tf, { k }) => {
    const [rows, columns] = x.shape.slice(-2) as [number, number];
    const kept = Array.from({ length: rows * columns }, (_, i) =>
      keeps((i % columns) - Math.floor(i / columns), (k ?? 0) as number),
    );
    return tf.where(tf.tensor2d(kept, [rows, columns], 'bool'), x, tf.zerosLike(x));
  });

const PADDED = ['constant', 'reflect', 'symmetric'];

export const SHAPES = {
  Reshape: one((x, _, { newshape }) => x.reshape(numbers(newshape).map((side) => side ?? -1))),
  Transpose: one((x, _, { axes }) => x.transpose(axes == null ? undefined : numbers(axes))),
  Swapaxes: one((x, _, { axis1, axis2 }) => {
    const [a, b] = [axis1, axis2].map((axis) => fromFront(axis as number, x.rank)) as [number, number];
    return x.transpose(x.shape.map((_, i) => (i === a ? b : i === b ? a : i)));
  }),
  Moveaxis: one((x, _, { source, destination }) => {
    const [from, to] = [source, destination].map((axes) =>
      numbers(axes).map((one) => fromFront(one, x.rank)),
    );
    const order: number[] = [];
    for (const [i, axis] of to!.entries()) order[axis] = from![i]!;
    const rest = [...x.shape.keys()].filter((axis) => !from!.includes(axis));
    return x.transpose(x.shape.map((_, i) => order[i] ?? rest.shift()!));
  }),
  ExpandDims: one((x, _, { axis }) =>
    numbers(axis).reduce((out, one) => out.expandDims(fromFront(one, out.rank + 1)), x),
  ),
  Squeeze: one((x, _, { axis }) => {
    if (axis == null) throw new Error('it takes away whatever sides of 1 there are: say an axis');
    return x.squeeze(numbers(axis).map((one) => fromFront(one, x.rank)));
  }),
  Concatenate: (tf, [xs], { axis }) => {
    const tensors = alike(xs);
    return tf.concat(tensors, fromFront((axis ?? -1) as number, tensors[0]!.rank));
  },
  Append: (tf, [a, b], { axis }) => tf.concat(alike([a!, b!]), axisOf(axis, (a as Tensor).rank)),
  Hstack: (tf, [xs]) => tf.concat(alike(xs), 1),
  Stack: (tf, [xs], { axis }) => {
    const tensors = alike(xs);
    return tf.stack(tensors, fromFront((axis ?? 0) as number, tensors[0]!.rank + 1));
  },
  Unstack: (tf, [given], { axis }) => {
    const x = given as Tensor;
    return tf.unstack(x, axisOf(axis ?? 0, x.rank));
  },
  Split: (tf, [given], { indicesOrSections, axis }) => {
    const x = given as Tensor;
    return split(tf, x, indicesOrSections!, axisOf(axis ?? 0, x.rank));
  },
  Hsplit: (tf, [given], { indicesOrSections }) => split(tf, given as Tensor, indicesOrSections!, 1),
  Flip: one((x, tf, { axis }) => tf.reverse(x, axis == null ? undefined : numbers(axis))),
  Roll: one((x, tf, { shift, axis }) => {
    const shifts = numbers(shift);
    const axes = (Array.isArray(axis) ? numbers(axis) : [axis]).map((one) => axisOf(one, x.rank));
    return axes.reduce((out: Tensor, at, i) => roll(tf, out, shifts[i] ?? shifts[0]!, at), x);
  }),
  Tile: one((x, tf, { repeats }) => {
    const counts = numbers(repeats);
    return tf.tile(x, [...x.shape.slice(counts.length).map(() => 1), ...counts]);
  }),
  Repeat: one((x, tf, { repeats, axis }) => {
    if (Array.isArray(repeats)) throw new Error('it repeats each step as often as a list says: use ops.take');
    const at = fromFront((axis ?? 0) as number, x.rank);
    const before = x.shape.slice(0, at + 1).reduce((product, side) => product * side, 1);
    const rows = tf.tile(x.reshape([before, 1, x.size / before]), [1, repeats as number, 1]);
    return rows.reshape(x.shape.with(at, x.shape[at]! * (repeats as number)));
  }),
  Pad: (tf, [given, value], { padWidth, mode }) => {
    const x = given as Tensor;
    const kind = String(mode ?? 'constant');
    if (!PADDED.includes(kind)) throw new Error(`it pads by "${kind}": ${PADDED.join(', ')} can be had`);
    const pairs = Array.isArray(padWidth) ? padWidth : [padWidth];
    const each = x.shape.map((_, i) => {
      const pair = pairs.every((one) => typeof one === 'number') ? padWidth : (pairs[i] ?? pairs[0]);
      const [before, after = before] = numbers(pair as Argument);
      return [before!, after!] as [number, number];
    });
    return kind === 'constant'
      ? tf.pad(x, each, numberOf(value ?? 0))
      : tf.mirrorPad(x, each, kind as 'reflect' | 'symmetric');
  },
  Tril: triangle((distance, k) => distance <= k),
  Triu: triangle((distance, k) => distance >= k),
  DepthToSpace: one((x, _, { blockSize, dataFormat }) => {
    expectLast(dataFormat);
    const [batch, height, width, depth] = x.shape as [number, number, number, number];
    const size = blockSize as number;
    const blocks = x.reshape([batch, height, width, size, size, depth / size ** 2]);
    return blocks
      .transpose([0, 1, 3, 2, 4, 5])
      .reshape([batch, height * size, width * size, depth / size ** 2]);
  }),
  SpaceToDepth: one((x, _, { blockSize, dataFormat }) => {
    expectLast(dataFormat);
    const [batch, height, width, depth] = x.shape as [number, number, number, number];
    const size = blockSize as number;
    const blocks = x.reshape([batch, height / size, size, width / size, size, depth]);
    return blocks
      .transpose([0, 1, 3, 2, 4, 5])
      .reshape([batch, height / size, width / size, depth * size ** 2]);
  }),
} as const satisfies Readonly<Record<string, Operation>>;

/** @throws where channels come first */
export function expectLast(dataFormat: Argument | undefined): void {
  if (String(dataFormat ?? 'channelsLast') !== 'channelsLast') {
    throw new Error('its channels come first: put a transpose before and after it');
  }
}
