import { expect, test } from 'vitest';
import { textOf } from '../../../test/support/trace-text.ts';
import { float, matMul, T, traceOf } from '../../../test/support/traces.ts';
import { INT32 } from '../trace.ts';
import { optimize } from './index.ts';
import { type Rewriter, typeAttribute } from './rewriter.ts';

/** `samples` samples of two rows each of a table of three, the products of each row's by itself. */
const products = (samples: number) =>
  traceOf({ table: [3, 4], w: [4, 5] }, (rewriter, [table, w]) => {
    const numbers = Array.from({ length: 2 * samples }, (_, i) => i % 3);
    const rows = lookUp(rewriter, table!, rewriter.integers(numbers));
    const whole = rewriter.reshape(rows, [samples, 2, 4]);
    const order = rewriter.integers([1, 0, 2]);
    const [turned] = rewriter.add('Transpose', [T], [whole, order], [float(2, samples, 4)]);
    const parts = [
      { name: 'num', kind: 'int', value: 2 },
      { name: 'axis', kind: 'int', value: 0 },
    ] as const;
    const each = rewriter.add('Unpack', [T, ...parts], [turned!], [float(samples, 4), float(samples, 4)]);
    return each.map((one) => matMul(rewriter, one, w!, samples, 5));
  });

function lookUp(rewriter: Rewriter, table: number, numbers: number): number {
  const types = ['Tindices', 'Taxis'].map((name) => typeAttribute(name, INT32));
  const attributes = [typeAttribute('Tparams', 1), ...types];
  const shape = float(...rewriter.shape(numbers), rewriter.shape(table)[1]!);
  return rewriter.add('GatherV2', attributes, [table, numbers, rewriter.integers(0)], [shape])[0]!;
}

test('products of more rows than their table has are looked up in its product', () => {
  expect(textOf(optimize(products(2), 'cuda'))).toMatchInlineSnapshot(`
    "(table:f32[3,4], w:f32[4,5])
    a:f32[3,5] = MatMul table w
    b:i32[2,2] = Reshape [0,1,2,0] [2,2]
    c:i32[2,2] = Transpose b [1,0]
    d:i32[2], e:i32[2] = Unpack c {num=2 axis=0}
    f:f32[2,5] = GatherV2 a d 0
    g:f32[2,5] = GatherV2 a e 0
    return f, g"
  `);
});

test('products of fewer rows are made of the rows', () => {
  const names = optimize(products(1), 'cuda').ops.map(({ name }) => name);
  expect(names.indexOf('GatherV2')).toBeLessThan(names.indexOf('MatMul'));
});
