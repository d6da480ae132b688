import type { Ranges } from '../../../api/ranges.ts';
import { type Attribute, BATCH, FLOAT32, type Op, type Pass, type Trace } from '../trace.ts';
import { countUses, flag, isSet, type Rewriter, rewrite, same } from './rewriter.ts';

/** Ops that make zeros of zeros, whatever their other inputs are. */
const KEEPS_ZEROS = new Set(['Cast', 'Mul', 'RealDiv', 'Reshape']);

/** Fewer rows, features or units, or multiplications: TensorFlow's products are as fast; measured. */
const LEAST_ROWS = 32;
const LEAST_FEATURES = 64;
const LEAST_UNITS = 8;
const LEAST_PRODUCTS = 1 << 20;

/**
 * Products with the batch, and the gradients of their weights, leave out what is zero (native/tensorflow/sparse-product.h):
 * of a first layer most, where data are pictures of digits or bags of words. A bias and a relu behind one become a part of
 * it.
 * @param withZeros names of the features that may have many
 */
export const sparseProducts =
  (withZeros: ReadonlySet<string>): Pass =>
  (trace) => {
    const data = dataOf(trace, withZeros);
    if (data.size === 0) return trace;
    const uses = countUses(trace);
    return rewrite(trace, (op, rewriter) => {
      const value = changed(op, rewriter, data, uses);
      if (value === undefined) return undefined;
      uses.set(value, uses.get(op.outputs[0]!) ?? 0);
      return [value];
    });
  };

/**
 * Features whose least number is zero: what is sparse (pixels, counts, one of many) is so, and data without zeros, whose
 * product takes some 5 % longer if it looks for them, mostly are not. All ranks know the ranges, whichever their batches.
 */
export const withZeros = (ranges: Ranges): ReadonlySet<string> =>
  new Set(Object.keys(ranges).filter((name) => ranges[name]!.min === 0));

/** Those features, and what is zero where they are. */
function dataOf({ inputs, ops }: Trace, withZeros: ReadonlySet<string>): ReadonlySet<number> {
  const data = new Set<number>();
  for (const [name, value] of inputs) {
    if (name.startsWith(BATCH) && withZeros.has(name.slice(BATCH.length))) data.add(value);
  }
  for (const { name, inputs, outputs } of ops) {
    // The second input of a reshape is a shape, which is no number of the batch.
    if (KEEPS_ZEROS.has(name) && inputs.some((value) => data.has(value))) data.add(outputs[0]!);
  }
  return data;
}

function changed(
  op: Op,
  rewriter: Rewriter,
  data: ReadonlySet<number>,
  uses: ReadonlyMap<number, number>,
): number | undefined {
  const type = rewriter.types[op.outputs[0]!]!;
  if (op.name === 'MatMul') {
    if (!data.has(op.inputs[0]!) || isSet(op, 'transpose_b') || !pays(op, rewriter)) return undefined;
    if (isSet(op, 'transpose_a')) return rewriter.add('LockstepSparseGradient', [], op.inputs, [type])[0];
    return rewriter.add('LockstepSparseProduct', [biases(0), flag('relu', false)], op.inputs, [type])[0];
  }
  const product = rewriter.producer(op.inputs[0]!);
  if (product?.name !== 'LockstepSparseProduct' || uses.get(op.inputs[0]!) !== 1) return undefined;
  if (isSet(product, 'relu')) return undefined;
  if (op.name === 'Relu') {
    const attributes = [biases(product.inputs.length - 2), flag('relu', true)];
    return rewriter.add(product.name, attributes, product.inputs, [type])[0];
  }
  const isSum = op.name === 'Add' || op.name === 'AddV2';
  if (!isSum || product.inputs.length > 2 || !same(rewriter.shape(op.inputs[1]!), type.shape.slice(-1)))
    return undefined;
  const attributes = [biases(1), flag('relu', false)];
  return rewriter.add(product.name, attributes, [...product.inputs, op.inputs[1]!], [type])[0];
}

function pays(op: Op, { types }: Rewriter): boolean {
  const [left, result] = [types[op.inputs[0]!]!, types[op.outputs[0]!]!];
  const [rows, features] = left.shape as [number, number];
  const units = result.shape[1]!;
  return (
    result.dtype === FLOAT32 &&
    rows >= LEAST_ROWS &&
    features >= LEAST_FEATURES &&
    units >= LEAST_UNITS &&
    rows * features * units >= LEAST_PRODUCTS
  );
}

const biases = (count: number): Attribute => ({ name: 'N', kind: 'int', value: count });
