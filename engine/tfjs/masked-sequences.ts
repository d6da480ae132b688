import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import { type Layer, listOf, prototypeOf, replace } from './internals.ts';

interface Recurrent extends Layer {
  readonly returnSequences: boolean;
  readonly goBackwards: boolean;
}

/** Layers whose sequences are 0 where their input is masked. */
const zeroing = new WeakSet<object>();

/** Keras's `zero_output_for_mask` of a recurrent layer. */
export function zeroMaskedOutputs(layer: object): void {
  zeroing.add(layer);
}

/**
 * What a recurrent layer puts out at masked steps, where it gives sequences: Keras repeats the step before, or gives 0
 * where `zero_output_for_mask` says so, and `Bidirectional` has both of its layers say so. tfjs always repeats, and takes no
 * mask where steps are pictures.
 */
export function useMaskedSequences(tf: TF): void {
  replace(
    prototypeOf(tf, 'RNN'),
    'call',
    (original) =>
      function (this: Layer, inputs, kwargs) {
        const { returnSequences, goBackwards } = this as Recurrent;
        const [given] = listOf(kwargs?.mask ?? null);
        if (!given) return original.call(this, inputs, kwargs);
        return tf.tidy(() => {
          // tfjs takes it for one of steps that are vectors; a ConvLSTM has larger ones.
          const beyond = listOf(inputs)[0]!.rank - given.rank;
          const mask = given.reshape([...given.shape, ...Array<number>(beyond).fill(1)]);
          const outputs = original.call(this, inputs, { ...kwargs, mask });
          if (!returnSequences || !zeroing.has(this)) return outputs;
          const [sequence, ...states] = listOf(outputs) as Tensor[];
          // Steps come out in the order in which they were gone through.
          const counts = (goBackwards ? mask.reverse(1) : mask).cast('float32');
          const zeroed = sequence!.mul(counts) as Tensor;
          return states.length > 0 ? [zeroed, ...states] : zeroed;
        });
      },
  );
  replace(
    prototypeOf(tf, 'Bidirectional'),
    'call',
    (original) =>
      function (this: Layer, inputs, kwargs) {
        const { forwardLayer, backwardLayer } = this as unknown as Record<string, object>;
        zeroMaskedOutputs(forwardLayer!);
        zeroMaskedOutputs(backwardLayer!);
        return original.call(this, inputs, kwargs);
      },
  );
}
