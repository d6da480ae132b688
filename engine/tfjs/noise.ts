import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import { type Layer, prototypeOf, replace } from './internals.ts';

/** The value that SELU tends to below, Klambauer et al. (2017). */
const SATURATION = -1.6732632423543772 * 1.0507009873554805;

/**
 * Alpha dropout keeps mean and variance (Klambauer et al., 2017, section 3): what is dropped takes SELU's lowest value,
 * then all is scaled. tfjs has its sign wrong and puts the highest there.
 */
export function useAlphaDropout(tf: TF): void {
  type Dropout = Layer & { readonly rate: number; _getNoiseShape(inputs: Tensor | Tensor[]): number[] };
  const prototype = prototypeOf(tf, 'AlphaDropout') as Dropout;
  replace(
    prototype,
    'call',
    () =>
      function (this: Dropout, inputs, { training }) {
        const x = Array.isArray(inputs) ? inputs[0]! : inputs;
        const { rate } = this;
        if (!training || !(rate > 0 && rate < 1)) return x;
        return tf.tidy(() => {
          const kept = tf.randomUniform(this._getNoiseShape(x)).greaterEqual(tf.scalar(rate)).cast('float32');
          const a = ((1 - rate) * (1 + rate * SATURATION ** 2)) ** -0.5;
          return x
            .mul(kept)
            .add(tf.scalar(1).sub(kept).mul(SATURATION))
            .mul(a)
            .add(-a * SATURATION * rate);
        });
      },
  );
}
