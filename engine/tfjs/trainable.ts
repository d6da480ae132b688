import type { TF } from '../../api/job.ts';
import {
  type Container,
  type Layer,
  once,
  partsOf,
  prototypesOf,
  replace,
  type Weight,
  withParts,
} from './internals.ts';

/**
 * `trainable` as Keras has it: set on a layer or a model, it is set on all that this is made of, and a model trains
 * the weights that are marked so at any depth. tfjs marks the weights of a model's direct layers, not those of
 * models and wrappers inside, and leaves a layer as it was that a thawed model holds.
 */
export function useTrainable(tf: TF): void {
  const { layer, container } = prototypesOf(tf);
  // Building a sequential model says `trainable` anew, of the model alone.
  let building = 0;
  const sequential = tf.Sequential.prototype as unknown as { build(shape?: unknown): void };
  replace(
    sequential,
    'build',
    (original) =>
      function (this: object, shape) {
        building++;
        try {
          original.call(this, shape);
        } finally {
          building--;
        }
      },
  );
  const set = function (this: Layer, value: boolean): void {
    this.trainable_ = value;
    if (building > 0) return;
    for (const weight of this._trainableWeights) weight.trainable = value;
    for (const part of partsOf(this)) part.trainable = value;
  };
  for (const prototype of [layer, container]) {
    once(prototype, 'trainable', () => {
      const { get } = Object.getOwnPropertyDescriptor(prototype, 'trainable')!;
      Object.defineProperty(prototype, 'trainable', { get, set, configurable: true });
    });
  }
  once(container, 'trainableWeights', () => {
    const weights = (model: Container, wanted: boolean) =>
      model.layers
        .flatMap((part) => [...withParts(part)].flatMap(own))
        .filter(({ trainable }) => trainable === wanted);
    Object.defineProperties(container, {
      trainableWeights: {
        configurable: true,
        get(this: Container) {
          return this.trainable ? [...new Set(weights(this, true))] : [];
        },
      },
      nonTrainableWeights: {
        configurable: true,
        get(this: Container) {
          return [...new Set([...(this.trainable ? [] : weights(this, true)), ...weights(this, false)])];
        },
      },
    });
  });
  const adding = layer as unknown as { addWeight(...args: unknown[]): Weight };
  once(layer, 'frozen weights', () => {
    const original = adding.addWeight;
    adding.addWeight = function (this: Layer, ...args) {
      const weight = original.apply(this, args);
      if (!this.trainable) weight.trainable = false;
      return weight;
    };
  });
}

const own = ({ _trainableWeights, _nonTrainableWeights }: Layer) => [
  ..._trainableWeights,
  ..._nonTrainableWeights,
];
