/** Dense layers over any sides, and Keras's activations. */
import type { Config, Program } from '../program.ts';
import { dense, layer, on } from './basics.ts';

const einsum = (name: string, shape: number[], equation: string, outputShape: unknown, config: Config = {}) =>
  on(shape, `einsum dense${name}`, layer('EinsumDense', { equation, outputShape, ...config }, 'einsum'));

export const denseLayers: readonly Program[] = [
  einsum('', [4], 'ab,bc->ac', 3, { biasAxes: 'c' }),
  einsum(' of sequences', [3, 4], 'abc,cd->abd', [3, 2], { biasAxes: 'd', activation: 'relu' }),
  einsum(', ellipsis in front', [3, 4], '...x,xy->...y', 2, { biasAxes: 'y' }),
  einsum(', ellipsis behind', [4, 3], 'bx...,xy->by...', 2, { biasAxes: 'y' }),
  einsum(' into heads', [3, 4], 'abc,cde->abde', [3, 2, 3], { biasAxes: 'de' }),
  einsum(' out of heads', [3, 2, 4], 'abcd,cde->abe', [3, 2], { biasAxes: 'e' }),
  einsum(', a kernel a step', [3, 4], 'abc,bcd->abd', [3, 2], { biasAxes: 'bd' }),
  einsum(', transposed', [3, 4], 'abc,cd->adb', [2, 3]),
  ...[
    'silu',
    'leakyRelu',
    'exponential',
    'hardSilu',
    'hardSwish',
    'hardSigmoid',
    'celu',
    'softShrink',
    'hardShrink',
    'tanhShrink',
    'hardTanh',
    'squareplus',
    'logSigmoid',
    'sparseSigmoid',
    'sparsePlus',
  ].map((activation) => on([4], `activation ${activation}`, dense(3, { activation }))),
  on([3, 4], 'activation as a layer', dense(3), layer('Activation', { activation: 'hardSilu' })),
  on([3, 4], 'softmax over two axes', dense(4), layer('Softmax', { axis: [1, 2] })),
  on([3, 4], 'activity regularization', dense(3), layer('ActivityRegularization', { l1: 0.1, l2: 0.2 })),
  ...(['rows', 'columns'] as const).map((mode) =>
    on(
      [4],
      `orthogonal ${mode}`,
      dense(3, { kernelRegularizer: { className: 'OrthogonalRegularizer', config: { factor: 0.3, mode } } }),
    ),
  ),
];
