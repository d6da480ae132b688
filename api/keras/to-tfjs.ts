/** Model configurations of Keras 2 and 3 as tfjs reads them. Pure. */
import { LockstepError } from '../../base/errors.ts';
import { calledHere, isFunctional, type KerasCall, renumbered } from './calls.ts';
import { makesMasks, withoutPassedMasks } from './masks.ts';
import { asLayer, isOperator } from './operators.ts';

/** A layer, a model, or anything else that Keras serializes as a class and its configuration. */
interface KerasObject {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/**
 * The `modelTopology` of a tfjs model for a Keras model's configuration.
 * @param version of the Keras that wrote it, `3.15.1` say
 * @throws LockstepError BAD_INPUT for what tfjs has no equal of
 */
export function toTfjs(config: unknown, version: string): unknown {
  if (!isObject(config) || (config.class_name !== 'Sequential' && !isFunctional(config.class_name))) {
    throw refusal(
      `the class ${isObject(config) ? config.class_name : typeof config}, whose call is Python code`,
      'in Python call it on keras.Input, put keras.Model(inputs, outputs) of its layers together, and save that: ' +
        'sequential and functional models are read',
    );
  }
  return object(config, { keras3: Number.parseInt(version, 10) >= 3, masks: makesMasks(config) });
}

/** What is known of the whole file. */
interface Saved {
  readonly keras3: boolean;
  /** Whether any layer makes a mask. */
  readonly masks: boolean;
}

function isObject(value: unknown): value is KerasObject {
  const { class_name, config } = (value ?? {}) as Partial<KerasObject>;
  return typeof class_name === 'string' && typeof config === 'object' && config !== null;
}

function translate(value: unknown, saved: Saved): unknown {
  if (Array.isArray(value)) return value.map((item) => translate(item, saved));
  if (value === null || typeof value !== 'object') return value;
  if (isObject(value)) {
    // Numbers of NumPy.
    if (value.class_name === '__numpy__' || value.class_name === '__tensor__') return value.config.value;
    return object(value, saved);
  }
  return fields(value as Record<string, unknown>, saved);
}

function fields(config: Readonly<Record<string, unknown>>, saved: Saved): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => {
      // tfjs has a slope of 1/5 by this name, as Keras 2; that of Keras 3 is 1/6.
      if (saved.keras3 && value === 'hard_sigmoid' && key.endsWith('activation'))
        return [key, 'keras_hard_sigmoid'];
      return [key, translate(value, saved)];
    }),
  );
}

function object(value: KerasObject, saved: Saved): unknown {
  const { class_name, config: whole, ...more } = isOperator(value) ? asLayer(value, saved.masks) : value;
  const config = saved.keras3 && isFunctional(class_name) ? withoutPassedMasks(whole) : whole;
  // As HDF5 files call it.
  const className = class_name === 'GroupedQueryAttention' ? 'GroupQueryAttention' : class_name;
  // The kernels in the file have what their adapters have learned.
  const { dtype, batch_shape, lora_rank: _rank, lora_alpha: _alpha, ...rest } = config;
  const own = fields(rest, saved);
  if (dtype !== undefined) own.dtype = dtypeOf(dtype);
  if (batch_shape !== undefined) own.batch_input_shape = batch_shape;
  const node = more as { name?: string; inbound_nodes?: unknown };
  return {
    ...equivalent(className, own, saved),
    ...(node.name !== undefined && { name: node.name }),
    ...(node.inbound_nodes !== undefined && { inbound_nodes: inboundNodes(className, node.inbound_nodes) }),
  };
}

/** A data type, or a policy by name: `mixed_float16` keeps its variables in float32. */
function dtypeOf(value: unknown): string {
  const name = isObject(value) ? value.config.name : value;
  return typeof name === 'string' && !name.startsWith('mixed_') ? name : 'float32';
}

const DATA =
  'prepare such columns with the data: csv(), json(), parquet() and text() learn categories and words';
const RANDOM =
  'leave it out of the model, and say it in the job: augment: [augment.flip(), ...] (docs/data.md)';
