/** Model configurations of Keras 2 and 3 as tfjs reads them. Pure. */
import { LockstepError } from '../../base/errors.ts';
import { isFunctional, renumbered } from './calls.ts';
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
      `a model of class ${isObject(config) ? config.class_name : typeof config}`,
      'sequential and functional models can be read',
    );
  }
  return object(config, Number.parseInt(version, 10) >= 3);
}

function isObject(value: unknown): value is KerasObject {
  const { class_name, config } = (value ?? {}) as Partial<KerasObject>;
  return typeof class_name === 'string' && typeof config === 'object' && config !== null;
}

function translate(value: unknown, keras3: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => translate(item, keras3));
  if (value === null || typeof value !== 'object') return value;
  if (isObject(value)) return object(value, keras3);
  return fields(value as Record<string, unknown>, keras3);
}

function fields(config: Readonly<Record<string, unknown>>, keras3: boolean): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => {
      if (keras3 && value === 'hard_sigmoid' && key.endsWith('activation')) {
        throw refusal("Keras 3's hard_sigmoid", 'its slope is 1/6, here it is 1/5: use sigmoid');
      }
      return [key, translate(value, keras3)];
    }),
  );
}

function object(value: KerasObject, keras3: boolean): unknown {
  const { class_name: className, config, ...more } = isOperator(value) ? asLayer(value) : value;
  const { dtype, batch_shape, ...rest } = config;
  const own = fields(rest, keras3);
  if (dtype !== undefined) own.dtype = dtypeOf(dtype);
  if (batch_shape !== undefined) own.batch_input_shape = batch_shape;
  const node = more as { name?: string; inbound_nodes?: unknown };
  return {
    ...equivalent(className, own, keras3),
    ...(node.name !== undefined && { name: node.name }),
    ...(node.inbound_nodes !== undefined && { inbound_nodes: inboundNodes(node.inbound_nodes) }),
  };
}

/** A data type, or a policy by name: `mixed_float16` keeps its variables in float32. */
function dtypeOf(value: unknown): string {
  const name = isObject(value) ? value.config.name : value;
  return typeof name === 'string' && !name.startsWith('mixed_') ? name : 'float32';
}

/** The class and configuration that mean in tfjs what these mean in Keras. */
function equivalent(class_name: string, config: Record<string, unknown>, keras3: boolean): KerasObject {
  switch (class_name) {
    case 'L1':
    case 'L2':
      return { class_name: 'L1L2', config: { l1: config.l1 ?? 0, l2: config.l2 ?? 0 } };
    case 'LeakyReLU': {
      const { negative_slope, alpha, ...rest } = config;
      return { class_name, config: { ...rest, alpha: negative_slope ?? alpha } };
    }
    case 'Conv1D':
    case 'Conv2D':
    case 'Conv3D':
    case 'Conv2DTranspose':
      if (config.groups !== undefined && config.groups !== 1) throw refusal(`${class_name} with groups`);
      return { class_name, config };
    case 'GRU':
      if (config.reset_after === true) throw refusal('GRU with reset_after', 'set reset_after=False');
      return { class_name, config };
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

/** Keras 3 writes one tensor, `[layer, node, index]`, without a list around it. */
function tensors(value: unknown): unknown {
  if (!Array.isArray(value)) throw refusal('a model whose inputs or outputs are a dictionary');
  return typeof value[0] === 'string' ? [value] : value;
}

/** The calls of a layer; Keras 3 has `{ args, kwargs }`, Keras 2 and tfjs `[[layer, node, index, kwargs], ...]`. */
function inboundNodes(value: unknown): unknown {
  return (value as unknown[]).map((call) => {
    if (Array.isArray(call)) return call;
    const { args, kwargs } = call as { args: unknown[]; kwargs: Record<string, unknown> };
    const { training, ...others } = kwargs;
    const said = Object.values(others).filter((argument) => argument !== null && argument !== false);
    // `base(x, training=False)`: what is inside keeps to its averages while the rest trains.
    const own = typeof training === 'boolean' ? { training } : {};
    if (args.length !== 1 || said.length > 0) throw refusal('a layer that is called with several arguments');
    return (Array.isArray(args[0]) ? args[0] : [args[0]]).map((tensor) => {
      const history = isObject(tensor) ? tensor.config.keras_history : undefined;
      if (!Array.isArray(history)) throw refusal('a layer that is called with a constant');
      return [...history, own];
    });
  });
}

function refusal(what: string, hint?: string): LockstepError {
  return new LockstepError('BAD_INPUT', `the Keras model has ${what}, which cannot be had here`, { hint });
}
