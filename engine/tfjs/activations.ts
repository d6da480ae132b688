import type { TF } from '../../api/job.ts';
import { type Layer, prototypeOf, replace } from './internals.ts';

interface ReLU extends Layer {
  readonly maxValue?: number;
  /** Put there when the layer is made. */
  negativeSlope?: number;
  threshold?: number;
}

/** `ReLU` with Keras's `negative_slope` and `threshold` (`keras.activations.relu`), which tfjs passes over in silence. */
export function useReLU(tf: TF): void {
  replace(
    prototypeOf(tf, 'ReLU') as ReLU,
    'call',
    (original) =>
      function (this: ReLU, inputs, kwargs) {
        const { negativeSlope: slope = 0, threshold = 0, maxValue } = this;
        if (slope === 0 && threshold === 0) return original.call(this, inputs, kwargs);
        const x = Array.isArray(inputs) ? inputs[0]! : inputs;
        return tf.tidy(() => {
          const above = x.mul(x.sub(threshold).step());
          const capped = maxValue === undefined || maxValue === null ? above : above.clipByValue(0, maxValue);
          return capped.sub(tf.scalar(threshold).sub(x).relu().mul(slope));
        });
      },
  );
}
