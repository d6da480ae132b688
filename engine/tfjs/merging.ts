import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import { type Layer, listOf, type Mask, prototypeOf, replace, type Shape } from './internals.ts';

/**
 * A product of masked tensors as in Keras: a masked step of a factor counts as 1, and a step that all factors mask is 0.
 * tfjs multiplies what lies behind the mask too.
 */
export function useMaskedProducts(tf: TF): void {
  replace(
    prototypeOf(tf, 'Multiply') as Layer,
    'call',
    (original) =>
      function (this: Layer, inputs, kwargs) {
        const masks = listOf(kwargs?.mask ?? null) as readonly Mask[];
        if (masks.every((mask) => !mask)) return original.call(this, inputs, kwargs);
        return tf.tidy(() => {
          const factors = listOf(inputs);
          const wide = factors.map((x, i) => {
            const mask = masks[i];
            return mask ? tf.logicalOr(mask.expandDims(-1), tf.zeros(x.shape, 'bool')) : undefined;
          });
          const counted = factors.map((x, i) => (wide[i] ? tf.where(wide[i]!, x, tf.onesLike(x)) : x));
          const product = original.call(this, counted, kwargs) as Tensor;
          if (wide.some((mask) => !mask)) return product;
          const any = wide.reduce((all, mask) => tf.logicalOr(all!, mask!))!;
          return tf.where(any, product, tf.zerosLike(product));
        });
      },
  );
}

/** Keras's fuzz factor (`keras.config.epsilon()`). */
const EPSILON = 1e-7;

/** Vectors along an axis at length 1, as `keras.ops.normalize`: tfjs takes 1e-7 for the least square of a length. */
export function normalized(x: Tensor, axis: number): Tensor {
  return x.div(
    x
      .square()
      .sum(axis, true)
      .maximum(EPSILON ** 2)
      .sqrt(),
  );
}

/** `Dot` with `normalize`, where vectors are short. */
export function useNormalizedDot(tf: TF): void {
  type Dot = Layer & {
    normalize: boolean;
    interpretAxes(a: Shape, b: Shape): number[];
    mergeFunction(inputs: Tensor[]): Tensor;
  };
  replace(
    prototypeOf(tf, 'Dot') as Dot,
    'mergeFunction',
    (original) =>
      function (this: Dot, inputs) {
        if (!this.normalize) return original.call(this, inputs);
        const axes = this.interpretAxes(inputs[0]!.shape, inputs[1]!.shape);
        this.normalize = false;
        try {
          return original.call(
            this,
            inputs.map((x, i) => normalized(x, (axes[i]! + x.rank) % x.rank)),
          );
        } finally {
          this.normalize = true;
        }
      },
  );
}

/** What one of the masks lets through; null, which is all, where one of them is. */
export function mergedMask(tf: TF, masks: readonly Mask[]): Mask {
  if (masks.length === 0 || masks.some((mask) => !mask)) return null;
  return tf.tidy(() => masks.reduce((all, mask) => tf.logicalOr(all!, mask!)) as Tensor);
}

/**
 * Masks of merged tensors as in Keras: what one of the inputs has counts, and all of it where one has no mask. tfjs
 * demands it of all inputs.
 */
export function useMergedMasks(tf: TF): void {
  const merge = Object.getPrototypeOf(prototypeOf(tf, 'Add')) as Layer;
  replace(merge, 'computeMask', () => (_, given) => mergedMask(tf, listOf(given ?? null)));
  type Concatenate = Layer & { readonly axis: number; mergeFunction(inputs: Tensor[]): Tensor };
  const concatenate = prototypeOf(tf, 'Concatenate') as Concatenate;
  // tfjs takes every axis below 0 for the last one.
  replace(
    concatenate,
    'mergeFunction',
    () =>
      function (this: Concatenate, inputs) {
        const { rank } = inputs[0]!;
        return tf.concat(inputs, (this.axis + rank) % rank);
      },
  );
  replace(
    concatenate,
    'computeMask',
    () =>
      function (this: typeof concatenate, inputs, given) {
        const masks = listOf(given ?? null) as readonly Mask[];
        if (masks.every((mask) => !mask)) return null;
        return tf.tidy(() => {
          const wide = listOf(inputs).map((x, i) => {
            const mask = masks[i];
            if (!mask) return tf.ones(x.shape, 'bool');
            const short = mask.rank < x.rank ? mask.expandDims(-1) : mask;
            return tf.logicalOr(short, tf.zeros(x.shape, 'bool'));
          });
          return tf.any(tf.concat(wide, this.axis), -1) as Tensor;
        });
      },
  );
}
