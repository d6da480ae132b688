/** Initializers, regularizers, constraints and activations as a layer's options name them. */
import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import { sizeOf } from '../../base/arrays.ts';
import type { WeightSpec } from './kind.ts';

interface Described {
  getClassName(): string;
  getConfig(): object;
}

interface Initializer extends Described {
  apply(shape: readonly number[], dtype?: string): Tensor;
}

/** What an option stands for, and how it is saved. */
export interface Part {
  readonly value: unknown;
  saved(): unknown;
}

/** tfjs makes these from their names in its layers alone, so a dense layer is asked. */
export function partsOf(tf: TF) {
  // A name of its own, so that the numbers of dense layers go on as if none had been made.
  const ask = (option: string, value: unknown): unknown =>
    (tf.layers.dense({ units: 1, name: 'parts', [option]: value }) as unknown as Record<string, unknown>)[
      option
    ];
  const regularizer = (given: unknown) => (given ? ask('kernelRegularizer', given) : null);
  const constraint = (given: unknown) => (given ? ask('kernelConstraint', given) : null);
  const described = (value: unknown): Part => ({
    value,
    saved: () =>
      value
        ? { className: (value as Described).getClassName(), config: (value as Described).getConfig() }
        : null,
  });
  return {
    regularizer,
    constraint,

    initializer({ initializer, matrix }: WeightSpec): unknown {
      const made = ask('kernelInitializer', initializer) as Initializer;
      if (!matrix || made.getClassName() !== 'VarianceScaling') return made;
      // What Keras tells such an initializer: the fans are those of the product that the weight has a part in.
      return {
        apply: (shape: readonly number[]) => {
          const [inputs, outputs] = matrix;
          if (inputs * outputs !== sizeOf(shape)) throw new Error(`a matrix of ${matrix} for [${shape}]`);
          return tf.tidy(() => made.apply([inputs, outputs]).reshape([...shape]));
        },
      };
    },

    /** By option, those that are no plain values. */
    of(config: Readonly<Record<string, unknown>>): Record<string, Part> {
      const parts: Record<string, Part> = {};
      for (const [option, given] of Object.entries(config)) {
        if (option.endsWith('Initializer')) parts[option] = described(ask('kernelInitializer', given));
        else if (option.endsWith('Regularizer')) parts[option] = described(regularizer(given));
        else if (option.endsWith('Constraint')) parts[option] = described(constraint(given));
        else if (/activation$/i.test(option)) {
          const value = ask('activation', given ?? 'linear');
          parts[option] = { value, saved: () => (value as Described).getClassName() };
        }
      }
      return parts;
    },
  };
}
