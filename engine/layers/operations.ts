/** Functions of `keras.ops` between the layers of an imported model. */
import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import {
  type Argument,
  type OperationConfig,
  type OperationName,
  operationNamed,
} from '../../api/keras/operations.ts';
import { stopGradient } from '../tfjs/gradients/discrete.ts';
import type { Shape } from '../tfjs/internals.ts';
import { fromFront, type Kind, NEEDED } from './kind.ts';

/** Arguments with their tensors. */
type Value = Tensor | Exclude<Argument, readonly Argument[]> | readonly Value[];
type Options = Readonly<Record<string, Argument>>;
type Operation = (tf: TF, args: readonly Value[], options: Options) => Tensor | Tensor[];

const two =
  (compute: (tf: TF, a: Tensor, b: Tensor) => Tensor): Operation =>
  (tf, [a, b]) => {
    const like = (a instanceof tf.Tensor ? a : b) as Tensor;
    const tensor = (value: Value) =>
      value instanceof tf.Tensor ? value : tf.scalar(value as number, like.dtype as 'float32');
    return compute(tf, tensor(a!), tensor(b!));
  };
const one =
  (compute: (x: Tensor, tf: TF, options: Options) => Tensor): Operation =>
  (tf, [x], options) =>
    compute(x as Tensor, tf, options);
/** Over axes that are not of the samples. */
const over = (compute: (x: Tensor, axes: number[], keepdims: boolean) => Tensor): Operation =>
  one((x, _, { axis, keepdims }) => compute(x, axesOf(axis, x.rank), Boolean(keepdims)));

function axesOf(axis: Argument | undefined, rank: number): number[] {
  const axes = (Array.isArray(axis) ? axis : [axis]) as (number | null | undefined)[];
  const known = axes.map((one) => (one == null ? 0 : fromFront(one, rank)));
  if (known.includes(0))
    throw new Error('it reduces over the samples of a batch, which are shared out to ranks');
  return known;
}

const variance = (x: Tensor, axes: number[], keep: boolean) =>
  x.sub(x.mean(axes, true)).square().mean(axes, keep);
const hardSigmoid = (x: Tensor) => x.add(3).relu6().div(6);
const numbers = (value: Argument | undefined) => [...((Array.isArray(value) ? value : [value]) as number[])];

