import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import { type Layer, prototypeOf, replace, type Shape } from './internals.ts';

interface GlobalPooling extends Layer {
  readonly dataFormat?: string;
  /** Put there when the layer is made. */
  keepdims?: boolean;
}

/**
 * Global pooling that keeps its axes where Keras's `keepdims` says so, which tfjs passes over in silence, and that
 * takes the average of the steps that a mask leaves.
 */
export function useGlobalPooling(tf: TF): void {
  for (const className of [
    'GlobalAveragePooling1D',
    'GlobalMaxPooling1D',
    'GlobalAveragePooling2D',
    'GlobalMaxPooling2D',
  ]) {
    const prototype = prototypeOf(tf, className) as GlobalPooling;
    const axesOf = ({ dataFormat }: GlobalPooling, rank: number) => {
      const all = Array.from({ length: rank - 2 }, (_, i) => i + 1);
      return dataFormat === 'channelsFirst' && rank > 3 ? all.map((axis) => axis + 1) : all;
    };
    replace(
      prototype,
      'call',
      (original) =>
        function (this: GlobalPooling, inputs, kwargs) {
          const x = Array.isArray(inputs) ? inputs[0]! : inputs;
          return tf.tidy(() => {
            const mask =
              className === 'GlobalAveragePooling1D' ? (kwargs.mask as Tensor | undefined) : undefined;
            const pooled = mask ? maskedMean(x, mask) : (original.call(this, x, kwargs) as Tensor);
            if (!this.keepdims) return pooled;
            const axes = axesOf(this, x.rank);
            return pooled.reshape(x.shape.map((size, i) => (axes.includes(i) ? 1 : size)));
          });
        },
    );
    replace(
      prototype,
      'computeOutputShape',
      (original) =>
        function (this: GlobalPooling, shape) {
          if (!this.keepdims) return original.call(this, shape);
          const axes = axesOf(this, shape.length);
          return (shape as Shape).map((size, i) => (axes.includes(i) ? 1 : size));
        },
    );
  }
}

/** @param mask `[batch, steps]` */
function maskedMean(x: Tensor, mask: Tensor): Tensor {
  const counts = mask.cast('float32').expandDims(-1);
  return x.mul(counts).sum(1).div(counts.sum(1));
}

interface AveragePooling extends Layer {
  poolingFunction(x: Tensor, size: number[], strides: number[], padding: string, dataFormat: string): Tensor;
}

/** tfjs's backends in JavaScript count the padding in the gradient of an average; TensorFlow does not. */
export function useAveragePooling(tf: TF): void {
  for (const className of ['AveragePooling1D', 'AveragePooling2D', 'AveragePooling3D']) {
    const prototype = prototypeOf(tf, className) as AveragePooling;
    replace(prototype, 'poolingFunction', (original) => (x, size, strides, padding, dataFormat) => {
      if (padding !== 'same' || tf.getBackend() === 'tensorflow') {
        return original(x, size, strides, padding, dataFormat);
      }
      const first = dataFormat === 'channelsFirst' ? 2 : 1;
      const ends = x.shape.map((length, axis): [number, number] => {
        const [window, stride] = [size[axis - first], strides[axis - first]];
        if (window === undefined || stride === undefined) return [0, 0];
        const total = Math.max((Math.ceil(length / stride) - 1) * stride + window - length, 0);
        return [Math.floor(total / 2), Math.ceil(total / 2)];
      });
      const pooled = (one: Tensor) => original(tf.pad(one, ends), size, strides, 'valid', dataFormat);
      return tf.tidy(() => pooled(x).div(pooled(tf.onesLike(x))));
    });
  }
}