const OTHERS = 'it holds code of another library: say it with layers of Keras';
const BOXES = 'prepare bounding boxes with the data';
const SOUND = 'make spectrograms with the data, and let the model read them';
const OPERATOR = 'it is an operator of Keras 2: say it with layers (Add, Multiply, Rescaling, Reshape)';
/** Layers of Keras that cannot be had, and what to do instead. */
const REFUSED: Readonly<Record<string, string>> = {
  Lambda: 'its Python code cannot run here: say it with layers, or write a layer of your own in the job',
  TFOpLambda: OPERATOR,
  SlicingOpLambda: OPERATOR,
  StringLookup: DATA,
  IntegerLookup: DATA,
  TextVectorization: DATA,
  Hashing: DATA,
  HashedCrossing: DATA,
  MelSpectrogram: SOUND,
  STFTSpectrogram: SOUND,
  MaxNumBoundingBoxes: BOXES,
  FlaxLayer: OTHERS,
  JaxLayer: OTHERS,
  TFSMLayer: OTHERS,
  TorchModuleWrapper: OTHERS,
  Pipeline: 'put its layers into the model itself',
};

/** Layers that change pictures while a model is trained. */
const AUGMENTS =
  /^(Rand|MixUp|CutMix|AugMix|AutoContrast|Equalization|Solarization|ContrastLimitedAdaptiveHistogram)/;

/** What to do instead of a layer of Keras that cannot be had; undefined of others. */
export function insteadOfLayer(className: string): string | undefined {
  return REFUSED[className] ?? (AUGMENTS.test(className) ? RANDOM : undefined);
}

/** The class and configuration that mean in tfjs what these mean in Keras. */
function equivalent(class_name: string, config: Record<string, unknown>, { keras3 }: Saved): KerasObject {
  // Initializers have such names too, layers a name of their own.
  const instead = config.name === undefined ? undefined : insteadOfLayer(class_name);
  if (instead) throw refusal(`layer ${config.name}, a ${class_name}`, instead);
  switch (class_name) {
    case 'L1':
    case 'L2':
      return { class_name: 'L1L2', config: { l1: config.l1 ?? 0, l2: config.l2 ?? 0 } };
    case 'Identity':
      // Of an initializer by that name, there is no such word.
      return config.name === undefined
        ? { class_name, config }
        : { class_name: 'Activation', config: { ...config, activation: 'linear' } };
    case 'LeakyReLU': {
      const { negative_slope, alpha, ...rest } = config;
      return { class_name, config: { ...rest, alpha: negative_slope ?? alpha } };
    }
    case 'LayerNormalization': {
      const { rms_scaling, ...rest } = config;
      if (rms_scaling === true)
        throw refusal(`layer ${config.name} with rms_scaling`, 'use RMSNormalization');
      return { class_name, config: rest };
    }
    case 'Discretization':
      if (!config.bin_boundaries)
        throw refusal(`layer ${config.name} without boundaries`, 'call its adapt before');
      return { class_name, config: { ...config, num_bins: null, epsilon: null } };
    case 'Model':
    case 'Functional': {
      const { input_layers, output_layers, ...rest } = config;
      const both = { input_layers: tensors(input_layers), output_layers: tensors(output_layers) };
      const model = { ...rest, ...both };
      return { class_name, config: keras3 ? renumbered(model, 1) : model };
    }
    default:
      return { class_name, config };
  }
}

/**
 * Keras 3 writes one tensor, `[layer, node, index]`, without a list around it. Of a dictionary, the tensors come in the
 * order of their keys, as in Keras's `model.inputs`.
 */
function tensors(value: unknown): unknown {
  if (Array.isArray(value)) return typeof value[0] === 'string' ? [value] : value;
  const named = Object.entries((value ?? {}) as object).sort(([a], [b]) => (a < b ? -1 : 1));
  if (named.length === 0 || !named.every(([, tensor]) => typeof tensor?.[0] === 'string')) {
    throw refusal('a model whose inputs or outputs are nested', 'give it a list or a dictionary of tensors');
  }
  return named.map(([, tensor]) => tensor);
}

/** The calls of a layer; Keras 3 has `{ args, kwargs }`, Keras 2 and tfjs `[[layer, node, index, kwargs], ...]`. */
function inboundNodes(className: string, value: unknown): unknown {
  return (value as unknown[]).map((call) => {
    if (Array.isArray(call)) return call;
    try {
      return calledHere(className, call as KerasCall);
    } catch (cause) {
      throw refusal(`a layer ${className} that is called with ${(cause as Error).message}`);
    }
  });
}

function refusal(what: string, hint?: string): LockstepError {
  return new LockstepError('BAD_INPUT', `the Keras model has ${what}, which cannot be had here`, { hint });
}
