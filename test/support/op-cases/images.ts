/** Pools and transformations of pictures and volumes. */
import { IMAGE, table, VOLUME } from './table.ts';

export const images = table(IMAGE, {
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

export const volumes = table(VOLUME, {
  maxPool3d: (tf, x) => tf.maxPool3d(x, 2, 1, 'same'),
  maxPool3dGaps: (tf, x) => tf.maxPool3d(x, [1, 2, 1], 2, 'same'),
  avgPool3dGaps: (tf, x) => tf.avgPool3d(x, [1, 2, 1], 2, 'same'),
  avgPool3dEdges: (tf, x) => tf.avgPool3d(x, 3, 1, 'same'),
  avgPool3d: (tf, x) => tf.avgPool3d(x, 2, 2, 'same'),
});
