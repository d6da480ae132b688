/** Which call of a layer gives a tensor: `[layer, call, output]` in a functional model. Pure. */

const ATTENDING = [
  'query',
  'value',
  'key',
  'query_mask',
  'value_mask',
  'key_mask',
  'attention_mask',
] as const;
/** Layers that are called with several tensors, one an argument; others take one, or a list. */
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  MultiHeadAttention: ATTENDING,
  GroupQueryAttention: ATTENDING,
};
/** Layers that may be given the states to begin with. */
const STATED = ['LSTM', 'GRU', 'SimpleRNN', 'RNN', 'ConvLSTM1D', 'ConvLSTM2D', 'ConvLSTM3D', 'Bidirectional'];
/** How many of them go by their place here; the others go by name, behind them. */
const BY_PLACE = 3;

/** A call as Keras writes it: tensors among the arguments are `{ class_name: '__keras_tensor__', ... }`. */
export interface KerasCall {
  readonly args: readonly unknown[];
  readonly kwargs: Readonly<Record<string, unknown>>;
}

/** A layer as a functional model lists it. */
interface Listed {
  readonly class_name: string;
  readonly config: { readonly name: string };
  readonly inbound_nodes?: readonly (readonly Tensor[])[];
}
export type Tensor = readonly [layer: string, call: number, output: number, ...unknown[]];
/** A tensor that is called with, and what else the call says. */
export type Called = readonly [
  layer: string,
  call: number,
  output: number,
  said: Readonly<Record<string, unknown>>,
];

export function isFunctional(className: unknown): boolean {
  return className === 'Functional' || className === 'Model';
}

/**
 * A functional model's configuration with the calls of models inside of it counted by one more or less. tfjs
 * counts as call 0 what a model was made with; Keras 3 does so for functional models, and only in
 * `output_layers`.
 */
export function renumbered(config: Readonly<Record<string, unknown>>, by: 1 | -1): Record<string, unknown> {
  const layers = config.layers as readonly Listed[];
  const classes = new Map(layers.map(({ class_name, config: { name } }) => [name, class_name]));
  const shift = ([layer, call, ...rest]: Tensor, functionalToo: boolean) => {
    const kind = classes.get(layer);
    const moves = kind === 'Sequential' || (functionalToo && isFunctional(kind));
    return [layer, moves ? call + by : call, ...rest];
  };
  return {
    ...config,
    layers: layers.map((layer) => ({
      ...layer,
      inbound_nodes: layer.inbound_nodes?.map((call) => call.map((tensor) => shift(tensor, true))),
    })),
    output_layers: (config.output_layers as readonly Tensor[]).map((tensor) => shift(tensor, false)),
  };
}

/**
 * A call as tfjs has it: the tensors in a row, each with what the call says beside them.
 * @param className of the layer that is called
 * @throws Error where it is called with what cannot be had
 */
export function calledHere(className: string, { args, kwargs }: KerasCall): Called[] {
  const names = ARGUMENTS[className];
  const given: [name: string, value: unknown][] = names
    ? args.map((value, i) => [names[i] ?? '', value])
    : (Array.isArray(args[0]) ? args[0] : args.slice(0, 1)).map((value) => ['', value]);
  if (!names && args.length !== 1) throw new Error('several arguments');
  const said: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(kwargs)) {
    // Keras 3 passes over it: how the whole model is called holds for all that is in it (keras-team/keras#20285).
    if (name === 'training') continue;
    if (historyOf(value) && names?.includes(name)) given.push([name, value]);
    // States lie behind the sequence.
    else if (name === 'initial_state' && STATED.includes(className) && value !== null)
      given.push(...[value].flat().map((state): [string, unknown] => ['', state]));
    else if (typeof value === 'boolean' && SAID.includes(name)) {
      if (value) said[name] = value;
    } else if (![value].flat().every((one) => one === null || one === false)) {
      throw new Error(name === 'mask' ? 'a mask that no layer hands on to it' : `the argument ${name}`);
    }
  }
  const tensors = given.filter(([, value]) => value !== null);
  const isNamed = ([name]: (typeof given)[number]) => names !== undefined && names.indexOf(name) >= BY_PLACE;
  const byName = tensors.filter(isNamed);
  if (byName.length > 0) said.tensors = byName.map(([name]) => name);
  return [...tensors.filter((one) => !isNamed(one)), ...byName].map(([, value]) => {
    const history = historyOf(value);
    if (!history) throw new Error('a constant');
    return [...history, said];
  });
}

/** What a call may say beside its tensors. */
const SAID = ['use_causal_mask', 'return_attention_scores', 'reverse'];

function historyOf(value: unknown): [layer: string, call: number, output: number] | undefined {
  const { class_name, config } = (value ?? {}) as {
    class_name?: string;
    config?: { keras_history?: unknown };
  };
  const history = class_name === '__keras_tensor__' ? config?.keras_history : undefined;
  return Array.isArray(history) ? (history as [string, number, number]) : undefined;
}

/** A tensor as Keras 3 writes it. */
export function tensorInKeras([layer, index, output]: Tensor) {
  return {
    class_name: '__keras_tensor__',
    config: { shape: [null], dtype: 'float32', keras_history: [layer, index, output] },
  };
}

/** A call as Keras has it, where its layer takes several tensors; others stay as they are, which Keras reads too. */
export function calledInKeras(className: string, call: readonly Tensor[]): KerasCall | readonly Tensor[] {
  if (STATED.includes(className) && call.length > 1) {
    const [sequence, ...states] = call.map(tensorInKeras);
    return { args: [sequence], kwargs: { initial_state: states } };
  }
  const names = ARGUMENTS[className];
  if (!names) return call;
  const [, , , { tensors = [], ...said } = {}] = call[0] as [
    string,
    number,
    number,
    Record<string, unknown>?,
  ];
  const byName = tensors as readonly string[];
  const count = call.length - byName.length;
  const named = Object.fromEntries(byName.map((name, i) => [name, tensorInKeras(call[count + i]!)]));
  return { args: call.slice(0, count).map(tensorInKeras), kwargs: { ...said, ...named } };
}
