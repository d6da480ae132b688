import { expect, test } from 'vitest';
import { textOf } from '../../../test/support/trace-text.ts';
import { binary, float, matMul, T, traceOf } from '../../../test/support/traces.ts';
import { cut, RANK_SUM } from '../segments.ts';
import { FLOAT32 } from '../trace.ts';
import { optimize } from './index.ts';
import { type Rewriter, typeAttribute } from './rewriter.ts';

test('products with the same matrix become one, but for those that wait for another', () => {
  const trace = traceOf({ x: [2, 4], y: [2, 4], w: [4, 4] }, (rewriter, [x, y, w]) => {
    const first = matMul(rewriter, x!, w!, 2, 4);
    const second = matMul(rewriter, y!, w!, 2, 4);
    return [second, matMul(rewriter, first, w!, 2, 4)];
  });
  expect(textOf(trace)).toMatchInlineSnapshot(`
    "(x:f32[2,4], y:f32[2,4], w:f32[4,4])
    a:f32[2,4] = MatMul x w
    b:f32[2,4] = MatMul y w
    c:f32[2,4] = MatMul a w
    return b, c"
  `);
  expect(textOf(optimize(trace, 'cuda'))).toMatchInlineSnapshot(`
    "(x:f32[2,4], y:f32[2,4], w:f32[4,4])
    a:f32[4,4] = ConcatV2 x y 0 {N=2}
    b:f32[4,4] = MatMul a w
    c:f32[2,4], d:f32[2,4] = SplitV b [2,2] 0 {num_split=2}
    e:f32[2,4] = MatMul c w
    return d, e"
  `);
});

test('what waits for different sums over the ranks is not made one', () => {
  const summed = (rewriter: Rewriter, value: number, number: number) =>
    rewriter.add(
      RANK_SUM,
      [{ name: 'message', kind: 'string', value: `${number}` }],
      [value],
      [rewriter.types[value]!],
    )[0]!;
  const chain = (rewriter: Rewriter, value: number) =>
    binary(rewriter, 'Mul', binary(rewriter, 'AddV2', value, value), value);
  const inputs = { x: [2, 4], y: [2, 4], w: [4, 4] };
  // A block and its shortcut: the block's second sum comes before the shortcut's.
  const trace = traceOf(inputs, (rewriter, [x, y, w]) => {
    const [first, shortcut] = [summed(rewriter, x!, 0), summed(rewriter, y!, 2)];
    const inner = matMul(rewriter, chain(rewriter, first), w!, 2, 4);
    const outer = matMul(rewriter, chain(rewriter, shortcut), w!, 2, 4);
    return [summed(rewriter, inner, 1), outer];
  });
  const segments = cut(optimize(trace, 'cpu'), 3).map(({ trace: { inputs, ops } }) => ({
    ...{ inputs: [...inputs.keys()], ops: ops.map(({ name }) => name) },
  }));
  expect(segments).toEqual([
    { inputs: ['x'], ops: [] },
    { inputs: ['sum0', 'w'], ops: ['LockstepElementwise', 'MatMul'] },
    { inputs: ['sum1', 'y'], ops: [] },
    { inputs: ['sum2', 'w'], ops: ['LockstepElementwise', 'MatMul'] },
  ]);
});

test.each([
  ['bfloat16', 'bf16'],
  ['float16', 'f16'],
] as const)('products are of %s numbers, and what comes between of float32', (precision, type) => {
  const trace = traceOf({ x: [2, 4], w: [4, 4], b: [4] }, (rewriter, [x, w, b]) => {
    const product = matMul(rewriter, x!, w!, 2, 4);
    return [matMul(rewriter, binary(rewriter, 'AddV2', product, b!), w!, 2, 4)];
  });
  expect(textOf(optimize(trace, 'cuda', precision))).toBe(
    [
      '(x:f32[2,4], w:f32[4,4], b:f32[4])',
      `a:${type}[2,4] = Cast x`,
      `c:${type}[4,4] = Cast w`,
      `d:${type}[2,4] = MatMul a c`,
      'e:f32[2,4] = Cast d',
      'f:f32[2,4] = AddV2 e b',
      `g:${type}[2,4] = Cast f`,
      `h:${type}[2,4] = MatMul g c`,
      'i:f32[2,4] = Cast h',
      'return i',
    ].join('\n'),
  );
});

