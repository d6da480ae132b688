/** Functions that pick numbers by their places. */
import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../../api/job.ts';
import { type Argument, numberOf } from '../../../api/keras/operations.ts';
import { fromFront } from '../kind.ts';
import { axisOf, dtypeOf, floats, type Operation, one, type Value, withLast } from './operation.ts';

/** Python's `x[key]`, of whole numbers, slices and an ellipsis. */
function taken(tf: TF, x: Tensor, key: readonly Argument[]): Tensor {
  const isEllipsis = (part: Argument) => typeof part === 'object' && part !== null && 'ellipsis' in part;
  const told = key.filter((part) => !isEllipsis(part) && part !== null).length;
  const all = Array.from({ length: x.rank - told }, (): Argument => ({ slice: [null, null, null] }));
  const at = key.findIndex(isEllipsis);
  const whole = at < 0 ? [...key, ...all] : key.toSpliced(at, 1, ...all);
  const [begin, end, strides, gone, added]: number[][] = [[], [], [], [], []];
  const backwards: number[] = [];
  for (const part of whole) {
    if (part === null) {
      added!.push(begin!.length + added!.length - gone!.length);
      continue;
    }
    const side = x.shape[begin!.length]!;
    if (typeof part === 'number') {
      gone!.push(begin!.length);
      const place = part < 0 ? part + side : part;
      begin!.push(place);
      end!.push(place + 1);
      strides!.push(1);
      continue;
    }
    const slice = (part as { slice?: readonly (number | null)[] }).slice;
    if (!slice) throw new Error('it takes by a tensor: use ops.take or ops.take_along_axis');
    const [start, stop, step] = slice;
    if (step === -1 && start === null && stop === null) backwards.push(begin!.length);
    else if ((step ?? 1) < 0) throw new Error('it goes through an axis backwards: use ops.flip');
    const bound = (value: number) => Math.min(Math.max(value < 0 ? value + side : value, 0), side);
    begin!.push(bound(start ?? 0));
    end!.push(bound(stop ?? side));
    strides!.push(Math.abs(step ?? 1));
  }
  const turned = backwards.length > 0 ? tf.reverse(x, backwards) : x;
  const cut = tf.stridedSlice(turned, begin!, end!, strides!);
  const left = cut.shape.filter((_, axis) => !gone!.includes(axis));
  return added!.reduce((out: Tensor, axis) => out.expandDims(axis), cut.reshape(left));
}

/** Whole numbers; those below 0 count from the end of a side of this length. */
function placesOf(tf: TF, given: Value, length: number): Tensor {
  const places =
    given instanceof tf.Tensor ? given.cast('int32') : tf.tensor(given as number[], undefined, 'int32');
  return tf.where(places.less(0), places.add(tf.scalar(length, 'int32')), places);
}

/** A 1 at the place of each whole number; all are 0 where there is no such place. */
function hot(tf: TF, x: Tensor, classes: number, axis: number): Tensor {
  const ones = tf.oneHot(x.cast('int32').flatten(), classes).reshape([...x.shape, classes]);
  const at = fromFront(axis, ones.rank);
  const order = [...x.shape.keys()];
  return floats(at === x.rank ? ones : ones.transpose(order.toSpliced(at, 0, x.rank)));
}

export const PICKING = {
  GetItem: (tf, [x, key]) => taken(tf, x as Tensor, (Array.isArray(key) ? key : [key]) as Argument[]),
  Take: (tf, [given, indices], { axis }) => {
    const x = given as Tensor;
    if (axis == null) throw new Error('it takes of all numbers in a row: say an axis');
    const at = fromFront(axis as number, x.rank);
    return tf.gather(x, placesOf(tf, indices!, x.shape[at]!), at);
  },
  TakeAlongAxis: (tf, [given, indices], { axis }) => {
    const x = given as Tensor;
    const at = axisOf(axis, x.rank);
    const sides = (of: Tensor, length: number) =>
      of.shape.map((side, i) => (i === at ? length : Math.max(side, (of === x ? wanted : x).shape[i]!)));
    const wanted = placesOf(tf, indices!, x.shape[at]!);
    const [from, places] = [x, wanted].map((one) => {
      const shape = sides(one, one.shape[at]!);
      return withLast(shape.join() === one.shape.join() ? one : tf.broadcastTo(one, shape), at);
    });
    const length = from!.x.shape.at(-1)!;
    const rows = from!.x.size / length;
    const starts = tf.range(0, rows, 1, 'int32').mul(tf.scalar(length, 'int32')).expandDims(1);
    const flat = places!.x.reshape([rows, -1]).add(starts);
    return places!.back(tf.gather(from!.x.flatten(), flat.flatten()).reshape(places!.x.shape));
  },
  OneHot: one((x, tf, { numClasses, axis, dtype, sparse }) => {
    if (sparse) throw new Error('it makes a sparse tensor');
    return hot(tf, x, numClasses as number, (axis ?? -1) as number).cast(dtypeOf(dtype, 'float32'));
  }),
  MultiHot: one((x, tf, { numClasses, axis, dtype, sparse }) => {
    if (sparse) throw new Error('it makes a sparse tensor');
    const ones = hot(tf, x, numClasses as number, (axis ?? -1) as number);
    return ones.max(axisOf(1, ones.rank)).cast(dtypeOf(dtype, 'float32'));
  }),
  Select: (tf, [conditions, choices, otherwise]) => {
    const values = (choices as Tensor[]).map(floats);
    const rest = otherwise instanceof tf.Tensor ? floats(otherwise) : tf.scalar(numberOf(otherwise ?? 0));
    return (conditions as Tensor[]).reduceRight(
      (out: Tensor, condition, i) => tf.where(condition.cast('bool'), values[i]!, out),
      rest,
    );
  },
} as const satisfies Readonly<Record<string, Operation>>;
