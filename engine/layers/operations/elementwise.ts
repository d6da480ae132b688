/** Functions of numbers one by one, of one tensor or of two. */
import type { Tensor } from '@tensorflow/tfjs';
import { numberOf } from '../../../api/keras/operations.ts';
import { stopGradient } from '../../tfjs/gradients/discrete.ts';
import { arithmetic, dtypeOf, floats, type Operation, one, real, tensorOf, two } from './operation.ts';

const hardSigmoid = (x: Tensor) => x.add(3).relu6().div(6);
const quotient = arithmetic((tf, a, b) => tf.div(floats(a), floats(b)));
const absolute = one((x) => x.abs());
/** The largest number of float32. */
const LARGEST = 3.4028234663852886e38;

export const ELEMENTWISE = {
  Add: arithmetic((tf, a, b) => tf.add(a, b)),
  Subtract: arithmetic((tf, a, b) => tf.sub(a, b)),
  Multiply: arithmetic((tf, a, b) => tf.mul(a, b)),
  Divide: quotient,
  TrueDivide: quotient,
  FloorDivide: arithmetic((tf, a, b) => {
    return a.dtype === 'int32' && b.dtype === 'int32' ? tf.floorDiv(a, b) : tf.floor(tf.div(a, b));
  }),
  Mod: arithmetic((tf, a, b) => tf.mod(a, b)),
  Power: arithmetic((tf, a, b) => tf.pow(a, b)),
  Maximum: arithmetic((tf, a, b) => tf.maximum(a, b)),
  Minimum: arithmetic((tf, a, b) => tf.minimum(a, b)),
  Arctan2: two((tf, a, b) => tf.atan2(floats(a), floats(b))),
  Hypot: two((_, a, b) => floats(a).square().add(floats(b).square()).sqrt()),
  Logaddexp: two((tf, a, b) => tf.maximum(a, b).add(tf.sub(a, b).abs().neg().exp().log1p())),
  Equal: two((tf, a, b) => tf.equal(a, b)),
  NotEqual: two((tf, a, b) => tf.notEqual(a, b)),
  Greater: two((tf, a, b) => tf.greater(a, b)),
  GreaterEqual: two((tf, a, b) => tf.greaterEqual(a, b)),
  Less: two((tf, a, b) => tf.less(a, b)),
  LessEqual: two((tf, a, b) => tf.lessEqual(a, b)),
  LogicalAnd: two((tf, a, b) => tf.logicalAnd(a.cast('bool'), b.cast('bool'))),
  LogicalOr: two((tf, a, b) => tf.logicalOr(a.cast('bool'), b.cast('bool'))),
  LogicalXor: two((tf, a, b) => tf.logicalXor(a.cast('bool'), b.cast('bool'))),
  LogicalNot: one((x) => x.cast('bool').logicalNot()),
  Isnan: real((x) => x.isNaN()),
  Isinf: real((x) => x.isInf()),
  Isfinite: real((x) => x.isFinite()),
  Negative: one((x) => x.neg()),
  Absolute: absolute,
  Abs: absolute,
  Square: one((x) => x.square()),
  Sqrt: real((x) => x.sqrt()),
  Rsqrt: real((x) => x.rsqrt()),
  Exp: real((x) => x.exp()),
  Exp2: real((x) => x.mul(Math.LN2).exp()),
  Expm1: real((x) => x.expm1()),
  Log: real((x) => x.log()),
  Log1p: real((x) => x.log1p()),
  Log2: real((x) => x.log().div(Math.LN2)),
  Log10: real((x) => x.log().div(Math.LN10)),
  Sin: real((x) => x.sin()),
  Cos: real((x) => x.cos()),
  Tan: real((x) => x.tan()),
  Arcsin: real((x) => x.asin()),
  Arccos: real((x) => x.acos()),
  Arctan: real((x) => x.atan()),
  Sinh: real((x) => x.sinh()),
  Cosh: real((x) => x.cosh()),
  Tanh: real((x) => x.tanh()),
  Arcsinh: real((x) => x.asinh()),
  Arccosh: real((x) => x.acosh()),
  Arctanh: real((x) => x.atanh()),
  Erf: real((x) => x.erf()),
  Erfc: real((x) => x.erf().neg().add(1)),
  Sign: one((x) => x.sign()),
  Floor: real((x) => x.floor()),
  Ceil: real((x) => x.ceil()),
  Round: real((x) => x.round()),
  Trunc: real((x, tf) => tf.where(x.less(0), x.ceil(), x.floor())),
  Reciprocal: real((x) => x.reciprocal()),
  NanToNum: real((x, tf, { nan, posinf, neginf }) => {
    const known = tf.where(x.isNaN(), tf.scalar((nan ?? 0) as number), x);
    const [most, least] = [(posinf ?? LARGEST) as number, (neginf ?? -LARGEST) as number];
    const low = tf.where(known.equal(Number.NEGATIVE_INFINITY), tf.scalar(least), known);
    return tf.where(low.equal(Number.POSITIVE_INFINITY), tf.scalar(most), low);
  }),
  Clip: one((x, tf, { xMin, xMax }) => {
    const bounded = tf.maximum(x, tensorOf(tf, xMin!, x));
    return tf.minimum(bounded, tensorOf(tf, xMax!, x));
  }),
  Where: (tf, [condition, a, b]) => {
    if (a == null || b == null) throw new Error('it asks for places, whose number depends on the numbers');
    const [x, y] = [tensorOf(tf, a, b), tensorOf(tf, b, a)];
    const [p, q] = x.dtype === y.dtype ? [x, y] : [floats(x), floats(y)];
    return tf.where((condition as Tensor).cast('bool'), p, q);
  },
  Relu: one((x) => x.relu()),
  Relu6: one((x) => x.relu6()),
  Sigmoid: real((x) => x.sigmoid()),
  Silu: real((x) => x.mul(x.sigmoid())),
  Softplus: real((x) => x.softplus()),
  Softsign: real((x) => x.div(x.abs().add(1))),
  Selu: real((x) => x.selu()),
  Celu: real((x, tf, { alpha }) => {
    const a = (alpha ?? 1) as number;
    return x.relu().add(tf.minimum(x, 0).div(a).expm1().mul(a));
  }),
  Elu: real((x, tf, { alpha }) => tf.where(x.greater(0), x, tf.elu(x).mul((alpha ?? 1) as number))),
  Gelu: real((x, tf, { approximate }) => {
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
  LeakyRelu: real((x, tf, { negativeSlope }) => tf.leakyRelu(x, (negativeSlope ?? 0.2) as number)),
  LogSigmoid: real((x) => x.neg().softplus().neg()),
  HardSigmoid: real(hardSigmoid),
  HardSilu: real((x) => x.mul(hardSigmoid(x))),
  HardTanh: real((x) => x.clipByValue(-1, 1)),
  TanhShrink: real((x) => x.sub(x.tanh())),
  SoftShrink: real((x, _, { threshold }) => {
    const by = (threshold ?? 0.5) as number;
    return x.sub(by).relu().sub(x.neg().sub(by).relu());
  }),
  HardShrink: real((x, _, { threshold }) =>
    x.mul(
      x
        .abs()
        .greater((threshold ?? 0.5) as number)
        .cast('float32'),
    ),
  ),
  Threshold: real((x, tf, { threshold, defaultValue }) =>
    tf.where(x.greater(threshold as number), x, tf.scalar(numberOf(defaultValue))),
  ),
  Squareplus: real((x, _, { b }) =>
    x
      .square()
      .add((b ?? 4) as number)
      .sqrt()
      .add(x)
      .div(2),
  ),
  SparseSigmoid: real((x) => x.add(1).mul(0.5).clipByValue(0, 1)),
  SparsePlus: real((x, tf) => tf.where(x.less(1), x.add(1).clipByValue(0, 2).square().div(4), x)),
  StopGradient: one(stopGradient),
  Copy: one((x) => x.clone()),
  ConvertToTensor: one((x, _, { dtype }) => x.cast(dtypeOf(dtype, x.dtype))),
  Cast: one((x, _, { dtype }) => x.cast(dtypeOf(dtype, x.dtype))),
  SaturateCast: one((x, _, { dtype }) => x.cast(dtypeOf(dtype, x.dtype))),
  ZerosLike: one((x, tf, { dtype }) => tf.zeros(x.shape, dtypeOf(dtype, x.dtype))),
  OnesLike: one((x, tf, { dtype }) => tf.ones(x.shape, dtypeOf(dtype, x.dtype))),
  FullLike: (tf, [x, value], { dtype }) => {
    const { shape, dtype: own } = x as Tensor;
    return tf.fill(shape, numberOf(value), dtypeOf(dtype, own));
  },
} as const satisfies Readonly<Record<string, Operation>>;
