import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import {
  type Layer,
  listOf,
  prototypesOf,
  type Regularizer,
  replace,
  type Weight,
  withParts,
} from './internals.ts';

/** Penalties of what a layer or a model put out at its last call; they live as long as what was put out. */
const activities = new WeakMap<Layer, readonly Tensor[]>();

export function putActivity(layer: Layer, penalties: readonly Tensor[]): void {
  activities.set(layer, penalties);
}

export function takeActivity(layer: Layer): readonly Tensor[] {
  const penalties = activities.get(layer) ?? [];
  activities.delete(layer);
  // A sequential model runs the model that it has built.
  const { model } = layer as { model?: Layer };
  return model ? [...penalties, ...takeActivity(model)] : penalties;
}

/**
 * Penalties as Keras counts them: of every trainable weight once, however often its layer is used and however deep
 * it lies. tfjs counts a layer as often as it is used (keras-team/keras#8807), passes over the weights of cells and
 * so of all recurrent layers, counts frozen weights, and refuses activity regularizers (tensorflow/tfjs#8022).
 */
export function usePenalties(tf: TF): void {
  const { layer, container } = prototypesOf(tf);
  const adding = layer as unknown as { addWeight(...args: unknown[]): Weight };
  replace(
    adding,
    'addWeight',
    (original) =>
      function (this: object, ...args) {
        const [name, shape, dtype, initializer, regularizer, ...rest] = args;
        const weight = original.call(this, name, shape, dtype, initializer, null, ...rest);
        weight.regularizer = (regularizer as Regularizer | undefined) ?? null;
        return weight;
      },
  );
  replace(
    layer,
    'apply',
    (original) =>
      function (this: Layer, inputs, kwargs) {
        const layer = this as { activityRegularizer: Regularizer | null };
        const regularizer = layer.activityRegularizer;
        if (!regularizer) return original.call(this, inputs, kwargs);
        layer.activityRegularizer = null;
        try {
          const outputs = original.call(this, inputs, kwargs);
          const concrete = listOf(outputs).filter((output) => output instanceof tf.Tensor);
          // Keras 3 divides it by the samples, so that it is a mean over the batch as the loss is.
          const penalty = (output: Tensor) => regularizer.apply(output).div(output.shape[0]!);
          putActivity(this, concrete.map(penalty));
          return outputs;
        } finally {
          layer.activityRegularizer = regularizer;
        }
      },
  );
  for (const prototype of [layer, container]) {
    replace(prototype as unknown as { calculateLosses(): Tensor[] }, 'calculateLosses', () => penalties);
  }
}

/** The penalties of a layer or model after a call; asked again, there are none of what it put out. */
function penalties(this: Layer): Tensor[] {
  const own = [...withParts(this)].flatMap(({ _losses }) => _losses.map((loss) => loss()));
  const weights = new Set(this.trainableWeights as unknown as Weight[]);
  const ofWeights = [...weights].flatMap((weight) => weight.regularizer?.apply(weight.read()) ?? []);
  return [...own, ...ofWeights, ...takeActivity(this)];
}
