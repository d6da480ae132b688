/** Masks that Keras 3 writes into functional models as nodes and arguments. Pure. */
import { isOperator, type SavedNode } from './operators.ts';

type Config = Readonly<Record<string, unknown>>;

interface Call {
  readonly args: readonly unknown[];
  readonly kwargs: Config;
}

/** Nodes that masks begin with. */
const MASKS = ['NotEqual', 'Any', 'LogicalOr'];
/** Layers that hand on the mask of their first input. */
const PASSING = new Set(
  (
    'Activation ActivityRegularization AdditiveAttention AlphaDropout Attention BatchNormalization Dense Dropout ELU GaussianDropout ' +
    'GaussianNoise GroupNormalization GroupQueryAttention Identity LayerNormalization LeakyReLU MultiHeadAttention ' +
    'PReLU ReLU RMSNormalization Softmax SpatialDropout1D TimeDistributed UnitNormalization'
  ).split(' '),
);
/** Layers that hand it on where they give a whole sequence. */
const RECURRENT = ['LSTM', 'GRU', 'SimpleRNN', 'RNN', 'ConvLSTM1D', 'ConvLSTM2D', 'ConvLSTM3D'];
/** Layers of several inputs, whose mask is where one of theirs is. */
const MERGING = ['Add', 'Subtract', 'Multiply', 'Average', 'Maximum', 'Minimum'];

/** Whether any layer of a configuration makes a mask, at whatever depth. */
export function makesMasks(config: unknown): boolean {
  if (config === null || typeof config !== 'object') return false;
  const { class_name, mask_zero } = config as { class_name?: unknown; mask_zero?: unknown };
  return class_name === 'Masking' || mask_zero === true || Object.values(config).some(makesMasks);
}

/** Names that Keras gives to nodes of masks, which it makes anew for a model that is written without them. */
const NAMES =
  /^(any|concatenate|convert_to_tensor|expand_dims|logical_or|not_equal|ones_like|zeros_like)(_\d+)?$/;

type Place = readonly [layer: string, ...rest: unknown[]];
interface Listed {
  readonly class_name: string;
  readonly config: Config & { readonly name: string };
  readonly inbound_nodes?: readonly (readonly Place[])[];
}

/**
 * A model of tfjs, in which no layer without weights has the name that Keras gives to a node of a mask: Keras refuses a
 * name that comes twice.
 */
export function withFreeNames<M extends { readonly class_name: string; readonly config: Config }>(
  model: M,
): M {
  const layers = model.config.layers as readonly Listed[] | undefined;
  if (!layers) return model;
  const names = new Set(layers.map(({ config: { name } }) => name));
  const free = (name: string): string => (names.has(name) ? free(`${name}_`) : name);
  const isTaken = ({ class_name, config: { name } }: Listed) =>
    (class_name === 'Concatenate' || class_name === 'Operation') && NAMES.test(name);
  const given = new Map(
    layers.filter(isTaken).map(({ config: { name } }) => [name, free(`${name}_layer`)] as const),
  );
  const named = ([layer, ...rest]: Place): Place => [given.get(layer) ?? layer, ...rest];
  const renamed = layers.map(withFreeNames).map((layer) => {
    const name = given.get(layer.config.name) ?? layer.config.name;
    return {
      ...{ ...layer, name, config: { ...layer.config, name } },
      ...(layer.inbound_nodes && { inbound_nodes: layer.inbound_nodes.map((call) => call.map(named)) }),
    };
  });
  const outputs = model.config.output_layers as readonly Place[] | undefined;
  const config = {
    ...model.config,
    layers: renamed,
    ...(outputs && { output_layers: outputs.map(named) }),
  };
  return { ...model, config };
}

/**
 * A functional model's configuration without the masks that layers are given from one to the next anyway: Keras 3 writes
 * each as an argument, and as nodes that compute it. A mask that was made in another way stays an argument.
 */
export function withoutPassedMasks(config: Config): Config {
  const nodes = config.layers as readonly SavedNode[];
  if (!nodes.some(isMask)) return config;
  const masks = new Masks(nodes);
  const called = nodes.map((node) => ({
    ...node,
    inbound_nodes: callsOf(node).map((call) => masks.without(call)),
  }));
  return { ...config, layers: withoutUnused(called, config.output_layers) };
}

/** HDF5 files leave out the module. */
function isMask({ class_name, module = 'keras.src.ops.' }: SavedNode): boolean {
  return MASKS.includes(class_name) && module?.startsWith('keras.src.ops.') === true;
}

/** Masks as words: two that read the same are the same. */
class Masks {
  readonly #nodes: ReadonlyMap<string, SavedNode>;

  constructor(nodes: readonly SavedNode[]) {
    this.#nodes = new Map(nodes.map((node) => [String(node.config.name ?? node.name), node]));
  }

  without(call: Call): Call {
    const { mask, ...kwargs } = call.kwargs;
    const said = historyOf(mask);
    if (!said) return call;
    const passed = this.#passed(firstOf(call));
    return passed !== null && passed === this.#written(said) ? { args: call.args, kwargs } : call;
  }

