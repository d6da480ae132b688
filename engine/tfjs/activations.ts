import type { TF } from '../../api/job.ts';
import { type Layer, prototypeOf, replace, type Weight } from './internals.ts';

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
        if (threshold === 0 && (maxValue === undefined || maxValue === null)) return tf.leakyRelu(x, slope);
        return tf.tidy(() => {
          const above = x.mul(x.sub(threshold).step());
          const capped = maxValue === undefined || maxValue === null ? above : above.clipByValue(0, maxValue);
          return capped.sub(tf.scalar(threshold).sub(x).relu().mul(slope));
        });
      },
  );
}

/** `PReLU` as Keras has it: at 0 the slope is 0 on both sides, where tfjs takes the one on the left. */
export function usePReLU(tf: TF): void {
  type PReLU = Layer & { readonly alpha: Weight };
  replace(
    prototypeOf(tf, 'PReLU') as PReLU,
    'call',
    () =>
      function (this: PReLU, inputs) {
        const x = Array.isArray(inputs) ? inputs[0]! : inputs;
        return tf.tidy(() => x.relu().sub(this.alpha.read().mul(x.neg().relu())));
      },
  );
}
