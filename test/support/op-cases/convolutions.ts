/** Convolutions, with gaps and paddings of all kinds. */
import type { OpCase } from '../ops.ts';
import { type Body, VOLUME } from './table.ts';

const filtered = (
  name: string,
  filter: readonly number[],
  of: Body,
  image: readonly number[] = [2, 6, 6, 4],
): OpCase => ({ name, shapes: [image, filter], of });

export const convolutions: OpCase[] = [
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