  /** The mask that nodes compute; undefined where they compute something else. */
  #written([name, index]: History): string | undefined {
    const node = this.#nodes.get(name);
    const given = node && callsOf(node)[index]?.args;
    if (!node || !given || !isOperator(node)) return undefined;
    const { class_name, config } = node;
    const [first, second] = given.map(historyOf);
    switch (class_name) {
      case 'NotEqual':
        return first && notEqual(first, given[1]);
      case 'Any':
        return first && any(this.#written(first));
      case 'LogicalOr':
        return first && second && or([this.#written(first), this.#written(second)]);
      case 'ConvertToTensor':
        return first && this.#written(first);
      case 'ExpandDims':
        return first && wide(this.#written(first), config.axis);
      case 'ZerosLike':
      case 'OnesLike':
        return first && filled(class_name, first);
      case 'Concatenate':
        return joined(
          tensorsOf(given).map((one) => this.#written(one)),
          config.axis,
        );
      default:
        return undefined;
    }
  }

  /** The mask that a tensor carries; null where it carries none. */
  #passed(tensor: History | undefined): string | null {
    const node = tensor && this.#nodes.get(tensor[0]);
    const call = node && callsOf(node)[tensor[1]];
    if (!call || isOperator(node) || tensor[2] !== 0) return null;
    const { class_name, config } = node;
    const input = firstOf(call);
    if (!input) return null;
    if (class_name === 'Embedding' || (class_name === 'ReversibleEmbedding' && call.kwargs.reverse !== true))
      return config.mask_zero === true ? notEqual(input, 0) : null;
    if (class_name === 'Masking') return any(notEqual(input, config.mask_value)) ?? null;
    if (MERGING.includes(class_name)) return or(tensorsOf(call.args).map((one) => this.#passed(one))) ?? null;
    if (class_name === 'Concatenate') return this.#passedTogether(tensorsOf(call.args), config.axis) ?? null;
    const inner = class_name === 'Bidirectional' ? (config.layer as SavedNode) : node;
    const isWhole = RECURRENT.includes(inner.class_name) && inner.config.return_sequences === true;
    return isWhole || PASSING.has(class_name) ? this.#passed(input) : null;
  }

  /** The mask of tensors that are joined: each is made as wide as its tensor, and joined alike. */
  #passedTogether(tensors: readonly History[], axis: unknown): string | undefined {
    const masks = tensors.map((tensor) => this.#passed(tensor));
    if (masks.every((mask) => !mask)) return undefined;
    const each = tensors.map((tensor, i) =>
      masks[i] ? or([wide(masks[i], -1), filled('ZerosLike', tensor)]) : filled('OnesLike', tensor),
    );
    return any(joined(each, axis));
  }
}

const notEqual = (tensor: History, value: unknown) => `${tensor.join('/')} is not ${JSON.stringify(value)}`;
const wide = (mask: string | null | undefined, axis: unknown) =>
  mask && axis === -1 ? `(${mask}) widened` : undefined;
const filled = (kind: string, tensor: History) => `${kind} ${tensor.join('/')}`;
const any = (mask: string | undefined) => mask && `any of (${mask})`;

function or(masks: readonly (string | null | undefined)[]): string | undefined {
  if (masks.some((mask) => !mask)) return undefined;
  return (masks as readonly string[]).reduce((all, mask) => `(${all}) or (${mask})`);
}

function joined(masks: readonly (string | undefined)[], axis: unknown): string | undefined {
  return masks.every((mask) => mask) ? `[${masks.join('; ')}] along ${JSON.stringify(axis)}` : undefined;
}

/** Without the nodes of masks that nobody asks for any more. */
function withoutUnused(nodes: readonly SavedNode[], outputs: unknown): readonly SavedNode[] {
  const used = new Set([...nodes.flatMap(callsOf), outputs].flatMap((one) => namesIn(one)));
  const isUnused = (node: SavedNode) => isOperator(node) && !used.has(String(node.config.name ?? node.name));
  const kept = nodes.filter((node) => !isUnused(node));
  return kept.length === nodes.length ? nodes : withoutUnused(kept, outputs);
}

/** Names of the nodes that a value speaks of: tensors anywhere in it, or `[name, call, output]`. */
function namesIn(value: unknown): string[] {
  const history = historyOf(value);
  if (history) return [history[0]];
  if (typeof value === 'string') return [value];
  return value && typeof value === 'object' ? Object.values(value).flatMap(namesIn) : [];
}

type History = readonly [layer: string, call: number, output: number];

function historyOf(value: unknown): History | undefined {
  const { class_name, config } = (value ?? {}) as {
    class_name?: string;
    config?: { keras_history?: unknown };
  };
  return class_name === '__keras_tensor__' ? (config?.keras_history as History) : undefined;
}

function tensorsOf(values: readonly unknown[]): History[] {
  return values.flatMap((value) =>
    historyOf(value) ? [historyOf(value)!] : Array.isArray(value) ? tensorsOf(value) : [],
  );
}

function firstOf({ args }: Call): History | undefined {
  return tensorsOf(args)[0];
}

/** Calls as Keras 3 writes them; none of a layer that was saved otherwise. */
function callsOf({ inbound_nodes }: SavedNode): readonly Call[] {
  return Array.isArray(inbound_nodes) && inbound_nodes.every((call) => !Array.isArray(call))
    ? inbound_nodes
    : [];
}
