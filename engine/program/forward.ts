import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import type { Feature } from '../../api/data.ts';
import type { Program } from '../../api/job.ts';
import { LockstepError } from '../../base/errors.ts';
import { variableOf } from './analysis.ts';
import { differentNames } from './fit.ts';

/** What a model computes where it does not train. */
export interface ForwardPass {
  /** Of one sample. */
  readonly inputs: readonly { name: string; shape: readonly number[]; dtype: 'float32' | 'int32' }[];
  /** Outputs by name, of inputs `[batch, ...shape]` in their order. */
  readonly compute: (inputs: readonly Tensor[]) => Readonly<Record<string, Tensor>>;
  /** Names of the weights, by the data of their tensors. */
  readonly weightNames: ReadonlyMap<object, string>;
}

/**
 * The forward pass of the program's first model. Where the model reads the job's data, its inputs have the names and
 * shapes of those; else, as in a GAN, their own.
 * @throws LockstepError BAD_INPUT where a side has no length
 */
export function forwardPass({ models, predict }: Program, features: readonly Feature[]): ForwardPass {
  const model = Object.values(models)[0]!;
  const outputs = differentNames(model.outputNames);
  return {
    inputs: predict && features.length === model.inputs.length ? features.map(ofFeature) : ownInputs(model),
    weightNames: new Map(model.weights.map((weight) => [variableOf(weight).dataId, weight.originalName])),
    compute: (inputs) => {
      const given = model.apply(inputs.length === 1 ? inputs[0]! : [...inputs], { training: false });
      const tensors = Array.isArray(given) ? (given as Tensor[]) : [given as Tensor];
      return Object.fromEntries(tensors.map((tensor, i) => [outputs[i]!, tensor]));
    },
  };
}

const ofFeature = ({ name, shape, encoding }: Feature) => ({
  ...{ name, shape },
  dtype: encoding.kind === 'ids' ? ('int32' as const) : ('float32' as const),
});

function ownInputs(model: LayersModel): ForwardPass['inputs'] {
  const names = differentNames(model.inputNames);
  return model.inputs.map(({ shape, dtype }, i) => {
    const sides = shape.slice(1);
    if (sides.every((side) => side !== null)) {
      return { name: names[i]!, shape: sides, dtype: dtype === 'int32' ? 'int32' : 'float32' };
    }
    throw new LockstepError(
      'BAD_INPUT',
      `input ${names[i]} of the model has a side of any length: [${sides}]`,
      {
        hint: 'Give the input a fixed shape',
      },
    );
  });
}
