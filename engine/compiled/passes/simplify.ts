import { attribute, FLOAT32, INT32, type Op, type Pass } from '../trace.ts';
import { flag, isSet, type Rewriter, type Rule, rewrite, same, typeAttribute } from './rewriter.ts';

type Simplification = (op: Op, rewriter: Rewriter) => number | undefined;

const T = typeAttribute('T', FLOAT32);

/** tfjs casts gradients to the type that they have. */
const castToSame: Simplification = (op) =>
  attribute(op, 'SrcT') === attribute(op, 'DstT') ? op.inputs[0] : undefined;

const reshape: Simplification = (op, rewriter) => {
  const [source] = op.inputs;
  const shape = rewriter.shape(op.outputs[0]!);
  const again = rewriter.producer(source!)?.name === 'Reshape' || same(rewriter.shape(source!), shape);
  return again ? rewriter.reshape(source!, shape) : undefined;
};

const transposeNothing: Simplification = (op, { constants }) => {
  const order = constants.get(op.inputs[1]!);
  const identity = order && new Int32Array(order.slice().buffer).every((axis, i) => axis === i);
  return identity ? op.inputs[0] : undefined;
};

/** tfjs multiplies matrices as batches of one, or of none. */
const noBatch: Simplification = (op, rewriter) => {
  const sides = op.inputs.map((value) => rewriter.shape(value));
  const one = sides.every((shape) => shape.length === 3 && shape[0] === 1);
  if (!one && sides.some(({ length }) => length !== 2)) return undefined;
  const inputs = op.inputs.map((value) => rewriter.reshape(value, rewriter.shape(value).slice(-2)));
  const { dtype, shape } = rewriter.types[op.outputs[0]!]!;
  const T = typeAttribute('T', dtype);
  const attributes = [T, flag('transpose_a', isSet(op, 'adj_x')), flag('transpose_b', isSet(op, 'adj_y'))];
  const [product] = rewriter.add('MatMul', attributes, inputs, [{ dtype, shape: shape.slice(-2) }]);
  return rewriter.reshape(product!, shape);
};

/** A view of a constant's bytes, where they lie as numbers have to. */
function floats(bytes: Uint8Array): Float32Array {
  const { buffer, byteOffset, length } = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Float32Array(buffer, byteOffset, length / 4);
}

const isFilledWith = (value: number, number: 0 | 1, rewriter: Rewriter): boolean => {
  const { constants, types } = rewriter;
  const op = rewriter.producer(value);
  if (op?.name === (number ? 'OnesLike' : 'ZerosLike')) return true;
  const filler = op?.name === 'Fill' ? op.inputs[1]! : value;
  const bytes = types[filler]!.dtype === FLOAT32 ? constants.get(filler) : undefined;
  return bytes !== undefined && floats(bytes).every((one) => one === number);
};

/** `x * 1` and `x + 0`, where `x` has the shape of the result. */
const neutral =
  (number: 0 | 1): Simplification =>
  (op, rewriter) => {
    const shape = rewriter.shape(op.outputs[0]!);
    for (const [x, other] of [op.inputs, op.inputs.toReversed()] as const) {
      if (same(rewriter.shape(x!), shape) && isFilledWith(other!, number, rewriter)) return x;
    }
    return undefined;
  };

/** Where only the shape of the input matters, do not wait for its values. */
const likeToFill: Simplification = (op, rewriter) => {
  const type = rewriter.types[op.outputs[0]!]!;
  if (type.dtype !== FLOAT32) return undefined;
  const filler = Float32Array.of(op.name === 'OnesLike' ? 1 : 0);
  const scalar = rewriter.constant({ dtype: FLOAT32, shape: [] }, new Uint8Array(filler.buffer));
  const attributes = [T, typeAttribute('index_type', INT32)];
  return rewriter.add('Fill', attributes, [rewriter.integers(type.shape), scalar], [type])[0];
};

/** `min(max(x))` with scalars, either way round, is one op. */
const clip: Simplification = (op, rewriter) => {
  const inner = rewriter.producer(op.inputs[0]!);
  const [outside, inside] = [op.name, inner?.name];
  if (!inner || !(outside === 'Maximum' ? inside === 'Minimum' : inside === 'Maximum')) return undefined;
  const [x, one] = inner.inputs;
  const other = op.inputs[1]!;
  if (![one!, other].every((value) => rewriter.constants.has(value) && rewriter.shape(value).length === 0))
    return undefined;
  const [low, high] = outside === 'Maximum' ? [other, one!] : [one!, other];
  return rewriter.add('ClipByValue', [T], [x!, low, high], [rewriter.types[op.outputs[0]!]!])[0];
};

