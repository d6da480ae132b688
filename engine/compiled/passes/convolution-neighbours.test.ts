import { expect, test } from 'vitest';
import { type Convolution, type PooledOptions, pooledTrace } from '../../../test/support/convolutions.ts';
import { textOf } from '../../../test/support/trace-text.ts';
import { convolutionsWithNeighbours } from './convolution-neighbours.ts';
import { fastConvolutions } from './convolutions.ts';
import { dropDead } from './dead.ts';

const SUITS: Convolution = {
  ...{ batch: 4, height: 10, width: 10, channels: 32, filters: 64 },
  padding: 'SAME',
};

const optimized = (changed: Partial<Convolution> = {}, options: PooledOptions = {}) =>
  convolutionsWithNeighbours(dropDead(fastConvolutions(pooledTrace({ ...SUITS, ...changed }, options))));

const namesOf = (...from: Parameters<typeof optimized>) => optimized(...from).ops.map(({ name }) => name);

test('bias, relu and pooling are a part of the convolution, all gradients a part of two others', () => {
  expect(textOf(optimized())).toMatchInlineSnapshot(`
    "(data:f32[4,10,10,32], filter:f32[3,3,32,64], bias:f32[64], gradient:f32[4,5,5,64])
    a:f32[4,5,5,64], b:type4[4,5,5,64] = LockstepConvolution data filter bias {padding=[1,1] sides=[10,10] relu=true biases=1 masks=0 choices=0 chosen=1 sums=0}
    c:f32[4,10,10,32], d:f32[32] = LockstepConvolution gradient filter data b {padding=[1,1] sides=[10,10] turned=true biases=0 masks=1 choices=1 chosen=0 sums=1}
    e:f32[3,3,32,64], f:f32[64] = LockstepConvolutionFilter data gradient b {padding=[1,1] choices=1 sums=1}
    return a, c, d, e, f"
  `);
});

test('pooling in windows that hold pixels from outside, or overlap, stays, and so does what nothing of relu is known of', () => {
  const apart = ['MaxPool', 'MaxPoolGrad', 'ReluGrad'];
  const changes: [Partial<Convolution>, PooledOptions][] = [
    [{ height: 9 }, { windowPadding: 'SAME' }],
    [{}, { window: 3 }],
  ];
  for (const [changed, options] of changes) {
    expect(namesOf(changed, options)).toEqual(expect.arrayContaining(apart));
  }
  expect(namesOf({}, { relu: false })).toEqual(expect.arrayContaining(['MaxPool', 'MaxPoolGrad']));
  expect(namesOf({ height: 9 })).not.toContain('MaxPool');
  expect(namesOf({}, { windowPadding: 'SAME' })).not.toContain('MaxPool');
});

test('what others read stays', () => {
  for (const reads of ['results', 'slopes'] as const) {
    expect(namesOf({}, { reads })).toEqual(expect.arrayContaining(['MaxPool', 'MaxPoolGrad', 'ReluGrad']));
  }
  const names = namesOf({}, { reads: 'toData' });
  expect(names).not.toContain('MaxPool');
  expect(names).toEqual(expect.arrayContaining(['ReluGrad', 'Sum']));
});

test("a bias's gradient without one with regard to the filter is a sum of its own", () => {
  const names = namesOf({}, { filter: false });
  expect(names).toEqual(expect.arrayContaining(['MaxPool', 'MaxPoolGrad', 'ReluGrad', 'Sum']));
});

test('a model without such convolutions is left as it is', () => {
  const trace = pooledTrace({ ...SUITS, channels: 16 });
  expect(convolutionsWithNeighbours(trace)).toBe(trace);
});
