import type { Precision } from '../../../api/job.ts';
import { FLOAT32, type Pass } from '../trace.ts';
import { type Rewriter, rewrite, typeAttribute } from './rewriter.ts';

/** TensorFlow's numbers of the types. */
const TYPES: Readonly<Record<Exclude<Precision, 'float32'>, number>> = { bfloat16: 14, float16: 19 };

/** What takes the time, forward and backward, and what hardware has fast units for. */
const PRODUCTS = new Set([
  'MatMul',
  'BatchMatMulV2',
  'Conv2D',
  'Conv2DBackpropInput',
  'Conv2DBackpropFilter',
  'Conv3D',
  'Conv3DBackpropInputV2',
  'Conv3DBackpropFilterV2',
  'DepthwiseConv2dNative',
  'DepthwiseConv2dNativeBackpropInput',
  'DepthwiseConv2dNativeBackpropFilter',
]);

/**
 * Products and convolutions of numbers of lower precision, their results in float32 again: what comes between, sums and
 * variables stay as they are.
 */
export function lowered(precision: Precision): Pass {
  if (precision === 'float32') return (trace) => trace;
  const low = TYPES[precision];
  return (trace) =>
    rewrite(trace, (op, rewriter) => {
      const types = op.outputs.map((value) => rewriter.types[value]!);
      if (!PRODUCTS.has(op.name) || types.some(({ dtype }) => dtype !== FLOAT32)) return undefined;
      const inputs = op.inputs.map((value) =>
        rewriter.types[value]!.dtype === FLOAT32 ? cast(rewriter, value, low) : value,
      );
      const attributes = op.attributes.map((one) => (one.name === 'T' ? typeAttribute('T', low) : one));
      const outputs = types.map(({ shape }) => ({ dtype: low, shape }));
      return rewriter
        .add(op.name, attributes, inputs, outputs)
        .map((value) => cast(rewriter, value, FLOAT32));
    });
}

function cast(rewriter: Rewriter, value: number, to: number): number {
  const { dtype, shape } = rewriter.types[value]!;
  const attributes = [typeAttribute('SrcT', dtype), typeAttribute('DstT', to)];
  return rewriter.add('Cast', attributes, [value], [{ dtype: to, shape }])[0]!;
}
