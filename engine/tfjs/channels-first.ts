import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import { type Layer, prototypeOf, replace } from './internals.ts';

interface Convolution extends Layer {
  dataFormat: string;
  activation: { apply(x: Tensor): Tensor };
}

/**
 * `Conv1D` with its channels first gives them first. tfjs brings the input to channels last and leaves the output
 * there, in silence, although it says the shape of channels first.
 */
export function useChannelsFirst(tf: TF): void {
  const linear = (tf.layers.activation({ activation: 'linear' }) as unknown as Convolution).activation;
  replace(
    prototypeOf(tf, 'Conv1D') as Convolution,
    'call',
    (original) =>
      function (this: Convolution, inputs, kwargs) {
        if (this.dataFormat !== 'channelsFirst') return original.call(this, inputs, kwargs);
        const { activation } = this;
        return tf.tidy(() => {
          const x = Array.isArray(inputs) ? inputs[0]! : inputs;
          Object.assign(this, { dataFormat: 'channelsLast', activation: linear });
          try {
            const y = original.call(this, x.transpose([0, 2, 1]), kwargs) as Tensor;
            return activation.apply(y.transpose([0, 2, 1]));
          } finally {
            Object.assign(this, { dataFormat: 'channelsFirst', activation });
          }
        });
      },
  );
}
