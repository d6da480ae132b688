/** Every op of tfjs that a layer or a loss may use: the table of the sweep. */
import type { Tensor } from '@tensorflow/tfjs';
import type { OpCase } from './ops.ts';

type Body = OpCase['of'];

const table = (shapes: OpCase['shapes'], bodies: Readonly<Record<string, Body>>): OpCase[] =>
  Object.entries(bodies).map(([name, of]) => ({ name, shapes, of }));

const MATRIX = [[4, 16]];
const PAIR = [
  [4, 16],
  [4, 16],
];
const IMAGE = [[2, 6, 6, 4]];
const VOLUME = [[2, 4, 4, 4, 2]];

const elementwise = table(MATRIX, {
  abs: (_, x) => x.abs(),
  acos: (_, x) => x.mul(0.9).acos(),
  acosh: (_, x) => x.abs().add(1.1).acosh(),
  asin: (_, x) => x.mul(0.9).asin(),
  asinh: (_, x) => x.asinh(),
  atan: (_, x) => x.atan(),
  atanh: (_, x) => x.mul(0.9).atanh(),
  ceil: (_, x) => x.mul(2.9).ceil().mul(x),
  clipByValue: (_, x) => x.clipByValue(-0.5, 0.5),
  cos: (_, x) => x.cos(),
  cosh: (_, x) => x.cosh(),
  elu: (_, x) => x.elu(),
  erf: (_, x) => x.erf(),
  exp: (_, x) => x.exp(),
  expm1: (_, x) => x.expm1(),
  floor: (_, x) => x.mul(2.9).floor().mul(x),
  isFinite: (_, x) => x.isFinite().toFloat().mul(x),
  isInf: (_, x) => x.isInf().toFloat().add(x),
  isNaN: (_, x) => x.isNaN().toFloat().add(x),
  leakyRelu: (_, x) => x.leakyRelu(0.3),
  log: (_, x) => x.abs().log(),
  log1p: (_, x) => x.abs().log1p(),
  logSigmoid: (_, x) => x.logSigmoid(),
  neg: (_, x) => x.neg(),
  preluScalar: (tf, x) => x.prelu(tf.scalar(0.2)),
  reciprocal: (_, x) => x.reciprocal(),
  relu: (_, x) => x.relu(),
  relu6: (_, x) => x.mul(9).relu6(),
  round: (_, x) => x.mul(3).round().mul(x),
  rsqrt: (_, x) => x.abs().rsqrt(),
  selu: (_, x) => x.selu(),
  sigmoid: (_, x) => x.sigmoid(),
  sign: (_, x) => x.sign().mul(x),
  sin: (_, x) => x.sin(),
  sinh: (_, x) => x.sinh(),
  softplus: (_, x) => x.softplus(),
  sqrt: (_, x) => x.abs().sqrt(),
  square: (_, x) => x.square(),
  step: (_, x) => x.step(0.2).mul(x),
  tan: (_, x) => x.tan(),
  tanh: (_, x) => x.tanh(),
  zerosLike: (_, x) => x.add(x.zerosLike()),
  onesLike: (_, x) => x.mul(x.onesLike()),
  castInt: (_, x) => x.mul(5).cast('int32').cast('float32').mul(x),
  castBool: (_, x) => x.greater(0).cast('float32').mul(x),
  intArithmetic: (tf, x) =>
    x.mul(10).toInt().add(tf.scalar(3, 'int32')).floorDiv(tf.scalar(2, 'int32')).toFloat().mul(x),
  intMatMul: (_, x) => x.mul(x.mul(1.9).toInt().matMul(x.mul(1.9).toInt(), false, true).toFloat().sum()),
});

