import { attribute, FLOAT32, type Op, type Pass } from '../trace.ts';
import { isSet, type Rewriter, rewrite, typeAttribute } from './rewriter.ts';

const T = typeAttribute('T', FLOAT32);

/**
 * Convolution, normalization by moving averages and tanh in a row: TensorFlow's optimizer makes one op of them
 * that does not run ("Fusion is not implemented: [FusedBatchNorm,Tanh]", 2.21 on CPUs). Written as a product and
 * a sum, the normalization is not taken for one.
 */
export const normalizeApart: Pass = (trace) =>
  rewrite(trace, (op, rewriter) => {
    const norm = rewriter.producer(op.inputs[0] ?? -1);
    if (op.name !== 'Tanh' || norm?.name !== 'FusedBatchNorm' || isSet(norm, 'is_training')) return undefined;
    return rewriter.add('Tanh', op.attributes, [plain(norm, rewriter)], [rewriter.types[op.outputs[0]!]!]);
  });

/** `x * s + (offset - mean * s)`, where `s = scale / sqrt(variance + epsilon)`. */
function plain({ inputs, outputs, ...norm }: Op, rewriter: Rewriter): number {
  const [x, scale, offset, mean, variance] = inputs as [number, number, number, number, number];
  const one = (name: string, values: readonly number[], like: number) =>
    rewriter.add(name, [T], values, [rewriter.types[like]!])[0]!;
  const epsilon = Float32Array.of(attribute({ ...norm, inputs, outputs }, 'epsilon') as number);
  const constant = rewriter.constant({ dtype: FLOAT32, shape: [] }, new Uint8Array(epsilon.buffer));
  const root = one('Rsqrt', [one('AddV2', [variance, constant], variance)], variance);
  const factor = one('Mul', [root, scale], variance);
  const rest = one('Sub', [offset, one('Mul', [mean, factor], variance)], variance);
  return one('AddV2', [one('Mul', [x, factor], x), rest], x);
}
