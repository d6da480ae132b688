import type { Tensor } from '@tensorflow/tfjs';
import type { EinsumDenseConfig } from '../../api/layers/core.ts';
import type { Shape } from '../tfjs/internals.ts';
import { contract, type DenseEquation, denseEquation, denseWeights } from './einsum.ts';
import { type Kind, NEEDED } from './kind.ts';

/** A dense layer over any sides. */
export const einsumDense: Kind<Omit<EinsumDenseConfig, 'useBias'>> = {
  className: 'EinsumDense',
  factory: 'einsumDense',
  options: {
    equation: NEEDED,
    outputShape: NEEDED,
    biasAxes: null,
    activation: null,
    kernelInitializer: 'glorotUniform',
    biasInitializer: 'zeros',
    kernelRegularizer: null,
    biasRegularizer: null,
    activityRegularizer: null,
    kernelConstraint: null,
    biasConstraint: null,
  },
  // Saved configurations keep no capitals apart.
  fault: ({ equation }) =>
    equation === equation.toLowerCase()
      ? undefined
      : `its equation "${equation}" has capitals: use lower case`,
  weights: (config, [shape]) => denseWeights(config, equationOf(config, shape!)),
  shape: (config, [shape]) => equationOf(config, shape!).shape,
  call: ({ tf, config, xs, weight, activate }) => {
    const [x] = xs as [Tensor];
    const product = contract(tf, x, weight('kernel'), equationOf(config, x.shape));
    return activate('activation', config.biasAxes === null ? product : product.add(weight('bias')));
  },
};

function equationOf(config: Omit<EinsumDenseConfig, 'useBias'>, shape: Shape): DenseEquation {
  const { equation, outputShape, biasAxes } = config;
  return denseEquation(
    equation,
    shape,
    typeof outputShape === 'number' ? [outputShape] : outputShape,
    biasAxes,
  );
}