/** Gradient of a clip: `select(x >= low && x <= high, dy, 0) * factor` as `dy * (mask * factor)`. */
const maskedScale: Simplification = (op, rewriter) => {
  for (const [chosen, factor] of [op.inputs, op.inputs.toReversed()] as const) {
    const select = rewriter.producer(chosen!);
    if (select?.name !== 'Select' || rewriter.shape(factor!).length > 0) continue;
    const [mask, dy, zero] = select.inputs;
    const type = rewriter.types[op.outputs[0]!]!;
    if (type.dtype !== FLOAT32 || !isFilledWith(zero!, 0, rewriter)) continue;
    if (!same(rewriter.shape(mask!), type.shape)) continue;
    const bool = rewriter.types[mask!]!.dtype;
    const cast = [typeAttribute('SrcT', bool), typeAttribute('DstT', FLOAT32), flag('Truncate', false)];
    const [zeroOrOne] = rewriter.add('Cast', cast, [mask!], [type]);
    const [scale] = rewriter.add('Mul', [T], [zeroOrOne!, factor!], [type]);
    return rewriter.add('Mul', [T], [dy!, scale!], [type])[0];
  }
  return undefined;
};

/** `dy * (1 - y^2)`: the gradient of tanh. */
const tanhGradient: Simplification = (op, rewriter) => {
  for (const [slope, dy] of [op.inputs, op.inputs.toReversed()] as const) {
    const difference = rewriter.producer(slope!);
    if (difference?.name !== 'Sub' || !isFilledWith(difference.inputs[0]!, 1, rewriter)) continue;
    const square = rewriter.producer(difference.inputs[1]!);
    const y = square?.inputs[0];
    if (square?.name !== 'Square' || rewriter.producer(y!)?.name !== 'Tanh') continue;
    const type = rewriter.types[op.outputs[0]!]!;
    if (![y!, dy!].every((value) => same(rewriter.shape(value), type.shape))) continue;
    return rewriter.add('TanhGrad', [T], [y!, dy!], [type])[0];
  }
  return undefined;
};

/** `dy * (y * (1 - y))`: the gradient of sigmoid. */
const sigmoidGradient: Simplification = (op, rewriter) => {
  for (const [slope, dy] of [op.inputs, op.inputs.toReversed()] as const) {
    const product = rewriter.producer(slope!);
    const [y, rest] = product?.inputs ?? [];
    const difference = product?.name === 'Mul' ? rewriter.producer(rest!) : undefined;
    if (difference?.name !== 'Sub' || difference.inputs[1] !== y) continue;
    if (!isFilledWith(difference.inputs[0]!, 1, rewriter)) continue;
    if (rewriter.producer(y!)?.name !== 'Sigmoid') continue;
    const type = rewriter.types[op.outputs[0]!]!;
    if (![y!, dy!].every((value) => same(rewriter.shape(value), type.shape))) continue;
    return rewriter.add('SigmoidGrad', [T], [y!, dy!], [type])[0];
  }
  return undefined;
};

/** `dy * step(x)`, where tfjs makes the step of two selections: the gradient of relu. */
const reluGradient: Simplification = (op, rewriter) => {
  for (const [step, dy] of [op.inputs, op.inputs.toReversed()] as const) {
    const x = steppedBy(step!, rewriter);
    const type = rewriter.types[op.outputs[0]!]!;
    if (x === undefined || ![x, dy!].every((value) => same(rewriter.shape(value), type.shape))) continue;
    // From the result, which is positive where `x` is: then nothing but relu reads `x`, and TensorFlow makes
    // bias and relu a part of the convolution or product before them.
    const relu = rewriter.consumer('Relu', x) ?? x;
    return rewriter.add('ReluGrad', [T], [dy!, relu], [type])[0];
  }
  return undefined;
};

/** `x`, where `value` is `isNaN(x) ? x : x > 0 ? 1 : 0`. */
function steppedBy(value: number, rewriter: Rewriter): number | undefined {
  const outer = rewriter.producer(value);
  if (outer?.name !== 'Select') return undefined;
  const [missing, x, rest] = outer.inputs;
  const [test, inner] = [rewriter.producer(missing!), rewriter.producer(rest!)];
  if (test?.name !== 'IsNan' || test.inputs[0] !== x || inner?.name !== 'Select') return undefined;
  const [positive, one, zero] = inner.inputs;
  const greater = rewriter.producer(positive!);
  const right =
    greater?.name === 'Greater' &&
    greater.inputs[0] === x &&
    isFilledWith(greater.inputs[1]!, 0, rewriter) &&
    isFilledWith(one!, 1, rewriter) &&
    isFilledWith(zero!, 0, rewriter);
  return right ? x : undefined;
}

const RULES: Readonly<Record<string, readonly Simplification[]>> = {
  Cast: [castToSame],
  Reshape: [reshape],
  Transpose: [transposeNothing],
  BatchMatMulV2: [noBatch],
  Mul: [neutral(1), tanhGradient, sigmoidGradient, reluGradient, maskedScale],
  Add: [neutral(0)],
  AddV2: [neutral(0)],
  OnesLike: [likeToFill],
  ZerosLike: [likeToFill],
  Minimum: [clip],
  Maximum: [clip],
};

const simplifyOp: Rule = (op, rewriter) => {
  if (op.outputs.length !== 1) return undefined;
  for (const rule of RULES[op.name] ?? []) {
    const value = rule(op, rewriter);
    if (value !== undefined) return [value];
  }
  return undefined;
};

/** Local simplifications: what automatic differentiation writes in many ops and TensorFlow has in one. */
export const simplify: Pass = (trace) => rewrite(trace, simplifyOp);
