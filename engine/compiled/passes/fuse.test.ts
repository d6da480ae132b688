import { describe, expect, test } from 'vitest';
import { textOf } from '../../../test/support/trace-text.ts';
import { binary, float, matMul, namesOf, T, traceOf } from '../../../test/support/traces.ts';
import { attribute, type Op } from '../trace.ts';
import { optimize } from './index.ts';
import { programsOf, type Store } from './programs.ts';
import type { Rewriter } from './rewriter.ts';

describe('fused elementwise ops', () => {
  const unary = (rewriter: Rewriter, name: string, x: number) =>
    rewriter.add(name, [T], [x], [rewriter.types[x]!])[0]!;
  const attributesOf = (op: Op) =>
    Object.fromEntries(
      ['space', 'views', 'ops', 'code', 'stores', 'shapes'].map((name) => [name, attribute(op, name)]),
    );

  test('are one op; slices are read where they were cut from, and results written where they are joined', () => {
    const trace = traceOf({ z: [2, 6], bias: [3], scale: [] }, (rewriter, [z, bias, scale]) => {
      const [left, right] = rewriter.split(z!, [3, 3], 1);
      const sum = binary(rewriter, 'Add', left!, bias!);
      const scaled = binary(rewriter, 'Mul', right!, scale!);
      return [rewriter.concat([scaled, unary(rewriter, 'Tanh', sum)], 1)];
    });
    const { ops, outputs, inputs } = optimize(trace, 'cpu');
    expect(namesOf({ ...trace, ops })).toEqual(['LockstepElementwise']);
    expect(ops[0]!.inputs).toEqual([...inputs.values()]);
    expect(ops[0]!.outputs).toEqual(outputs);
    expect(attributesOf(ops[0]!)).toEqual({
      space: [2, 3],
      // The left half of z, the bias for every row, the right half, the scalar.
      views: [0, 0, 6, 1, 1, 0, 0, 1, 0, 3, 6, 1, 2, 0, 0, 0],
      ops: ['Add', 'Mul', 'Tanh'],
      code: [0, 1, -1, 0, 2, 3, -1, 0, 4, -1, -1, 0],
      stores: [5, 0, 0, 6, 6, 0, 3, 6],
      shapes: [2, 2, 6],
    });
  });

  test('take in what is computed only to be split', () => {
    const trace = traceOf({ x: [2, 4], bias: [4], scale: [] }, (rewriter, [x, bias, scale]) => {
      const sum = binary(rewriter, 'Add', binary(rewriter, 'Mul', x!, scale!), bias!);
      const [left, right] = rewriter.split(sum, [2, 2], 1);
      return [binary(rewriter, 'Mul', unary(rewriter, 'Sigmoid', left!), unary(rewriter, 'Tanh', right!))];
    });
    expect(textOf(trace)).toMatchInlineSnapshot(`
      "(x:f32[2,4], bias:f32[4], scale:f32[])
      a:f32[2,4] = Mul x scale
      b:f32[2,4] = Add a bias
      c:f32[2,2], d:f32[2,2] = SplitV b [2,2] 1 {num_split=2}
      e:f32[2,2] = Sigmoid c
      f:f32[2,2] = Tanh d
      g:f32[2,2] = Mul e f
      return g"
    `);
    expect(textOf(optimize(trace, 'cpu'))).toMatchInlineSnapshot(`
      "(x:f32[2,4], bias:f32[4], scale:f32[])
      a:f32[2,2] = LockstepElementwise x scale bias {N=3 M=1 space=[2,2] views=[0,0,4,1,1,0,0,0,0,2,4,1,2,0,0,1,2,2,0,1] ops=["Mul","Mul","Add","Add","Sigmoid","Tanh","Mul"] code=[0,1,-1,0,2,1,-1,0,5,3,-1,0,6,4,-1,0,7,-1,-1,0,8,-1,-1,0,9,10,-1,0] stores=[11,0,0,2] shapes=[2,2,2]}
      return a"
    `);
  });

  test('are not fused across what waits for them', () => {
    const trace = traceOf({ x: [2, 2], w: [2, 2] }, (rewriter, [x, w]) => {
      const before = binary(rewriter, 'Mul', unary(rewriter, 'Neg', x!), x!);
      const product = matMul(rewriter, before, w!, 2, 2);
      return [binary(rewriter, 'Add', unary(rewriter, 'Tanh', product), before)];
    });
    expect(textOf(trace)).toMatchInlineSnapshot(`
      "(x:f32[2,2], w:f32[2,2])
      a:f32[2,2] = Neg x
      b:f32[2,2] = Mul a x
      c:f32[2,2] = MatMul b w
      d:f32[2,2] = Tanh c
      e:f32[2,2] = Add d b
      return e"
    `);
    expect(textOf(optimize(trace, 'cpu'))).toMatchInlineSnapshot(`
      "(x:f32[2,2], w:f32[2,2])
      a:f32[2,2] = LockstepElementwise x {N=1 M=1 space=[2,2] views=[0,0,2,1] ops=["Neg","Mul"] code=[0,-1,-1,0,1,0,-1,0] stores=[2,0,0,2] shapes=[2,2,2]}
      b:f32[2,2] = MatMul a w
      c:f32[2,2] = LockstepElementwise b a {N=2 M=1 space=[2,2] views=[0,0,2,1,1,0,2,1] ops=["Tanh","Add"] code=[0,-1,-1,0,2,1,-1,0] stores=[3,0,0,2] shapes=[2,2,2]}
      return c"
    `);
  });

  test('compute the products that nobody else reads, where many share a matrix, packed once', () => {
    const sharing = (count: number) =>
      traceOf({ x: [2, 3], w: [3, 3] }, (rewriter, [x, w]) => {
        let state = x!;
        for (let step = 0; step < count; step++) {
          state = binary(rewriter, 'Add', unary(rewriter, 'Tanh', matMul(rewriter, state, w!, 2, 3)), x!);
        }
        return [state];
      });
    expect(namesOf(optimize(sharing(7), 'cpu'))).not.toContain('LockstepPack');
    expect(namesOf(optimize(sharing(8), 'cpu', 'bfloat16'))).not.toContain('LockstepPack');
    const { ops, types, inputs } = optimize(sharing(8), 'cpu');
    const [pack, loop] = ops;
    expect(namesOf({ ...sharing(8), ops })).toEqual(['LockstepPack', 'LockstepElementwise']);
    expect(attribute(pack!, 'transposed')).toBe(false);
    expect(types[pack!.outputs[0]!]!.shape).toEqual([1, 3, 32]);
    expect(loop!.inputs).toEqual([inputs.get('x'), pack!.outputs[0]]);
    const programs = programsOf(loop!);
    expect(programs).toHaveLength(8);
    const [first, second] = programs;
    // The product, then x.
    expect(first!.views.map(({ value }) => value)).toEqual([-1, inputs.get('x')]);
    expect(first!.products).toEqual([
      { left: inputs.get('x'), offset: 0, right: pack!.outputs[0], sides: [2, 3, 3] },
    ]);
    const [{ value, offset }] = first!.stores as [Store];
    expect(second!.products).toEqual([{ left: value, offset, right: pack!.outputs[0], sides: [2, 3, 3] }]);
  });

  test('stay as they are where they are large, alone, spread in another way, or a part of a product', () => {
    const inputs = { big: [300, 300], thin: [3, 1, 2], deep: [3, 4, 2], x: [2, 3], w: [3, 3], bias: [3] };
    const trace = traceOf(inputs, (rewriter, [big, thin, deep, x, w, bias]) => {
      const [spread] = rewriter.add('Add', [T], [thin!, deep!], [float(3, 4, 2)]);
      const biased = binary(rewriter, 'Add', matMul(rewriter, x!, w!, 2, 3), bias!);
      return [
        unary(rewriter, 'Tanh', unary(rewriter, 'Neg', big!)),
        unary(rewriter, 'Neg', spread!),
        unary(rewriter, 'Relu', biased),
      ];
    });
    expect(textOf(optimize(trace, 'cpu'))).toBe(textOf(trace));
  });
});
