import { describe, expect, test } from 'vitest';
import { layerTrace, type Sides } from '../../../test/support/sparse.ts';
import { FLOAT32, type Op, type Trace } from '../trace.ts';
import { dropDead } from './dead.ts';
import { optimize } from './index.ts';
import { Rewriter, typeAttribute } from './rewriter.ts';
import { sparseProducts as sparseProductsOf, withZeros } from './sparse.ts';

const X = new Set(['x']);
const sparseProducts = sparseProductsOf(X);
const SUITS: Sides = { batch: 32, features: 784, units: 64 };

const namesOf = ({ ops }: Trace) => ops.map(({ name }) => name);
const attributesOf = ({ attributes }: Op) =>
  Object.fromEntries(attributes.map(({ name, value }) => [name, value]));
const theirs = ['MatMul', 'AddV2', 'Relu', 'MatMul'];

test('the product of a layer that reads the batch, its bias and its relu are one op, its gradient is another', () => {
  const { ops } = optimize(layerTrace(SUITS), 'cpu', 'float32', X);
  expect(ops.map(({ name }) => name)).toEqual(['LockstepSparseProduct', 'LockstepSparseGradient']);
  expect(ops.map(({ inputs }) => inputs)).toEqual([
    [0, 1, 2],
    [0, 3],
  ]);
  expect(ops.map(attributesOf)).toEqual([{ N: 1, relu: true }, {}]);
});

test('what is read before bias or relu stays', () => {
  const trace = layerTrace(SUITS);
  const beside = (op: Op) => ({ ...trace, outputs: [...trace.outputs, op.outputs[0]!] });
  const namesWith = (op: Op) => namesOf(dropDead(sparseProducts(beside(op)))).slice(0, 3);
  const [product, sum] = trace.ops as [Op, Op];
  expect(namesWith(product)).toEqual(['LockstepSparseProduct', 'AddV2', 'Relu']);
  expect(namesWith(sum)).toEqual(['LockstepSparseProduct', 'Relu', 'LockstepSparseGradient']);
});

test('a relu before the bias is part of the product, the bias is not', () => {
  const trace = layerTrace(SUITS);
  const [product, sum, relu] = trace.ops as [Op, Op, Op];
  const [between, last] = [sum.outputs[0]!, relu.outputs[0]!];
  const ops = [
    product,
    { ...relu, inputs: product.outputs, outputs: [between] },
    { ...sum, inputs: [between, sum.inputs[1]!], outputs: [last] },
  ];
  const reversed = dropDead(sparseProducts({ ...trace, ops, outputs: [last] }));
  expect(namesOf(reversed)).toEqual(['LockstepSparseProduct', 'AddV2']);
  expect(attributesOf(reversed.ops[0]!)).toEqual({ N: 0, relu: true });
});

test('a batch that is scaled and reshaped has its zeros still, one that is shifted has not', () => {
  const withOp = (name: string) => {
    const pictures = { dtype: FLOAT32, shape: [32, 28, 28] };
    const flat = layerTrace(SUITS, 'flat');
    const types = [...flat.types, pictures, { dtype: FLOAT32, shape: [] }];
    const data = flat.types.length;
    const inputs = new Map([...flat.inputs, ['batch/x', data], ['scale', data + 1]] as const);
    const rewriter = new Rewriter({ ...flat, types, inputs });
    const [changed] = rewriter.add(name, [typeAttribute('T', FLOAT32)], [data, data + 1], [pictures]);
    const value = rewriter.reshape(changed!, [32, 784]);
    for (const op of flat.ops) {
      rewriter.keep({ ...op, inputs: op.inputs.map((input) => (input === 0 ? value : input)) });
    }
    return namesOf(sparseProducts(rewriter.finish({ ...flat, inputs })));
  };
  expect(withOp('Mul')).toContain('LockstepSparseGradient');
  expect(withOp('Sub')).toEqual(['Sub', 'Reshape', ...theirs]);
});

test('features may have many zeros where zero is the least of their numbers', () => {
  const range = (min: number, max = 1) => ({ min, max, whole: false });
  const ranges = {
    pixels: range(0),
    centred: range(-1),
    others: range(0.5),
    none: range(Infinity, -Infinity),
  };
  expect([...withZeros(ranges)]).toEqual(['pixels']);
  expect(namesOf(sparseProductsOf(withZeros(ranges))(layerTrace(SUITS, 'batch/centred')))).toEqual(theirs);
  expect(namesOf(sparseProductsOf(withZeros(ranges))(layerTrace(SUITS, 'batch/pixels')))).not.toEqual(theirs);
});

describe('TensorFlow keeps', () => {
  const OTHERS: readonly (readonly [string, Partial<Sides>])[] = [
    ['few rows', { batch: 31 }],
    ['no rows', { batch: 0 }],
    ['few features', { batch: 1024, features: 63 }],
    ['few units', { batch: 1024, units: 7 }],
    ['little work', { units: 40 }],
  ];
  test.each(OTHERS)('%s', (_, changed) => {
    expect(namesOf(sparseProducts(layerTrace({ ...SUITS, ...changed })))).toEqual(theirs);
  });

  test('what other layers read, what a GPU or lower precision computes, and other types of numbers', () => {
    expect(namesOf(sparseProducts(layerTrace(SUITS, 'hidden')))).toEqual(theirs);
    const trace = layerTrace(SUITS);
    expect(namesOf(optimize(trace, 'cuda', 'float32', X))).toEqual(theirs);
    expect(namesOf(optimize(trace, 'cpu', 'bfloat16', X))).not.toContain('LockstepSparseProduct');
    const double = { ...trace, types: trace.types.map((type) => ({ ...type, dtype: 2 })) };
    expect(namesOf(sparseProducts(double))).toEqual(theirs);
  });
});
