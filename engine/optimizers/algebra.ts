/** The arithmetic that updates are written in: of tensors here, of nodes in a compiled graph. */
import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';

/** Values of any shape, which broadcast; a scalar may be a plain number. */
export interface Algebra<T> {
  add(a: T, b: T | number): T;
  sub(a: T, b: T | number): T;
  mul(a: T, b: T | number): T;
  div(a: T, b: T | number): T;
  max(a: T, b: T | number): T;
  min(a: T, b: T | number): T;
  /** Of numbers above 0. */
  pow(a: T, exponent: number): T;
  sqrt(a: T): T;
  square(a: T): T;
  sign(a: T): T;
  /** Of all numbers; `rank` is that of `a`. */
  sum(a: T, rank: number): T;
  /** Along one axis, counted from the end. */
  mean(a: T, axis: number, keep: boolean): T;
  reshape(a: T, shape: readonly number[]): T;
  /** Of two matrices, the first or the second of them turned. */
  matMul(a: T, b: T, turnA: boolean, turnB: boolean): T;
}

export function tensorAlgebra(tf: TF): Algebra<Tensor> {
  return {
    add: (a, b) => tf.add(a, b),
    sub: (a, b) => tf.sub(a, b),
    mul: (a, b) => tf.mul(a, b),
    div: (a, b) => tf.div(a, b),
    max: (a, b) => tf.maximum(a, b),
    min: (a, b) => tf.minimum(a, b),
    pow: (a, exponent) => tf.pow(a, exponent),
    sqrt: (a) => tf.sqrt(a),
    square: (a) => tf.square(a),
    sign: (a) => tf.sign(a),
    sum: (a) => tf.sum(a),
    mean: (a, axis, keep) => tf.mean(a, axis + a.rank, keep),
    reshape: (a, shape) => tf.reshape(a, [...shape]),
    matMul: (a, b, turnA, turnB) => tf.matMul(a, b, turnA, turnB),
  };
}
