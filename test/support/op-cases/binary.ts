/** Functions of two tensors: arithmetic, comparisons, products, losses. */
import { PAIR, table } from './table.ts';

export const binary = table(PAIR, {
  addN: (tf, x, y) => tf.addN([x, y, x]),
  add: (_, x, y) => x.add(y.slice([0, 0], [1, 16])),
  sub: (_, x, y) => x.sub(y.slice([0, 0], [4, 1])),
  mul: (_, x, y) => x.mul(y),
  div: (_, x, y) => x.div(y.abs().add(0.3)),
  divNoNan: (_, x, y) => x.divNoNan(y.abs().add(0.3)),
  atan2: (tf, x, y) => tf.atan2(x, y),
  floorDiv: (_, x, y) => x.floorDiv(y.abs().add(0.37)).mul(x),
  maximum: (_, x, y) => x.maximum(y),
  minimum: (_, x, y) => x.minimum(y),
  mod: (_, x, y) => x.mod(y.abs().add(1.2)),
  pow: (_, x, y) => x.abs().pow(y),
  prelu: (_, x, y) => x.prelu(y),
  squaredDifference: (_, x, y) => x.squaredDifference(y),
  equal: (_, x, y) => x.mul(2).round().equal(y.mul(2).round()).toFloat().mul(x),
  notEqual: (_, x, y) => x.mul(2).round().notEqual(y.mul(2).round()).toFloat().mul(x),
  greater: (_, x, y) => x.greater(y).toFloat().mul(x),
  greaterEqual: (_, x, y) => x.greaterEqual(y).toFloat().mul(x),
  less: (_, x, y) => x.less(y).toFloat().mul(x),
  lessEqual: (_, x, y) => x.lessEqual(y).toFloat().mul(x),
  logical: (_, x, y) =>
    x
      .greater(0)
      .logicalAnd(y.less(0.5))
      .logicalOr(x.less(-0.9))
      .logicalNot()
      .logicalXor(y.greater(0))
      .toFloat()
      .mul(x),
  where: (tf, x, y) => tf.where(x.greater(y), x, y.square()),
  whereScalar: (tf, x, y) => tf.where(x.greater(0), y, tf.scalar(0.5)),
  whereGiven: (tf, x, y) => tf.where(x.mul(y).cast('bool'), x, y),
  matMul: (_, x, y) => x.matMul(y, false, true),
  matMulLeft: (_, x, y) => x.matMul(y, true),
  batchMatMul: (_, x, y) => x.reshape([4, 4, 4]).matMul(y.reshape([4, 4, 4]), true, true),
  batchMatMulOfFour: (_, x, y) => x.reshape([2, 2, 4, 4]).matMul(y.reshape([4, 16]).slice([0, 0], [4, 3])),
  batchMatMulOfFourTransposed: (_, x, y) => x.reshape([2, 1, 8, 4]).matMul(y.reshape([16, 4]), false, true),
  batchMatMulBroadcast: (_, x, y) => x.reshape([4, 4, 4]).matMul(y.reshape([1, 16, 4]), false, true),
  dot: (tf, x, y) => tf.dot(x, y.transpose()),
  outer: (tf, x, y) => tf.outerProduct(x.flatten(), y.flatten()),
  fusedMatMul: (tf, x, y) =>
    tf.fused.matMul({
      a: x,
      b: y,
      transposeB: true,
      bias: y.slice([0, 0], [1, 4]).flatten(),
      activation: 'relu',
    }),
  einsumOuter: (tf, x, y) => tf.einsum('bi,bj->bij', x, y),
  einsumInner: (tf, x, y) => tf.einsum('bi,bi->b', x, y),
  einsumContract: (tf, x, y) => tf.einsum('bij,bjk->bik', x.reshape([4, 4, 4]), y.reshape([4, 4, 4])),
  einsumAttention: (tf, x, y) =>
    tf.einsum('bihd,bjhd->bhij', x.reshape([2, 4, 2, 4]), y.reshape([2, 4, 2, 4])),
  einsumTranspose: (tf, x, y) => tf.einsum('ij->ji', x.mul(y)),
  einsumOne: (tf, x, y) => tf.einsum('ij->i', x.mul(y)),
  concat: (tf, x, y) => tf.concat([x, y.square()], 1),
  stack: (tf, x, y) => tf.stack([x, y.mul(2)], 1),
  complexAbs: (tf, x, y) => tf.complex(x, y).abs(),
  complexParts: (tf, x, y) => {
    const z = tf.complex(x, y);
    return tf.real(z).mul(3).add(tf.imag(z).square());
  },
  complexProduct: (tf, x, y) => {
    const z = tf.complex(x, y);
    const squared = z.mul(tf.complex(y, x));
    return tf.real(squared).add(tf.imag(squared).mul(2));
  },
  meanSquaredError: (tf, x, y) => tf.losses.meanSquaredError(y, x),
  absoluteDifference: (tf, x, y) => tf.losses.absoluteDifference(y, x, undefined, tf.Reduction.NONE),
  cosineDistance: (tf, x, y) => tf.losses.cosineDistance(y, x, 1, undefined, tf.Reduction.NONE),
  hingeLoss: (tf, x, y) => tf.losses.hingeLoss(y.step(), x, undefined, tf.Reduction.NONE),
  huberLoss: (tf, x, y) => tf.losses.huberLoss(y, x, undefined, 0.5, tf.Reduction.NONE),
  logLoss: (tf, x, y) => tf.losses.logLoss(y.step(), x.sigmoid(), undefined, 1e-7, tf.Reduction.NONE),
  sigmoidCrossEntropy: (tf, x, y) =>
    tf.losses.sigmoidCrossEntropy(y.step(), x, undefined, 0.1, tf.Reduction.NONE),
  softmaxCrossEntropy: (tf, x, y) =>
    tf.losses.softmaxCrossEntropy(tf.oneHot(y.argMax(1).toInt(), 16), x, undefined, 0.1, tf.Reduction.NONE),
});
