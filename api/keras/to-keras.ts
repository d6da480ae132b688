/** A model's `model.json` as tfjs writes it, as far as it is needed here. */
import * as z from 'zod';
import { LockstepError } from '../../base/errors.ts';
import { calledInKeras, isFunctional, renumbered, type Tensor, tensorInKeras } from './calls.ts';
import { makesMasks, withFreeNames } from './masks.ts';
import { argumentInKeras, moduleOf, type OperationConfig, operationNamed } from './operations.ts';

export const TfjsModel = z.object({
  modelTopology: z.object({ class_name: z.string(), config: z.record(z.string(), z.unknown()) }),
  weightsManifest: z.array(
    z.object({
      weights: z.array(
        z.object({ name: z.string(), shape: z.array(z.int().min(0)), dtype: z.literal('float32') }),
      ),
    }),
  ),
  userDefinedMetadata: z.object({
    layers: z.array(z.object({ name: z.string(), weights: z.array(z.string()) })),
  }),
});
export type TfjsModel = z.infer<typeof TfjsModel>;

/** The version of Keras whose HDF5 format is written; Keras 2 reads it too, shared nested models excepted. */
export const KERAS_VERSION = '3.0.0';

/** A model as Keras serializes it, in the manner of Keras 2, which Keras 3 reads. */
export interface KerasConfig {
  readonly class_name: string;
  readonly config: object;
}

/** @throws LockstepError BAD_INPUT for what Keras has no equal of */
export function kerasConfig({ modelTopology: { class_name, config } }: TfjsModel): KerasConfig {
  const named = makesMasks(config) ? withFreeNames({ class_name, config }) : { class_name, config };
  return translate(named) as KerasConfig;
}

/** One layer or model, and all that it holds. */
function translate(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(translate);
  // tfjs writes it in the manner of Python, or as it was given.
  if (value === 'hard_sigmoid' || value === 'hardSigmoid') {
    throw new LockstepError('BAD_INPUT', "the model's hard sigmoid has slope 1/5, Keras 3's 1/6", {
      hint: "Train with recurrentActivation: 'sigmoid', which is also Keras's default",
    });
  }
  if (value === 'keras_hard_sigmoid') return 'hard_sigmoid';
  if (value === 'gelu_new') {
    throw new LockstepError(
      'BAD_INPUT',
      'the model has the activation gelu_new, which Keras has no name for',
      {
        hint: "Train with 'gelu'",
      },
    );
  }
  if (value === null || typeof value !== 'object') return value;
  const { class_name, config } = value as Partial<Layer>;
  if (class_name === 'Sequential' && config) return sequential(value as Layer);
  if (isFunctional(class_name) && config) return { ...value, config: functional(config) };
  if (!config) return fields({ ...value });
  const own = fields({ ...value, config: ownConfig(class_name, config) });
  return class_name && OF_KERAS_3.includes(class_name)
    ? { module: 'keras.layers', registered_name: null, ...own }
    : own;
}

/**
 * Layers that are written in the manner of Keras 3: in that of Keras 2 it takes `dot` for a function and a list of axes
 * for its first, and does not know all of them.
 */
const OF_KERAS_3 = [
  'Attention',
  'AdditiveAttention',
  'MultiHeadAttention',
  'GroupQueryAttention',
  'EinsumDense',
  'ReversibleEmbedding',
  'LayerNormalization',
  'GroupNormalization',
  'RMSNormalization',
  'UnitNormalization',
  'Softmax',
  'Normalization',
  'Discretization',
  'SpatialDropout2D',
  'SpatialDropout3D',
  'ActivityRegularization',
  ...['Average', 'Max'].flatMap((kind) => [1, 2, 3].map((sides) => `Adaptive${kind}Pooling${sides}D`)),
];

const OF_RNN =
  'name trainable dtype batch_input_shape cell return_sequences return_state go_backwards stateful unroll'.split(
    ' ',
  );

/** Layers that Keras finds in a module of its own alone. */
const MODULES: Readonly<Record<string, string>> = {
  CustomScaleLayer: 'keras.src.applications.inception_resnet_v2',
  LayerScale: 'keras.src.applications.convnext',
  StochasticDepth: 'keras.src.applications.convnext',
};

