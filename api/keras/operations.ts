/** Functions of `keras.ops` that a functional model may have between its layers. Pure. */
import { sameWord } from '../words.ts';

/** Where Keras has them, by module below `keras.src.ops`. */
const MODULES = {
  numpy: words(`
    Add Subtract Multiply Divide TrueDivide FloorDivide Mod Power Maximum Minimum Arctan2 Hypot Logaddexp Equal NotEqual
    Greater GreaterEqual Less LessEqual LogicalAnd LogicalOr LogicalXor LogicalNot Isnan Isinf Isfinite Negative Absolute
    Abs Square Sqrt Exp Exp2 Expm1 Log Log1p Log2 Log10 Sin Cos Tan Arcsin Arccos Arctan Sinh Cosh Tanh Arcsinh Arccosh
    Arctanh Sign Floor Ceil Round Trunc Reciprocal NanToNum Clip Where Copy ZerosLike OnesLike FullLike Mean Sum Max Amax
    Min Amin Prod Var Std Any All CountNonzero Average Argmax Argmin Cumsum Cumprod Diff Sort Argsort Reshape Transpose
    Swapaxes Moveaxis ExpandDims Squeeze Concatenate Append Hstack Stack Split Hsplit Flip Roll Tile Repeat Pad Tril Triu
    GetItem Take TakeAlongAxis Select Matmul Einsum Tensordot Dot`),
  nn: words(`
    Relu Relu6 Sigmoid Silu Softplus Softsign Selu Celu Elu Gelu LeakyRelu LogSigmoid HardSigmoid HardSilu HardTanh
    TanhShrink SoftShrink HardShrink Threshold Squareplus SparseSigmoid SparsePlus Glu Softmax LogSoftmax
    Normalize Moments LayerNorm RMSNorm OneHot MultiHot DotProductAttention DepthToSpace SpaceToDepth`),
  math: words('Rsqrt Erf Erfc Logsumexp TopK'),
  linalg: words('Norm'),
  image: words('Resize RGBToGrayscale'),
  core: words('Cast SaturateCast StopGradient ConvertToTensor Unstack'),
} as const;

/** Names in a text, as a type too. */
function words<T extends string>(text: T): readonly Words<T>[] {
  return text.trim().split(/\s+/) as unknown as readonly Words<T>[];
}
type Words<T extends string> = T extends `${infer A}\n${infer B}`
  ? Words<A> | Words<B>
  : T extends `${infer A} ${infer B}`
    ? Exclude<A, ''> | Words<B>
    : Exclude<T, ''>;

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

/** Numbers that JSON has no word for. */
type NotFinite = 'inf' | '-inf' | 'nan';

/** Numbers of a tensor, one after the other. */
interface Constant {
  readonly constant: readonly (number | NotFinite)[];
  readonly shape: readonly number[];
  readonly dtype: 'bool' | 'int32' | 'float32';
}

/** An argument: the tensor of this number, a slice `[start, stop, step]`, an ellipsis, a constant, or a list of these. */
export type Argument =
  | { readonly tensor: number }
  | Constant
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
  readonly config?: {
    readonly start?: number;
    readonly stop?: number;
    readonly step?: number;
    readonly value?: unknown;
    readonly dtype?: string;
  };
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
    case '__numpy__':
    case '__tensor__':
      return constantOf(config.value, String(config.dtype));
    default:
      throw new Error(`a ${class_name ?? 'dictionary'}`);
  }
}

/** A single number stays one. */
function constantOf(value: unknown, dtype: string): Argument {
  if (!Array.isArray(value)) return value as number;
  const shape: number[] = [];
  for (let side: unknown = value; Array.isArray(side); [side] = side) shape.push(side.length);
  const type = dtype === 'bool' ? 'bool' : /^u?int/.test(dtype) ? 'int32' : 'float32';
  return { constant: value.flat(Number.POSITIVE_INFINITY), shape, dtype: type };
}

/** The number of a word. */
export function numberOf(value: unknown): number {
  if (value === 'inf') return Number.POSITIVE_INFINITY;
  return value === '-inf' ? Number.NEGATIVE_INFINITY : Number(value);
}

/** JSON as Python writes it, where numbers may be `Infinity` and `NaN`. */
export function parsePythonJson(text: string): unknown {
  const words = { Infinity: '"inf"', '-Infinity': '"-inf"', NaN: '"nan"' };
  return JSON.parse(
    text.replace(/"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g, (word) => words[word as keyof typeof words] ?? word),
  );
}

/** Marks the words of numbers that are not finite, until all is text. */
const MARK = '\u0000';

/** JSON as Python reads it. */
export function pythonJson(value: unknown): string {
  const words = { inf: 'Infinity', '-inf': '-Infinity', nan: 'NaN' };
  return JSON.stringify(value).replace(
    /"\\u0000(-?inf|nan)"/g,
    (_, word) => words[word as keyof typeof words],
  );
}

const inPython = (value: unknown) => (/^(-?inf|nan)$/.test(String(value)) ? `${MARK}${value}` : value);

/** As Keras writes it. @param tensors by number */
export function argumentInKeras(argument: Argument, tensors: readonly unknown[]): unknown {
  if (Array.isArray(argument)) return argument.map((one) => argumentInKeras(one, tensors));
  if (argument === null || typeof argument !== 'object') return inPython(argument);
  if ('tensor' in argument) return tensors[argument.tensor];
  if ('constant' in argument) {
    const { constant, shape, dtype } = argument;
    const value = [...shape.slice(1)]
      .reverse()
      .reduce((flat: unknown[], side) => chunks(flat, side), constant.map(inPython));
    return { class_name: '__numpy__', config: { value, dtype } };
  }
  if ('ellipsis' in argument) return { class_name: '__ellipsis__', config: {} };
  const [start, stop, step] = (argument as { slice: readonly (number | null)[] }).slice;
  return { class_name: '__slice__', config: { start, stop, step } };
}

function chunks(flat: readonly unknown[], size: number): unknown[][] {
  return Array.from({ length: flat.length / size }, (_, i) => flat.slice(i * size, (i + 1) * size));
}