test('a sum of products is one product of concatenated matrices; other terms stay', () => {
  const inputs = { a: [3, 2], b: [5, 2], c: [3, 4], d: [5, 4], other: [2, 4] };
  const trace = traceOf(inputs, (rewriter, [a, b, c, d, other]) => {
    const sum = binary(rewriter, 'Add', matMul(rewriter, a!, c!, 2, 4, true), other!);
    return [binary(rewriter, 'Add', sum, matMul(rewriter, b!, d!, 2, 4, true))];
  });
  expect(textOf(trace)).toMatchInlineSnapshot(`
    "(a:f32[3,2], b:f32[5,2], c:f32[3,4], d:f32[5,4], other:f32[2,4])
    e:f32[2,4] = MatMul a c {transpose_a=true}
    f:f32[2,4] = Add e other
    g:f32[2,4] = MatMul b d {transpose_a=true}
    h:f32[2,4] = Add f g
    return h"
  `);
  expect(textOf(optimize(trace, 'cuda'))).toMatchInlineSnapshot(`
    "(a:f32[3,2], b:f32[5,2], c:f32[3,4], d:f32[5,4], other:f32[2,4])
    e:f32[8,2] = ConcatV2 a b 0 {N=2}
    f:f32[8,4] = ConcatV2 c d 0 {N=2}
    g:f32[2,4] = MatMul e f {transpose_a=true}
    h:f32[2,4] = AddV2 other g
    return h"
  `);
});

test('a product that is used elsewhere too is not taken into a sum', () => {
  const trace = traceOf({ a: [3, 2], b: [3, 4], c: [5, 2], d: [5, 4] }, (rewriter, [a, b, c, d]) => {
    const product = matMul(rewriter, a!, b!, 2, 4, true);
    return [product, binary(rewriter, 'Add', product, matMul(rewriter, c!, d!, 2, 4, true))];
  });
  expect(textOf(trace)).toMatchInlineSnapshot(`
    "(a:f32[3,2], b:f32[3,4], c:f32[5,2], d:f32[5,4])
    e:f32[2,4] = MatMul a b {transpose_a=true}
    f:f32[2,4] = MatMul c d {transpose_a=true}
    g:f32[2,4] = Add e f
    return e, g"
  `);
  expect(textOf(optimize(trace, 'cuda'))).toBe(textOf(trace));
});

test('what is done to several slices alike is done to the whole', () => {
  const trace = traceOf({ z: [2, 6], scale: [] }, (rewriter, [z, scale]) => {
    const pieces = rewriter.split(z!, [2, 2, 2], 1);
    const gates = pieces.slice(0, 2).map((piece) => {
      const scaled = rewriter.add('Mul', [T], [piece, scale!], [float(2, 2)])[0]!;
      return rewriter.add('Sigmoid', [T], [scaled], [float(2, 2)])[0]!;
    });
    return [...gates, rewriter.add('Tanh', [T], [pieces[2]!], [float(2, 2)])[0]!];
  });
  expect(textOf(trace)).toMatchInlineSnapshot(`
    "(z:f32[2,6], scale:f32[])
    a:f32[2,2], b:f32[2,2], c:f32[2,2] = SplitV z [2,2,2] 1 {num_split=3}
    d:f32[2,2] = Mul a scale
    e:f32[2,2] = Sigmoid d
    f:f32[2,2] = Mul b scale
    g:f32[2,2] = Sigmoid f
    h:f32[2,2] = Tanh c
    return e, g, h"
  `);
  expect(textOf(optimize(trace, 'cuda'))).toMatchInlineSnapshot(`
    "(z:f32[2,6], scale:f32[])
    a:f32[2,2], b:f32[2,2], c:f32[2,2] = SplitV z [2,2,2] 1 {num_split=3}
    d:f32[2,6] = Mul z scale
    e:f32[2,6] = Sigmoid d
    f:f32[2,2], g:f32[2,2], h:f32[2,2] = SplitV e [2,2,2] 1 {num_split=3}
    i:f32[2,2] = Tanh c
    return f, g, i"
  `);
});