const OPERATIONS: Readonly<Record<OperationName, Operation>> = {
  Add: two((tf, a, b) => tf.add(a, b)),
  Subtract: two((tf, a, b) => tf.sub(a, b)),
  Multiply: two((tf, a, b) => tf.mul(a, b)),
  Divide: two((tf, a, b) => tf.div(a, b)),
  TrueDivide: two((tf, a, b) => tf.div(a, b)),
  Power: two((tf, a, b) => tf.pow(a, b)),
  Maximum: two((tf, a, b) => tf.maximum(a, b)),
  Minimum: two((tf, a, b) => tf.minimum(a, b)),
  Equal: two((tf, a, b) => tf.equal(a, b)),
  NotEqual: two((tf, a, b) => tf.notEqual(a, b)),
  Greater: two((tf, a, b) => tf.greater(a, b)),
  GreaterEqual: two((tf, a, b) => tf.greaterEqual(a, b)),
  Less: two((tf, a, b) => tf.less(a, b)),
  LessEqual: two((tf, a, b) => tf.lessEqual(a, b)),
  LogicalAnd: two((tf, a, b) => tf.logicalAnd(a.cast('bool'), b.cast('bool'))),
  LogicalOr: two((tf, a, b) => tf.logicalOr(a.cast('bool'), b.cast('bool'))),
  LogicalNot: one((x) => x.cast('bool').logicalNot()),
  Negative: one((x) => x.neg()),
  Absolute: one((x) => x.abs()),
  Square: one((x) => x.square()),
  Sqrt: one((x) => x.sqrt()),
  Rsqrt: one((x) => x.rsqrt()),
  Exp: one((x) => x.exp()),
  Expm1: one((x) => x.expm1()),
  Log: one((x) => x.log()),
  Log1p: one((x) => x.log1p()),
  Sin: one((x) => x.sin()),
  Cos: one((x) => x.cos()),
  Tanh: one((x) => x.tanh()),
  Erf: one((x) => x.erf()),
  Sign: one((x) => x.sign()),
  Floor: one((x) => x.floor()),
  Ceil: one((x) => x.ceil()),
  Round: one((x) => x.round()),
  Reciprocal: one((x) => x.reciprocal()),
  Mean: over((x, axes, keep) => x.mean(axes, keep)),
  Sum: over((x, axes, keep) => x.sum(axes, keep)),
  Max: over((x, axes, keep) => x.max(axes, keep)),
  Min: over((x, axes, keep) => x.min(axes, keep)),
  Prod: over((x, axes, keep) => x.prod(axes, keep)),
  Var: over(variance),
  Std: over((x, axes, keep) => variance(x, axes, keep).sqrt()),
  Logsumexp: over((x, axes, keep) => x.logSumExp(axes, keep)),
  Reshape: one((x, _, { newshape }) => x.reshape(numbers(newshape).map((side) => side ?? -1))),
  Transpose: one((x, _, { axes }) => x.transpose(axes == null ? undefined : numbers(axes))),
  Swapaxes: one((x, _, { axis1, axis2 }) => {
    const [a, b] = [axis1, axis2].map((axis) => fromFront(axis as number, x.rank)) as [number, number];
    return x.transpose(x.shape.map((_, i) => (i === a ? b : i === b ? a : i)));
  }),
  ExpandDims: one((x, _, { axis }) =>
    numbers(axis).reduce((out, one) => out.expandDims(fromFront(one, out.rank + 1)), x),
  ),
  Squeeze: one((x, _, { axis }) =>
    x.squeeze(axis == null ? undefined : numbers(axis).map((one) => fromFront(one, x.rank))),
  ),
  Concatenate: (tf, [xs], { axis }) => {
    const tensors = xs as readonly Tensor[];
    return tf.concat([...tensors], fromFront(axis as number, tensors[0]!.rank));
  },
  Stack: (tf, [xs], { axis }) => {
    const tensors = xs as readonly Tensor[];
    return tf.stack([...tensors], fromFront(axis as number, tensors[0]!.rank + 1));
  },
  Split: (tf, [given], { indicesOrSections: parts, axis }) => {
    const x = given as Tensor;
    const at = fromFront((axis ?? 0) as number, x.rank);
    if (typeof parts === 'number') return tf.split(x, parts, at);
    const ends = [0, ...numbers(parts), x.shape[at]!];
    return tf.split(
      x,
      ends.slice(1).map((end, i) => end - ends[i]!),
      at,
    );
  },
  GetItem: (tf, [x, key]) => taken(tf, x as Tensor, (Array.isArray(key) ? key : [key]) as Argument[]),
  Matmul: two((tf, a, b) => tf.matMul(a, b)),
  Clip: one((x, tf, { xMin, xMax }) => tf.minimum(tf.maximum(x, xMin as number), xMax as number)),
  Flip: one((x, tf, { axis }) => tf.reverse(x, axis == null ? undefined : numbers(axis))),
  Tile: one((x, tf, { repeats }) => {
    const counts = numbers(repeats);
    return tf.tile(x, [...x.shape.slice(counts.length).map(() => 1), ...counts]);
  }),
  Repeat: one((x, tf, { repeats, axis }) => {
    const at = fromFront((axis ?? 0) as number, x.rank);
    const before = x.shape.slice(0, at + 1).reduce((product, side) => product * side, 1);
    const rows = tf.tile(x.reshape([before, 1, x.size / before]), [1, repeats as number, 1]);
    return rows.reshape(x.shape.with(at, x.shape[at]! * (repeats as number)));
  }),
  Where: (tf, [condition, a, b]) => {
    const tensor = (value: Value) => (value instanceof tf.Tensor ? value : tf.scalar(value as number));
    return tf.where((condition as Tensor).cast('bool'), tensor(a!), tensor(b!));
  },
  Relu: one((x) => x.relu()),
  Relu6: one((x) => x.relu6()),
  Sigmoid: one((x) => x.sigmoid()),
  Silu: one((x) => x.mul(x.sigmoid())),
  Softplus: one((x) => x.softplus()),
  Gelu: one((x, tf, { approximate }) => {
    const inner = approximate
      ? x
          .pow(tf.scalar(3))
          .mul(0.044715)
          .add(x)
          .mul(Math.sqrt(2 / Math.PI))
          .tanh()
      : x.div(Math.SQRT2).erf();
    return inner.add(1).mul(x).mul(0.5);
  }),
  LeakyRelu: one((x, tf, { negativeSlope }) => tf.leakyRelu(x, negativeSlope as number)),
  Elu: one((x, tf, { alpha }) => tf.where(x.greater(0), x, tf.elu(x).mul(alpha as number))),
  Softmax: one((x, _, { axis }) => {
    const at = [fromFront((axis ?? -1) as number, x.rank)];
    return x.sub(x.logSumExp(at, true)).exp();
  }),
  LogSoftmax: one((x, _, { axis }) => x.sub(x.logSumExp([fromFront((axis ?? -1) as number, x.rank)], true))),
  HardSigmoid: one(hardSigmoid),
  HardSilu: one((x) => x.mul(hardSigmoid(x))),
  Normalize: one((x, tf, { axis, order, epsilon }) => {
    if (order !== undefined && order !== 2)
      throw new Error(`it normalizes by order ${order}, and 2 alone can be had`);
    const squares = x.square().sum(
      numbers(axis ?? -1).map((one) => fromFront(one, x.rank)),
      true,
    );
    return x.mul(tf.minimum(squares.rsqrt(), 1 / ((epsilon ?? 1e-7) as number)));
  }),
  StopGradient: one(stopGradient),
  Cast: one((x, _, { dtype }) => {
    const type = String(dtype);
    return x.cast(
      type === 'bool' ? 'bool' : type.startsWith('int') || type.startsWith('uint') ? 'int32' : 'float32',
    );
  }),
};

