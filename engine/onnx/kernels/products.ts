import { float } from '../graph.ts';
import type { KernelCall, Kernels } from './kernel.ts';

/** Names of what tfjs fuses behind a product. */
const ACTIVATIONS: Readonly<Record<string, string>> = { relu: 'Relu', elu: 'Elu', sigmoid: 'Sigmoid' };

/** The bias and the activation that are fused with a product. */
export function activated(call: KernelCall, product: string): string {
  const { graph } = call;
  const shifted = call.has('bias') ? graph.node('Add', [product, call.input('bias')]) : product;
  const activation = call.attribute<string | null | undefined>('activation') ?? 'linear';
  switch (activation) {
    case 'linear':
      return shifted;
    case 'relu6':
      return graph.node('Clip', [shifted, graph.scalar(0), graph.scalar(6)]);
    case 'leakyrelu':
      return graph.node('LeakyRelu', [shifted], { alpha: float(call.attribute<number>('leakyreluAlpha')) });
    case 'prelu':
      return graph.node('PRelu', [shifted, call.input('preluActivationWeights')]);
    default:
      if (activation in ACTIVATIONS) return graph.node(ACTIVATIONS[activation]!, [shifted]);
      throw call.refuse(`its activation ${activation} is not known here`);
  }
}

function product(call: KernelCall): string {
  const { graph } = call;
  const side = (key: string, flag: string) => {
    const rank = call.rank(key);
    const perm = Array.from({ length: rank }, (_, i) => i);
    if (call.attribute<boolean>(flag)) perm.push(...perm.splice(-2).reverse());
    return graph.transpose(call.input(key), perm);
  };
  return graph.node('MatMul', [side('a', 'transposeA'), side('b', 'transposeB')]);
}

/** `(x - mean) / sqrt(variance + epsilon) * scale + offset`, over the last dimension. */
function normalization(call: KernelCall): string {
  const { graph } = call;
  const epsilon = graph.scalar(call.attribute<number>('varianceEpsilon'));
  const deviation = graph.node('Sqrt', [graph.node('Add', [call.input('variance'), epsilon])]);
  const centred = graph.node('Div', [graph.node('Sub', [call.input('x'), call.input('mean')]), deviation]);
  const scaled = call.has('scale') ? graph.node('Mul', [centred, call.input('scale')]) : centred;
  return call.has('offset') ? graph.node('Add', [scaled, call.input('offset')]) : scaled;
}

export const PRODUCTS: Kernels = {
  BatchMatMul: product,
  _FusedMatMul: (call) => activated(call, product(call)),
  FusedBatchNorm: normalization,
  Einsum: (call) => call.graph.node('Einsum', call.inputs, { equation: call.attribute<string>('equation') }),
};
