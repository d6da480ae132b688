import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';

type Shape = readonly (number | null)[];

/** What tfjs's layer keeps to itself. */
interface Conv1D {
  padding: string;
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  readonly dilationRate: number | readonly number[];
  readonly dataFormat: string;
  call(inputs: Tensor | Tensor[], kwargs: object): Tensor;
  computeOutputShape(shape: Shape): Shape;
}

let used = false;

/**
 * Causal convolutions: output t sees inputs up to t alone, as Keras has it, by padding in front. tfjs's Conv1D takes
 * `padding: 'causal'`, says the shape of 'valid', and throws when it is called (NotImplementedError).
 */
export function useCausalConvolutions(tf: TF): void {
  const layer = tf.serialization.SerializationMap.getMap().classNameMap.Conv1D;
  if (used || !layer) return;
  used = true;
  const prototype = layer[0].prototype as unknown as Conv1D;
  const { call, computeOutputShape } = prototype;
  const inFront = ({ kernelSize, dilationRate }: Conv1D) =>
    (kernelSize[0]! - 1) * (typeof dilationRate === 'number' ? dilationRate : dilationRate[0]!);
  const timeAxis = ({ dataFormat }: Conv1D) => (dataFormat === 'channelsFirst' ? 2 : 1);
  prototype.call = function (inputs, kwargs) {
    if (this.padding !== 'causal') return call.call(this, inputs, kwargs);
    return tf.tidy(() => {
      const x = Array.isArray(inputs) ? inputs[0]! : inputs;
      const around = x.shape.map((_, axis): [number, number] => [
        axis === timeAxis(this) ? inFront(this) : 0,
        0,
      ]);
      this.padding = 'valid';
      try {
        return call.call(this, tf.pad(x, around), kwargs);
      } finally {
        this.padding = 'causal';
      }
    });
  };
  prototype.computeOutputShape = function (shape) {
    const result = computeOutputShape.call(this, shape);
    if (this.padding !== 'causal') return result;
    const axis = timeAxis(this);
    const length = shape[axis];
    return result.with(axis, typeof length === 'number' ? Math.ceil(length / this.strides[0]!) : null);
  };
}