test('equal ops are computed once, and what nobody needs is not', () => {
  const trace = traceOf({ x: [2, 2] }, (rewriter, [x]) => {
    const [a, b] = [binary(rewriter, 'Mul', x!, x!), binary(rewriter, 'Mul', x!, x!)];
    binary(rewriter, 'Sub', a, x!);
    return [binary(rewriter, 'Add', a, b)];
  });
  expect(textOf(trace)).toMatchInlineSnapshot(`
    "(x:f32[2,2])
    a:f32[2,2] = Mul x x
    b:f32[2,2] = Mul x x
    c:f32[2,2] = Sub a x
    d:f32[2,2] = Add a b
    return d"
  `);
  expect(textOf(optimize(trace, 'cuda'))).toMatchInlineSnapshot(`
    "(x:f32[2,2])
    a:f32[2,2] = Mul x x
    b:f32[2,2] = Add a a
    return b"
  `);
});

test('casts, reshapes and transposes that change nothing go', () => {
  const trace = traceOf({ x: [2, 3] }, (rewriter, [x]) => {
    const cast = [typeAttribute('SrcT', FLOAT32), typeAttribute('DstT', FLOAT32)];
    const [same] = rewriter.add('Cast', cast, [x!], [float(2, 3)]);
    const [flat] = rewriter.add('Reshape', [T], [same!, rewriter.integers([6])], [float(6)]);
    const [back] = rewriter.add('Reshape', [T], [flat!, rewriter.integers([2, 3])], [float(2, 3)]);
    const [turned] = rewriter.add('Transpose', [T], [back!, rewriter.integers([0, 1])], [float(2, 3)]);
    return [binary(rewriter, 'Neg', turned!, turned!)];
  });
  expect(textOf(trace)).toMatchInlineSnapshot(`
    "(x:f32[2,3])
    a:f32[2,3] = Cast x
    b:f32[6] = Reshape a [6]
    c:f32[2,3] = Reshape b [2,3]
    d:f32[2,3] = Transpose c [0,1]
    e:f32[2,3] = Neg d d
    return e"
  `);
  expect(textOf(optimize(trace, 'cuda'))).toMatchInlineSnapshot(`
    "(x:f32[2,3])
    a:f32[2,3] = Neg x x
    return a"
  `);
});

test("relu's gradient is taken from its result, so that bias and relu can be a part of the product before", () => {
  const trace = traceOf({ x: [2, 3], dy: [2, 3] }, (rewriter, [x, dy]) => {
    const full = (value: number) =>
      rewriter.constant(float(2, 3), new Uint8Array(new Float32Array(6).fill(value).buffer));
    const zero = rewriter.constant(float(), new Uint8Array(4));
    const select = (...inputs: number[]) => rewriter.add('Select', [T], inputs, [float(2, 3)])[0]!;
    const test = (name: string, ...inputs: number[]) =>
      rewriter.add(name, [T], inputs, [{ dtype: 10, shape: [2, 3] }])[0]!;
    const [relu] = rewriter.add('Relu', [T], [x!], [float(2, 3)]);
    const step = select(test('IsNan', x!), x!, select(test('Greater', x!, zero), full(1), full(0)));
    return [relu!, binary(rewriter, 'Mul', dy!, step)];
  });
  expect(textOf(trace)).toMatchInlineSnapshot(`
    "(x:f32[2,3], dy:f32[2,3])
    a:f32[2,3] = Relu x
    b:bool[2,3] = IsNan x
    c:bool[2,3] = Greater x 0
    d:f32[2,3] = Select c [1,1,1,1,1,1] [0,0,0,0,0,0]
    e:f32[2,3] = Select b x d
    f:f32[2,3] = Mul dy e
    return a, f"
  `);
  expect(textOf(optimize(trace, 'cuda'))).toMatchInlineSnapshot(`
    "(x:f32[2,3], dy:f32[2,3])
    a:f32[2,3] = Relu x
    b:f32[2,3] = ReluGrad dy a
    return a, b"
  `);
});
