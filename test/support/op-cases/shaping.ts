/** What gives the numbers of a tensor another place or shape. */
import { MATRIX, table } from './table.ts';

export const shaping = table(MATRIX, {
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
