/** A small training program as data: a model of Keras's layers, what goes in, and how it is trained. */

/** Names are Keras's in camel case; a regularizer or constraint is `{ className, config }`. */
export type Config = Readonly<Record<string, unknown>>;

/** A layer, a wrapper, a layer of cells or a model inside of a model. */
export interface LayerSpec {
  /** Keras's name of the class; `Sequential` for a model inside. */
  readonly kind: string;
  /** Every layer with weights has one: results are compared by it. */
  readonly name?: string;
  readonly config?: Config;
  /** Of a `Sequential`, with what goes into it, `[...]` of a sample. */
  readonly layers?: readonly LayerSpec[];
  readonly inputShape?: readonly number[];
  /** Of a wrapper. */
  readonly layer?: LayerSpec;
  readonly backwardLayer?: LayerSpec;
  /** Of an `RNN`; several are stacked. */
  readonly cells?: readonly LayerSpec[];
}

/** A step of a functional model: a layer, or `call`, the name of a layer before, on tensors by name. */
export interface NodeSpec extends Partial<LayerSpec> {
  readonly call?: string;
  /** Names of inputs, or of nodes before; left out, the node before. */
  readonly of?: string | readonly string[];
  /** A function of `keras.ops` instead of a layer, in Keras's words: its options, then its arguments. */
  readonly operation?: string;
  readonly options?: Config;
  /** `{ tensor: 0 }` stands for the first tensor of `of`. */
  readonly arguments?: readonly unknown[];
  /** Names of the tensors that a recurrent layer begins with. */
  readonly states?: readonly string[];
  /** What the call says beside its tensors: `useCausalMask`. */
  readonly args?: Config;
  /** Tensors that the call takes by name: `attentionMask`. */
  readonly named?: Readonly<Record<string, string>>;
  /** The tensor's name; else that of the layer. */
  readonly as?: string;
}

/** Numbers of a column: uniform in [-1, 1), or whole numbers from 0 to below `ids`. */
export interface Values {
  /** Of a sample. */
  readonly shape: readonly number[];
  readonly ids?: number;
  /** One-hot over the last axis. */
  readonly hot?: true;
  /** 0 or 1. */
  readonly binary?: true;
  /** Plain numbers instead, in order, of all samples. */
  readonly given?: readonly number[];
}

export interface Optimizer {
  readonly kind:
    | 'sgd'
    | 'momentum'
    | 'adagrad'
    | 'adadelta'
    | 'adam'
    | 'adamax'
    | 'rmsprop'
    | 'adamW'
    | 'nadam'
    | 'lion'
    | 'adafactor'
    | 'lamb'
    | 'ftrl'
    | 'scheduleFreeAdamW'
    | 'muon';
  /** As `tf.train` takes them: numbers one after the other, or Keras's options. */
  readonly args: readonly (number | boolean)[] | readonly [Config];
}

export interface Program {
  readonly name: string;
  /** Public report or documentation that suggested it. */
  readonly about?: string;
  readonly inputs: Readonly<Record<string, Values>>;
  readonly targets: Readonly<Record<string, Values>>;
  /** In order; the last one's output is the model's, where `outputs` names no others. */
  /** What samples count for: one for all outputs, or one an output. */
  readonly weights?: Readonly<Record<string, Values>>;
  /** What classes count for in training, by their number. */
  readonly classWeight?: Readonly<Record<number, number>>;
  readonly nodes: readonly NodeSpec[];
  readonly outputs?: readonly string[];
  /** Layers whose `trainable` is set once the model stands, in order; `model` is the model itself. */
  readonly trainable?: readonly (readonly [layer: string, value: boolean])[];
  /** A name, or a name with options. */
  readonly loss?: string | { readonly name: string; readonly options: Config } | readonly string[];
  /** Names, or names with options. */
  readonly metrics?: readonly (string | { readonly metric: string; readonly options: Config })[];
  readonly weightedMetrics?: readonly string[];
  readonly optimizer?: Optimizer;
  /** Learning rate of each step; else the optimizer's. */
  readonly rates?: readonly number[];
  readonly lossWeights?: readonly number[];
  /** Bounds of the gradient: `value` as Keras's `clipvalue`, `norm` as its `global_clipnorm`. */
  readonly clip?: { readonly value?: number; readonly norm?: number };
  /** Parts that a rank computes its share in. */
  readonly accumulate?: number;
  /** Weights that begin at 0. */
  readonly zeros?: readonly string[];
  /** Left out: 3. */
  readonly steps?: number;
  /** Samples of each batch. */
  readonly batch?: number;
  /** What Keras runs on; left out, TensorFlow. */
  readonly keras?: 'jax';
  /** Why several workers differ from one, where they do. */
  readonly alone?: string;
  /** What it is refused with, where it cannot be had. */
  readonly refused?: string;
  /** What its import from Keras is refused with, where it cannot be had. */
  readonly notImported?: string;
  /** What its export to Keras is refused with, where it cannot be had. */
  readonly notExported?: string;
  /** Furthest that a number may be from Keras's, absolute and relative; else 2e-5. */
  readonly within?: number;
}

export const stepsOf = ({ steps = 3 }: Program): number => steps;
export const batchOf = ({ batch = 4 }: Program): number => batch;
