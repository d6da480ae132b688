import type { Algebra } from '../optimizers/algebra.ts';
import type { GraphBuilder } from './graph.ts';
import { FLOAT32, INT32 } from './trace.ts';

const T = { T: { type: FLOAT32 } };
const AXES = { ...T, Tidx: { type: INT32 } };

/** Arithmetic that adds a node for each operation; values are nodes' names, which begin with `prefix`. */
export function nodeAlgebra(builder: GraphBuilder, prefix: string): Algebra<string> {
  let count = 0;
  const name = (op: string) => `${prefix}/${op}${count++}`;
  const number = (value: number) =>
    builder.constant(
      name('number'),
      { dtype: FLOAT32, shape: [] },
      new Uint8Array(Float32Array.of(value).buffer),
    );
  const whole = (values: readonly number[]) =>
    builder.constant(
      name('axes'),
      { dtype: INT32, shape: [values.length] },
      new Uint8Array(Int32Array.from(values).buffer),
    );
  const two = (op: string) => (a: string, b: string | number) =>
    builder.add(name(op), op, [a, typeof b === 'number' ? number(b) : b], T);
  const one = (op: string) => (a: string) => builder.add(name(op), op, [a], T);
  const over = (op: string, a: string, axes: readonly number[], keep: boolean) =>
    builder.add(name(op), op, [a, whole(axes)], { ...AXES, keep_dims: { b: keep } });
  return {
    add: two('AddV2'),
    sub: two('Sub'),
    mul: two('Mul'),
    div: two('RealDiv'),
    max: two('Maximum'),
    min: two('Minimum'),
    pow: two('Pow'),
    sqrt: one('Sqrt'),
    square: one('Square'),
    sign: one('Sign'),
    sum: (a, rank) =>
      over(
        'Sum',
        a,
        Array.from({ length: rank }, (_, axis) => axis),
        false,
      ),
    mean: (a, axis, keep) => over('Mean', a, [axis], keep),
    reshape: (a, shape) =>
      builder.add(name('Reshape'), 'Reshape', [a, whole(shape)], { ...T, Tshape: { type: INT32 } }),
    matMul: (a, b, turnA, turnB) =>
      builder.add(name('MatMul'), 'MatMul', [a, b], {
        ...T,
        transpose_a: { b: turnA },
        transpose_b: { b: turnB },
      }),
  };
}
