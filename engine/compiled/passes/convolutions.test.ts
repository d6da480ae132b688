import { describe, expect, test } from 'vitest';
import { type Convolution, convolutionTrace, type TraceOptions } from '../../../test/support/convolutions.ts';
import { FLOAT32, type Op, type Trace } from '../trace.ts';
import { fastConvolutions } from './convolutions.ts';
import { dropDead } from './dead.ts';
import { optimize } from './index.ts';
import { typeAttribute } from './rewriter.ts';

const SUITS: Convolution = {
  ...{ batch: 4, height: 10, width: 10, channels: 32, filters: 64 },
  padding: 'SAME',
};

const namesOf = ({ ops }: Trace) => ops.map(({ name }) => name);
const theirs = ['Conv2D', 'Add', 'Relu', 'Conv2DBackpropInput', 'Conv2DBackpropFilter'];
/** Numbers of tensors that are none left out. */
const attributesOf = ({ attributes }: Op) =>
  Object.fromEntries(attributes.filter(({ value }) => value !== 0).map(({ name, value }) => [name, value]));

test('a convolution with bias and relu is one op of ours, and so is each gradient', () => {
  const { ops } = optimize(convolutionTrace(SUITS), 'cpu');
  const names = ['LockstepConvolution', 'LockstepConvolution', 'LockstepConvolutionFilter'];
  expect(ops.map(({ name }) => name)).toEqual(names);
  expect(ops[0]!.inputs).toHaveLength(3);
  const sides = [10, 10];
  expect(attributesOf(ops[0]!)).toEqual({ biases: 1, padding: [1, 1], sides, turned: false, relu: true });
  expect(attributesOf(ops[1]!)).toEqual({ padding: [1, 1], sides, turned: true, relu: false });
  expect(attributesOf(ops[2]!)).toEqual({ padding: [1, 1] });
});

test('without padding, the gradient with regard to the data has two rows and columns of it', () => {
  const { ops } = fastConvolutions(convolutionTrace({ ...SUITS, padding: 'VALID' }));
  const turned = ops.map(attributesOf).find((one) => one.turned);
  expect(turned).toEqual({ padding: [2, 2], sides: [10, 10], turned: true, relu: false });
});

test('what is read before bias or relu stays', () => {
  const trace = convolutionTrace(SUITS);
  const [convolution, sum] = trace.ops;
  const beside = (op: Op) => ({ ...trace, outputs: [...trace.outputs, op.outputs[0]!] });
  const namesWith = (op: Op) => namesOf(dropDead(fastConvolutions(beside(op)))).slice(0, 3);
  expect(namesWith(convolution!)).toEqual(['LockstepConvolution', 'Add', 'Relu']);
  expect(namesWith(sum!)).toEqual(['LockstepConvolution', 'Relu', 'LockstepConvolution']);
});

test('a bias behind relu stays', () => {
  const trace = convolutionTrace(SUITS);
  const [convolution, sum, relu] = trace.ops as [Op, Op, Op];
  const [between, last] = [sum.outputs[0]!, relu.outputs[0]!];
  const ops = [
    convolution,
    { ...relu, inputs: convolution.outputs, outputs: [between] },
    { ...sum, inputs: [between, sum.inputs[1]!], outputs: [last] },
  ];
  const reversed = { ...trace, ops, outputs: [last] };
  expect(namesOf(dropDead(fastConvolutions(reversed)))).toEqual(['LockstepConvolution', 'Add']);
});

describe('TensorFlow keeps', () => {
  const OTHERS: readonly (readonly [string, Partial<Convolution>, TraceOptions])[] = [
    ['strides', {}, { strides: [1, 2, 2, 1] }],
    ['dilations', {}, { dilations: [1, 2, 2, 1] }],
    ['channels first', {}, { format: 'NCHW' }],
    ['a filter of 5x5', {}, { sides: [5, 5] }],
    ['a filter of 3x1', {}, { sides: [3, 1] }],
    ['few channels', { channels: 16 }, {}],
    ['one channel', { channels: 1 }, {}],
    ['channels that are not in sixteens', { channels: 40 }, {}],
    ['few filters', { filters: 16 }, {}],
    ['a filter of very many numbers', { channels: 512, filters: 512 }, {}],
    ['pictures of a pixel', { batch: 128, height: 1, width: 1 }, {}],
    ['pictures of three rows', { batch: 128, height: 3 }, {}],
    ['few tiles', { batch: 2 }, {}],
    ['no pictures', { batch: 0 }, {}],
  ];
  test.each(OTHERS)('%s', (_, changed, options) => {
    expect(namesOf(fastConvolutions(convolutionTrace({ ...SUITS, ...changed }, options)))).toEqual(theirs);
  });

  test('other types of numbers, in groups, and what a GPU or lower precision computes', () => {
    const trace = convolutionTrace(SUITS);
    const double = { ...trace, types: trace.types.map((type) => ({ ...type, dtype: 2 })) };
    expect(namesOf(fastConvolutions(double))).toEqual(theirs);
    const groups = trace.types.map((type, i) => (i === 1 ? { dtype: FLOAT32, shape: [3, 3, 16, 64] } : type));
    expect(namesOf(fastConvolutions({ ...trace, types: groups }))[0]).toBe('Conv2D');
    expect(namesOf(optimize(trace, 'cuda'))).toEqual(theirs);
    const lowered = optimize(trace, 'cpu', 'bfloat16');
    const [convolution] = lowered.ops.filter(({ name }) => name === 'Conv2D');
    expect(convolution!.attributes).toContainEqual(typeAttribute('T', 14));
  });
});