function functional(config: Layer['config']): Record<string, unknown> {
  const renamed = renumbered(config, -1) as { layers: readonly (Layer & { inbound_nodes: Tensor[][] })[] };
  const layers = renamed.layers.map((layer) =>
    layer.class_name === 'Operation'
      ? operationInKeras(layer)
      : {
          ...layer,
          ...(layer.class_name in MODULES && {
            module: MODULES[layer.class_name],
            registered_name: layer.class_name,
          }),
          inbound_nodes: layer.inbound_nodes.map((call) => calledInKeras(layer.class_name, call)),
        },
  );
  return fields({ ...renamed, layers });
}

/** A node of `keras.ops`, in the manner of Keras 3. */
function operationInKeras({ config, inbound_nodes, ...layer }: Layer & { inbound_nodes: Tensor[][] }) {
  const {
    name,
    options,
    arguments: given,
    ...said
  } = config as unknown as OperationConfig & { name: string };
  const operation = operationNamed(said.operation);
  return {
    ...layer,
    module: moduleOf(operation),
    class_name: operation,
    registered_name: operation,
    config: { ...options, name },
    inbound_nodes: inbound_nodes.map((call) => {
      const tensors = call.map(tensorInKeras);
      return { args: given.map((one) => argumentInKeras(one, tensors)), kwargs: {} };
    }),
  };
}

/** A layer's configuration without what Keras's own layer does not take. @throws LockstepError BAD_INPUT */
function ownConfig(className: string | undefined, config: Layer['config']): Layer['config'] {
  const without = (...keys: string[]) =>
    Object.fromEntries(Object.entries(config).filter(([key]) => !keys.includes(key)));
  const refuse = (what: string, hint: string) => {
    throw new LockstepError('BAD_INPUT', `layer ${config.name} is ${what}`, { hint });
  };
  switch (className) {
    case 'SpatialDropout1D':
      return without('trainable', 'noise_shape');
    case 'SpatialDropout2D':
    case 'SpatialDropout3D':
    case 'Discretization':
      return without('trainable');
    case 'RNN':
      // tfjs puts the options of the cell beside it as well.
      return Object.fromEntries(Object.entries(config).filter(([key]) => OF_RNN.includes(key)));
    case 'Reshape':
      // The operation of this name has none. tfjs has null for the side that follows from the others.
      if (!config.target_shape) return config;
      return { ...config, target_shape: (config.target_shape as unknown[]).map((side) => side ?? -1) };
    case 'ConvLSTM1D':
    case 'ConvLSTM2D':
    case 'ConvLSTM3D':
      return without('implementation', 'unroll');
    case 'ThresholdedReLU':
      return refuse(
        'a ThresholdedReLU, which Keras 3 does not have',
        'Use another activation, or read model/ with tfjs',
      );
    default:
      return config;
  }
}

function fields(config: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config).map(([key, inner]) => {
      const value = translate(inner);
      if (key === 'cells' && Array.isArray(value)) return [key, value.map(held)];
      return [key, HOLDING.includes(key) ? held(value) : value];
    }),
  );
}

/** What wrappers and layers of cells hold, Keras 3 looks for in the manner of its own. */
const HOLDING = ['layer', 'backward_layer', 'cell'];

function held(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  const { class_name } = value as Partial<Layer>;
  if (isFunctional(class_name)) {
    // One tensor without a list around it, or the model would give a list.
    const { input_layers, output_layers, ...rest } = (value as Layer).config;
    const alone = (tensors: unknown) =>
      (tensors as unknown[]).length === 1 ? (tensors as unknown[])[0] : tensors;
    return {
      ...{ module: 'keras.src.models.functional', class_name: 'Functional', registered_name: 'Functional' },
      config: { ...rest, input_layers: alone(input_layers), output_layers: alone(output_layers) },
    };
  }
  const module = class_name === 'Sequential' ? 'keras' : 'keras.layers';
  return { module, registered_name: null, ...value };
}

interface Layer {
  class_name: string;
  config: Record<string, unknown>;
}

/** tfjs tells the first layer of a sequential model its input shape; Keras has a layer for it. */
function sequential({ config, ...more }: Layer): unknown {
  const [first, ...rest] = config.layers as Layer[];
  const { batch_input_shape, dtype, ...own } = first!.config;
  if (first!.class_name === 'InputLayer' || batch_input_shape === undefined)
    return { ...more, config: fields(config) };
  const input = { batch_input_shape, dtype: dtype ?? 'float32', sparse: false, name: `${config.name}_input` };
  const layers = [{ class_name: 'InputLayer', config: input }, { ...first!, config: own }, ...rest];
  return { ...more, config: fields({ ...config, layers }) };
}
