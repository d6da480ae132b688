/** Functions of `keras.ops` that a functional model may have between its layers. Pure. */
import { sameWord } from '../words.ts';

/** Where Keras has them, by module below `keras.src.ops`. */
const MODULES = {
  numpy: [
    'Add',
    'Subtract',
    'Multiply',
    'Divide',
    'TrueDivide',
    'Power',
    'Maximum',
    'Minimum',
    'Equal',
    'NotEqual',
    'Greater',
    'GreaterEqual',
    'Less',
    'LessEqual',
    'LogicalAnd',
    'LogicalOr',
    'LogicalNot',
    'Negative',
    'Absolute',
    'Square',
    'Sqrt',
    'Exp',
    'Expm1',
    'Log',
    'Log1p',
    'Sin',
    'Cos',
    'Tanh',
    'Sign',
    'Floor',
    'Ceil',
    'Round',
    'Reciprocal',
    'Mean',
    'Sum',
    'Max',
    'Min',
    'Prod',
    'Var',
    'Std',
    'Reshape',
    'Transpose',
    'Swapaxes',
    'ExpandDims',
    'Squeeze',
    'Concatenate',
    'Stack',
    'Split',
    'GetItem',
    'Matmul',
    'Clip',
    'Flip',
    'Tile',
    'Repeat',
    'Where',
  ],
  nn: [
    'Relu',
    'Relu6',
    'Sigmoid',
    'Silu',
    'Softplus',
    'Gelu',
    'LeakyRelu',
    'Elu',
    'Softmax',
    'LogSoftmax',
    'HardSigmoid',
    'HardSilu',
    'Normalize',
  ],
  math: ['Rsqrt', 'Erf', 'Logsumexp'],
  core: ['Cast', 'StopGradient'],
} as const;

type Modules = typeof MODULES;
export type OperationName = Modules[keyof Modules][number];

const PLACES = new Map<string, string>(
  Object.entries(MODULES).flatMap(([module, names]) =>
    names.map((name) => [name, `keras.src.ops.${module}`]),
  ),
);

export function isOperation(name: string): name is OperationName {
  return PLACES.has(name);
}

/** The operation that a saved model names: tfjs writes it in lower case, with strokes. */
export function operationNamed(word: string): OperationName {
  return sameWord(word, [...PLACES.keys()] as OperationName[])!;
}

/** The module in which Keras has an operation. */
export function moduleOf(name: OperationName): string {
  return PLACES.get(name)!;
}

/** An argument: the tensor of this number, a slice `[start, stop, step]`, an ellipsis, a constant, or a list of these. */
export type Argument =
  | { readonly tensor: number }
  | { readonly slice: readonly (number | null)[] }
  | { readonly ellipsis: true }
  | number
  | boolean
  | string
  | null
  | readonly Argument[];

/** A layer that stands for an operation. */
export interface OperationConfig {
  readonly operation: OperationName;
  /** As Keras's class takes them, in camel case. */
  readonly options: Readonly<Record<string, Argument>>;
  readonly arguments: readonly Argument[];
}

interface Serialized {
  readonly class_name?: string;
  readonly config?: { readonly start?: number; readonly stop?: number; readonly step?: number };
}

/**
 * Arguments of a call as Keras writes them.
 * @param tensors takes up the tensors, in the order in which they are met
 * @throws Error for what is none of these
 */
export function argumentOf(value: unknown, tensors: unknown[]): Argument {
  if (Array.isArray(value)) return value.map((one) => argumentOf(one, tensors));
  if (value === null || typeof value !== 'object') return value as Argument;
  const { class_name, config = {} } = value as Serialized;
  switch (class_name) {
    case '__keras_tensor__':
      return { tensor: tensors.push(value) - 1 };
    case '__slice__':
      return { slice: [config.start ?? null, config.stop ?? null, config.step ?? null] };
    case '__ellipsis__':
      return { ellipsis: true };
    default:
      throw new Error(`a ${class_name ?? 'dictionary'}`);
  }
}

/** As Keras writes it. @param tensors by number */
export function argumentInKeras(argument: Argument, tensors: readonly unknown[]): unknown {
  if (Array.isArray(argument)) return argument.map((one) => argumentInKeras(one, tensors));
  if (argument === null || typeof argument !== 'object') return argument;
  if ('tensor' in argument) return tensors[argument.tensor];
  if ('ellipsis' in argument) return { class_name: '__ellipsis__', config: {} };
  const [start, stop, step] = (argument as { slice: readonly (number | null)[] }).slice;
  return { class_name: '__slice__', config: { start, stop, step } };
}