const binary = table(PAIR, {
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

const shaping = table(MATRIX, {
  expandDims: (_, x) => x.expandDims(1).mul(2),
  expandDimsLast: (_, x) => x.sum(-1).expandDims(-1).mul(x),
  squeeze: (_, x) => x.reshape([4, 1, 16]).squeeze([1]),
  unstack: (tf, x) => tf.unstack(x, 1)[3]!.mul(3),
  split: (tf, x) => tf.split(x, 4, 1)[1]!,
  splitSizes: (tf, x) => tf.split(x, [3, 13], 1)[0]!,
  tile: (_, x) => x.tile([1, 2]),
  pad: (_, x) =>
    x.pad([
      [1, 0],
      [1, 2],
    ]),
  padValue: (_, x) =>
    x.pad(
      [
        [0, 0],
        [1, 2],
      ],
      3,
    ),
  mirrorPadReflect: (_, x) =>
    x.mirrorPad(
      [
        [1, 2],
        [3, 2],
      ],
      'reflect',
    ),
  mirrorPadSymmetric: (_, x) =>
    x.mirrorPad(
      [
        [1, 2],
        [3, 2],
      ],
      'symmetric',
    ),
  slice: (_, x) => x.slice([0, 2], [-1, 5]),
  stridedSlice: (_, x) => x.stridedSlice([0, 1], [4, 9], [1, 2]),
  stridedSliceBackwards: (_, x) => x.stridedSlice([0, 14], [4, 1], [1, -3]),
  gather: (tf, x) => x.gather(tf.tensor1d([3, 0, 1, 3], 'int32'), 1),
  gatherRows: (tf, x) =>
    x.gather(
      tf.tensor2d(
        [
          [3, 0],
          [1, 1],
        ],
        [2, 2],
        'int32',
      ),
      0,
    ),
  gatherBatch: (tf, x) =>
    x.reshape([4, 4, 4]).gather(tf.tensor2d([3, 0, 1, 1, 2, 2, 0, 3], [4, 2], 'int32'), 1, 1),
  gatherND: (tf, x) =>
    tf.gatherND(
      x,
      tf.tensor2d(
        [
          [0, 1],
          [3, 2],
          [0, 1],
        ],
        [3, 2],
        'int32',
      ),
    ),
  gatherNDRows: (tf, x) => tf.gatherND(x, tf.tensor2d([[2], [0], [2]], [3, 1], 'int32')),
  scatterND: (tf, x) => tf.scatterND(tf.tensor2d([[0], [2], [0], [5]], [4, 1], 'int32'), x, [7, 16]),
  tensorScatterUpdate: (tf, x) =>
    tf.tensorScatterUpdate(x, tf.tensor2d([[0], [2]], [2, 1], 'int32'), x.slice([1, 0], [2, 16]).square()),
  unsortedSegmentSum: (tf, x) => tf.unsortedSegmentSum(x, tf.tensor1d([1, 0, 1, 2], 'int32'), 3),
  reverse: (_, x) => x.reverse(1),
  reverseAll: (_, x) => x.reverse(),
  transpose: (_, x) => x.reshape([4, 2, 8]).transpose([2, 0, 1]),
  broadcastTo: (_, x) => x.sum(1, true).broadcastTo([4, 4]),
  oneHot: (tf, x) => tf.oneHot(x.argMax(1).toInt(), 16).toFloat().mul(x),
  meshgrid: (tf, x) => x.reshape([4, 4, 4]).mul(tf.meshgrid(tf.range(0, 4), tf.range(0, 4))[0]!),
  diag: (tf, x) => x.matMul(tf.diag(tf.range(0, 16))),
  diagOfX: (tf, x) => tf.diag(x.slice([0, 0], [1, 16]).flatten()),
  eye: (tf, x) => x.matMul(tf.eye(16)),
  fill: (tf, x) => x.mul(tf.fill([16], 2)),
  linspace: (tf, x) => x.mul(tf.linspace(0, 1, 16)),
  bandPart: (tf, x) => tf.linalg.bandPart(x.reshape([4, 4, 4]), 1, 1),
  frame: (tf, x) => tf.signal.frame(x.flatten(), 16, 8),
  rot90: (_, x) => x.reshape([4, 4, 4]).transpose([0, 2, 1]).reverse(1),
  clone: (_, x) => x.clone().mul(2),
});

const reducing = table(MATRIX, {
  all: (_, x) => x.greater(-9).all(1).toFloat().mul(x.sum(1)),
  any: (_, x) => x.greater(0).any(1).toFloat().mul(x.sum(1)),
  argMax: (_, x) => x.argMax(1).toFloat().expandDims(1).mul(x),
  argMin: (_, x) => x.argMin(1).toFloat().reshape([-1, 1]).mul(x),
  cumprod: (tf, x) => tf.cumprod(x, 1),
  cumprodExclusive: (tf, x) => tf.cumprod(x.reshape([2, 8, 4]), 1, true, true),
  cumsum: (_, x) => x.cumsum(1),
  cumsumExclusive: (_, x) => x.cumsum(1, true, true),
  cumsumFirst: (_, x) => x.reshape([2, 8, 4]).cumsum(1),
  cumprodFromEnd: (tf, x) => tf.cumprod(x.reshape([2, 8, 4]), -2),
  cumsumFromEnd: (_, x) => x.reshape([2, 8, 4]).cumsum(-3),
  prodFromEnd: (_, x) => x.reshape([4, 4, 4]).prod(-2),
  logSumExp: (_, x) => x.logSumExp(1),
  logSoftmax: (_, x) => x.logSoftmax(),
  softmax: (_, x) => x.softmax(),
  max: (_, x) => x.max(1),
  mean: (_, x) => x.sub(x.mean()),
  min: (_, x) => x.min(1, true),
  moments: (tf, x) => tf.moments(x, 1).variance,
  norm: (_, x) => x.norm(2, 1),
  normFrobenius: (_, x) => x.reshape([4, 4, 4]).norm('fro', [1, 2]),
  normInfinity: (_, x) => x.norm(Number.POSITIVE_INFINITY, 1),
  norm1: (_, x) => x.norm(1, 1),
  prod: (_, x) => x.prod(1),
  prodTwo: (_, x) => x.reshape([2, 8, 4]).prod([0, 2]),
  sum: (_, x) => x.sum([0, 1]).mul(x),
  topk: (tf, x) => tf.topk(x, 3).values,
  topkIndices: (tf, x) =>
    tf
      .topk(x, 3)
      .indices.toFloat()
      .mul(x.slice([0, 0], [4, 3])),
  topkOfThree: (tf, x) => tf.topk(x.reshape([2, 2, 16]), 5).values,
  confusion: (tf, x) => {
    const labels = tf.tensor1d([0, 1], 'int32');
    return x.mul(tf.math.confusionMatrix(labels, labels, 2).toFloat().sum());
  },
  euclideanNorm: (_, x) => x.euclideanNorm(1),
  customGrad: (tf, x) =>
    tf.customGrad((v, save) => {
      const [value, keep] = [v as Tensor, save as (kept: Tensor[]) => void];
      keep([value]);
      const gradFunc = (dy: Tensor, saved: Tensor[]) => dy.mul(saved[0]!).mul(2);
      return { value: value.square(), gradFunc };
    })(x),
  gradientOfGradient: (tf, x) => tf.grad((v) => v.pow(3).sum())(x),
  dropoutNone: (tf, x) => tf.dropout(x, 0),
  batchNorm: (tf, x) => tf.batchNorm(x, x.mean(0), x.square().mean(0), tf.ones([16]), tf.ones([16]), 1e-3),
  basicLSTMCell: (tf, x) =>
    tf.basicLSTMCell(
      tf.scalar(1),
      tf.ones([20, 16]).mul(0.1),
      tf.ones([16]),
      x,
      x.slice([0, 0], [-1, 4]),
      x.slice([0, 4], [-1, 4]),
    )[1],
});

const images = table(IMAGE, {
  avgPool: (tf, x) => tf.avgPool(x, 3, 2, 'same'),
  maxPool: (tf, x) => tf.maxPool(x, 2, 2, 'valid'),
  maxPoolOverlapping: (tf, x) => tf.maxPool(x, 3, 2, 'same'),
  pool: (tf, x) => tf.pool(x, [2, 2], 'avg', 'valid', [1, 1], 1),
  poolDilated: (tf, x) => tf.pool(x, [2, 2], 'max', 'valid', [2, 2], 1),
  resizeBilinear: (tf, x) => tf.image.resizeBilinear(x, [9, 7]),
  resizeBilinearSmaller: (tf, x) => tf.image.resizeBilinear(x, [4, 3]),
  resizeBilinearCorners: (tf, x) => tf.image.resizeBilinear(x, [9, 7], true),
  resizeBilinearHalf: (tf, x) => tf.image.resizeBilinear(x, [9, 7], false, true),
  resizeBilinearHalfSmaller: (tf, x) => tf.image.resizeBilinear(x, [4, 3], false, true),
  resizeNearest: (tf, x) => tf.image.resizeNearestNeighbor(x, [9, 7]),
  resizeNearestCorners: (tf, x) => tf.image.resizeNearestNeighbor(x, [9, 7], true),
  resizeNearestHalf: (tf, x) => tf.image.resizeNearestNeighbor(x, [9, 7], false, true),
  flipLeftRight: (tf, x) => tf.image.flipLeftRight(x),
  grayscaleToRGB: (tf, x) => tf.image.grayscaleToRGB(x.slice([0, 0, 0, 0], [-1, -1, -1, 1])),
  rgbToGrayscale: (tf, x) => tf.image.rgbToGrayscale(x.slice([0, 0, 0, 0], [-1, -1, -1, 3])),
  localResponseNormalization: (tf, x) => tf.localResponseNormalization(x, 1),
  spaceToBatch: (tf, x) =>
    tf.spaceToBatchND(
      x,
      [2, 3],
      [
        [1, 1],
        [0, 0],
      ],
    ),
  batchToSpace: (tf, x) =>
    tf.batchToSpaceND(
      x,
      [2, 1],
      [
        [1, 0],
        [0, 0],
      ],
    ),
  depthToSpace: (tf, x) => tf.depthToSpace(x, 2),
  batchNorm4d: (tf, x) =>
    tf.batchNorm(x, x.mean([0, 1, 2]), x.square().mean([0, 1, 2]), tf.ones([4]), tf.ones([4]), 1e-3),
});

const filtered = (
  name: string,
  filter: readonly number[],
  of: Body,
  image: readonly number[] = [2, 6, 6, 4],
): OpCase => ({ name, shapes: [image, filter], of });

const convolutions: OpCase[] = [
  filtered('conv1d', [3, 4, 2], (tf, x, w) => tf.conv1d(x, w, 1, 'same'), [2, 9, 4]),
  filtered('conv1dStrided', [3, 4, 2], (tf, x, w) => tf.conv1d(x, w, 2, 'valid'), [2, 9, 4]),
  filtered('conv1dDilated', [3, 4, 2], (tf, x, w) => tf.conv1d(x, w, 1, 'same', 'NWC', 2), [2, 9, 4]),
  filtered(
    'conv1dCausal',
    [3, 4, 2],
    (tf, x, w) =>
      tf.conv1d(
        x.pad([
          [0, 0],
          [4, 0],
          [0, 0],
        ]),
        w,
        1,
        'valid',
        'NWC',
        2,
      ),
    [2, 9, 4],
  ),
  filtered('conv2d', [3, 3, 4, 2], (tf, x, w) => tf.conv2d(x, w, 1, 'same')),
  filtered('conv2dStrided', [3, 2, 4, 2], (tf, x, w) => tf.conv2d(x, w, [2, 1], 'same')),
  filtered('conv2dPadded', [3, 3, 4, 2], (tf, x, w) => tf.conv2d(x, w, 2, 1)),
  filtered('conv2dPaddedUnevenly', [3, 3, 4, 2], (tf, x, w) =>
    tf.conv2d(x, w, 2, [
      [0, 0],
      [1, 0],
      [0, 2],
      [0, 0],
    ]),
  ),
  filtered('conv2dOneByOneStrided', [1, 1, 4, 3], (tf, x, w) => tf.conv2d(x, w, 2, 'valid')),
  filtered('conv2dOneByOneStridedSame', [1, 1, 4, 3], (tf, x, w) => tf.conv2d(x, w, [2, 3], 'same')),
  filtered('conv2dDilated', [3, 3, 4, 2], (tf, x, w) => tf.conv2d(x, w, 1, 'valid', 'NHWC', 2)),
  filtered('conv2dDilatedSame', [3, 2, 4, 2], (tf, x, w) => tf.conv2d(x, w, 1, 'same', 'NHWC', [2, 3])),
  filtered('conv2dDilatedPadded', [3, 3, 4, 2], (tf, x, w) => tf.conv2d(x, w, 1, 2, 'NHWC', 2)),
  filtered('fusedConv2d', [3, 3, 4, 2], (tf, x, w) =>
    tf.fused.conv2d({
      x,
      filter: w,
      strides: 1,
      pad: 'same',
      activation: 'relu',
      bias: w.slice([0, 0, 0, 0], [1, 1, 1, 2]).flatten(),
    }),
  ),
  filtered('depthwiseConv2d', [3, 3, 4, 2], (tf, x, w) => tf.depthwiseConv2d(x, w, 1, 'same')),
  filtered('depthwiseConv2dStrided', [3, 3, 4, 2], (tf, x, w) => tf.depthwiseConv2d(x, w, 2, 'valid')),
  filtered('depthwiseConv2dDilated', [3, 3, 4, 2], (tf, x, w) =>
    tf.depthwiseConv2d(x, w, 1, 'same', 'NHWC', 2),
  ),
  filtered('depthwiseConv2dDilatedValid', [2, 3, 4, 1], (tf, x, w) =>
    tf.depthwiseConv2d(x, w, 1, 'valid', 'NHWC', [3, 2]),
  ),
  filtered('separableConv2d', [3, 3, 4, 2], (tf, x, w) =>
    tf.separableConv2d(x, w, w.slice([0, 0, 0, 0], [1, 2, 4, 2]).reshape([1, 1, 8, 2]), 1, 'valid'),
  ),
  filtered('conv2dTranspose', [3, 3, 2, 4], (tf, x, w) =>
    tf.conv2dTranspose(x, w, [2, 12, 12, 2], 2, 'same'),
  ),
  filtered('conv2dTransposeValid', [3, 3, 2, 4], (tf, x, w) =>
    tf.conv2dTranspose(x, w, [2, 13, 13, 2], 2, 'valid'),
  ),
  filtered('conv3d', [2, 2, 2, 2, 3], (tf, x, w) => tf.conv3d(x, w, 1, 'same'), VOLUME[0]),
  filtered('conv3dGaps', [1, 2, 1, 2, 3], (tf, x, w) => tf.conv3d(x, w, [2, 1, 2], 'same'), VOLUME[0]),
  filtered('conv3dStrided', [2, 2, 2, 2, 3], (tf, x, w) => tf.conv3d(x, w, 2, 'valid'), VOLUME[0]),
  filtered(
    'conv3dTranspose',
    [2, 2, 2, 3, 2],
    (tf, x, w) => tf.conv3dTranspose(x, w, [2, 8, 8, 8, 3], 2, 'same'),
    VOLUME[0],
  ),
  filtered('dilation2d', [2, 2, 4], (tf, x, w) => tf.dilation2d(x, w, 1, 'valid')),
];

const volumes = table(VOLUME, {
  maxPool3d: (tf, x) => tf.maxPool3d(x, 2, 1, 'same'),
  maxPool3dGaps: (tf, x) => tf.maxPool3d(x, [1, 2, 1], 2, 'same'),
  avgPool3dGaps: (tf, x) => tf.avgPool3d(x, [1, 2, 1], 2, 'same'),
  avgPool3dEdges: (tf, x) => tf.avgPool3d(x, 3, 1, 'same'),
  avgPool3d: (tf, x) => tf.avgPool3d(x, 2, 2, 'same'),
});

/** Where tfjs's `cpu` backend throws. */
const withoutCpu: OpCase[] = [
  {
    name: 'einsumSummed',
    withoutCpu: 'its einsum cannot sum letters of two operands away',
    shapes: PAIR,
    of: (tf, x, y) => tf.einsum('ij,kl->il', x, y),
  },
  {
    name: 'stridedSliceShrunk',
    withoutCpu: 'its stridedSlice reads out of range where an axis is shrunk',
    shapes: MATRIX,
    of: (_, x) => x.stridedSlice([1, 1], [2, 9], [1, 2], 0, 0, 0, 0, 1),
  },
];

const spectral = table(MATRIX, {
  fft: (tf, x) => {
    const z = tf.spectral.fft(tf.complex(x, x.square()));
    return tf.real(z).add(tf.imag(z).mul(2));
  },
  ifft: (tf, x) => {
    const z = tf.spectral.ifft(tf.complex(x, x.square()));
    return tf.real(z).add(tf.imag(z).mul(2));
  },
  rfft: (tf, x) => {
    const z = tf.spectral.rfft(x);
    return tf.real(z).add(tf.imag(z).mul(2));
  },
  irfft: (tf, x) => tf.spectral.irfft(tf.complex(x.slice([0, 0], [4, 9]), x.slice([0, 7], [4, 9]))),
  stft: (tf, x) => tf.abs(tf.signal.stft(x.flatten(), 16, 8)),
});

export const CASES: readonly OpCase[] = [
  ...elementwise,
  ...binary,
  ...shaping,
  ...reducing,
  ...images,
  ...convolutions,
  ...volumes,
  ...spectral,
  ...withoutCpu,
];
