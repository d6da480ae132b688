/** What a function of `keras.ops` is made of here. */
import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../../api/job.ts';
import { type Argument, numberOf } from '../../../api/keras/operations.ts';
import { fromFront } from '../kind.ts';

/** Arguments with their tensors. */
export type Value = Tensor | Exclude<Argument, readonly Argument[]> | readonly Value[];
export type Options = Readonly<Record<string, Argument>>;
export type Operation = (tf: TF, args: readonly Value[], options: Options) => Tensor | Tensor[];

/** Of one tensor. */
export const one =
  (compute: (x: Tensor, tf: TF, options: Options) => Tensor): Operation =>
  (tf, [x], options) =>
    compute(x as Tensor, tf, options);

/** Of one tensor, whose whole numbers become others first. */
export const real = (compute: (x: Tensor, tf: TF, options: Options) => Tensor): Operation =>
  one((x, tf, options) => compute(floats(x), tf, options));

/** Of two, of which one may be a number. */
export const two =
  (compute: (tf: TF, a: Tensor, b: Tensor) => Tensor): Operation =>
  (tf, [a, b]) =>
    compute(tf, tensorOf(tf, a!, b!), tensorOf(tf, b!, a!));

/** The same, where truths count as 0 and 1. */
export const arithmetic = (compute: (tf: TF, a: Tensor, b: Tensor) => Tensor): Operation =>
  two((tf, a, b) => {
    const [x, y] = [a, b].map((value) => (value.dtype === 'bool' ? value.cast('int32') : value));
    const out = compute(tf, x!, y!);
    return a.dtype === 'bool' && b.dtype === 'bool' ? out.cast('bool') : out;
  });

/** Over axes that are not of the samples. */
export const over = (compute: (x: Tensor, axes: number[], keepdims: boolean, tf: TF) => Tensor): Operation =>
  one((x, tf, { axis, keepdims, initial }) => {
    if (initial != null) throw new Error(`it begins with ${initial}: compare with that afterwards`);
    return compute(x, axesOf(axis, x.rank), Boolean(keepdims), tf);
  });

export const floats = (x: Tensor): Tensor => (x.dtype === 'float32' ? x : x.cast('float32'));

/** A number as a tensor: a whole one beside whole ones is whole. */
export function tensorOf(tf: TF, value: Value, beside?: Value): Tensor {
  if (value instanceof tf.Tensor) return value;
  const whole = beside instanceof tf.Tensor && beside.dtype !== 'float32' && Number.isInteger(value);
  return tf.scalar(numberOf(value), whole ? 'int32' : 'float32');
}

export function axesOf(axis: Argument | undefined, rank: number): number[] {
  const axes = (Array.isArray(axis) ? axis : [axis]) as (number | null | undefined)[];
  return axes.map((one) => axisOf(one, rank));
}

/** @throws where it is that of the samples, or all are meant */
export function axisOf(axis: Argument | undefined, rank: number): number {
  const known = axis == null ? 0 : fromFront(axis as number, rank);
  if (known === 0) throw new Error('it goes over the samples of a batch, which are shared out to ranks');
  return known;
}

export const numbers = (value: Argument | undefined): number[] => [
  ...((Array.isArray(value) ? value : [value]) as number[]),
];

/** What tfjs has of a data type of Keras. */
export function dtypeOf(
  dtype: Argument | undefined,
  otherwise: Tensor['dtype'],
): 'bool' | 'int32' | 'float32' {
  if (dtype == null) return otherwise as 'float32';
  const name = String(dtype);
  return name === 'bool' ? 'bool' : /^u?int/.test(name) ? 'int32' : 'float32';
}

/** The same tensor with one axis last, and the way back. */
export function withLast(x: Tensor, axis: number): { x: Tensor; back(out: Tensor): Tensor } {
  if (axis === x.rank - 1) return { x, back: (out) => out };
  const order = [...x.shape.keys()].filter((one) => one !== axis);
  const back = x.shape.map((_, i) => (i < axis ? i : i === axis ? x.rank - 1 : i - 1));
  return { x: x.transpose([...order, axis]), back: (out) => out.transpose(back) };
}