/** Python's `x[key]`, of whole numbers, slices and an ellipsis. */
function taken(tf: TF, x: Tensor, key: readonly Argument[]): Tensor {
  const isEllipsis = (part: Argument) => typeof part === 'object' && part !== null && 'ellipsis' in part;
  const told = key.filter((part) => !isEllipsis(part) && part !== null).length;
  const all = Array.from({ length: x.rank - told }, (): Argument => ({ slice: [null, null, null] }));
  const at = key.findIndex(isEllipsis);
  const whole = at < 0 ? [...key, ...all] : key.toSpliced(at, 1, ...all);
  const [begin, end, strides, gone, added]: number[][] = [[], [], [], [], []];
  for (const part of whole) {
    if (part === null) {
      added!.push(begin!.length + added!.length - gone!.length);
      continue;
    }
    const side = x.shape[begin!.length]!;
    if (typeof part === 'number') {
      gone!.push(begin!.length);
      const place = part < 0 ? part + side : part;
      begin!.push(place);
      end!.push(place + 1);
      strides!.push(1);
      continue;
    }
    const [start, stop, step] = (part as { slice: readonly (number | null)[] }).slice;
    if ((step ?? 1) < 0) throw new Error('it goes through an axis backwards');
    const bound = (value: number) => Math.min(Math.max(value < 0 ? value + side : value, 0), side);
    begin!.push(bound(start ?? 0));
    end!.push(bound(stop ?? side));
    strides!.push(step ?? 1);
  }
  const cut = tf.stridedSlice(x, begin!, end!, strides!);
  const left = cut.shape.filter((_, axis) => !gone!.includes(axis));
  return added!.reduce((out: Tensor, axis) => out.expandDims(axis), cut.reshape(left));
}

export const operation: Kind<OperationConfig> = {
  className: 'Operation',
  factory: 'operation',
  options: { operation: NEEDED, options: NEEDED, arguments: NEEDED },
  // What comes out of two batches of different sizes says which sides are those of the batch.
  shape: (config, shapes, _, tf) => {
    const made = [2, 3].map((length) =>
      tf.tidy(() => {
        const xs = shapes.map((shape) => tf.zeros(shape.map((side) => side ?? length)));
        return [computed(tf, config, xs)].flat().map(({ shape }) => shape);
      }),
    ) as [number[][], number[][]];
    const known = made[0].map(
      (shape, i): Shape => shape.map((side, axis) => (side === made[1][i]![axis] ? side : null)),
    );
    return known.length === 1 ? known[0]! : known;
  },
  call: ({ tf, config, xs }) => computed(tf, config, xs),
};

function computed(tf: TF, config: OperationConfig, xs: readonly Tensor[]): Tensor | Tensor[] {
  const resolved = (argument: Argument): Value => {
    if (Array.isArray(argument)) return argument.map(resolved);
    const isTensor = typeof argument === 'object' && argument !== null && 'tensor' in argument;
    return isTensor ? xs[argument.tensor]! : (argument as Value);
  };
  return OPERATIONS[operationNamed(config.operation)](tf, config.arguments.map(resolved), config.options);
}
