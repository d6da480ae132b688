import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import type { TF } from '../../../api/job.ts';
import type { NativeBackend } from '../binding.ts';
import { register } from './register.ts';

interface Resize {
  readonly size: readonly [number, number];
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

/**
 * Gradients of ops on images. tfjs has none for depthToSpace and flipLeftRight; mirrorPad's forgets what the mirror
 * adds to the edges; the resizes' take all for the corner-less kind (tfjs-backend-cpu is wrong for some of these too).
 */
export function useImageGradients(tf: TF): void {
  for (const [kernel, weigh] of [
    ['ResizeBilinear', bilinear],
    ['ResizeNearestNeighbor', nearest],
  ] as const) {
    register<Resize>(tf, {
      kernel,
      keep: ['images'],
      of: (dy: Tensor4D, [images]: [Tensor4D], attributes) => ({
        images: () =>
          tf.getBackend() === 'tensorflow'
            ? nativeResizeGradient(tf, kernel, dy, images, attributes)
            : resizeGradient(tf, weigh, dy, images, attributes),
      }),
    });
  }
  register(tf, {
    kernel: 'FlipLeftRight',
    of: (dy: Tensor4D) => ({ image: () => tf.image.flipLeftRight(dy) }),
  });
  register<{ blockSize: number; dataFormat: string }>(tf, {
    kernel: 'DepthToSpace',
    keep: ['x'],
    of: (dy: Tensor4D, [x]: [Tensor4D], { blockSize, dataFormat }) => ({
      x: () => spaceToDepth(dy, x, blockSize, dataFormat),
    }),
  });
  register<{ paddings: readonly (readonly [number, number])[]; mode: string }>(tf, {
    kernel: 'MirrorPad',
    keep: ['x'],
    of: (dy: Tensor, [x]: [Tensor], { paddings, mode }) => ({
      x: () => {
        const edge = mode === 'reflect' ? 1 : 0;
        return paddings.reduce(
          (folded, padding, axis) => foldBack(tf, folded, axis, padding, x.shape[axis]!, edge),
          dy,
        );
      },
    }),
  });
}

/** TensorFlow's own ops, which know both ways of placing pixels; tfjs's kernels tell them of one. */
function nativeResizeGradient(
  tf: TF,
  kernel: string,
  dy: Tensor4D,
  images: Tensor4D,
  { alignCorners, halfPixelCenters }: Resize,
): Tensor {
  const backend = tf.backend() as NativeBackend;
  const { TF_ATTR_BOOL, TF_ATTR_TYPE } = backend.binding;
  const attributes = [
    { name: 'T', type: TF_ATTR_TYPE, value: backend.getDTypeInteger('float32') },
    { name: 'align_corners', type: TF_ATTR_BOOL, value: alignCorners },
    { name: 'half_pixel_centers', type: TF_ATTR_BOOL, value: halfPixelCenters },
  ];
  const like = kernel === 'ResizeBilinear' ? images : tf.tensor1d(images.shape.slice(1, 3), 'int32');
  return backend.executeSingleOutput(`${kernel}Grad`, attributes, [dy, like]);
}

/** Writes into `row` what each pixel of a line adds to the one that stands at `place` of it. */
type Weigh = (row: Float32Array, place: number, resize: Resize) => void;

const bilinear: Weigh = (row, place) => {
  const last = row.length - 1;
  const low = Math.floor(place);
  const share = place - low;
  const at = (pixel: number) => Math.min(last, Math.max(0, pixel));
  row[at(low)]! += 1 - share;
  row[at(low + 1)]! += share;
};

const nearest: Weigh = (row, place, { alignCorners, halfPixelCenters }) => {
  const shifted = halfPixelCenters ? place + 0.5 : place;
  const pixel = alignCorners ? Math.round(shifted) : Math.floor(shifted);
  row[Math.min(row.length - 1, Math.max(0, pixel))] = 1;
};

/** Resizing is a product with a matrix for the rows and one for the columns; so is its gradient, with their transposes. */
function resizeGradient(tf: TF, weigh: Weigh, dy: Tensor4D, images: Tensor4D, resize: Resize): Tensor {
  const [batch, height, width, depth] = images.shape;
  const [newHeight, newWidth] = [dy.shape[1], dy.shape[2]];
  const rows = weights(tf, weigh, height, newHeight, resize);
  const columns = weights(tf, weigh, width, newWidth, resize);
  const folded = tf.matMul(rows.expandDims(0), dy.reshape([batch, newHeight, newWidth * depth]), true);
  return tf
    .matMul(columns.expandDims(0), folded.reshape([batch * height, newWidth, depth]), true)
    .reshape(images.shape);
}

/** `[to, from]`. Places as in tensorflow/core/util/image_resizer_state.h. */
function weights(tf: TF, weigh: Weigh, from: number, to: number, resize: Resize): Tensor {
  const { alignCorners, halfPixelCenters } = resize;
  const scale = alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;
  const matrix = new Float32Array(to * from);
  for (let i = 0; i < to; i++) {
    const place = halfPixelCenters ? (i + 0.5) * scale - 0.5 : i * scale;
    weigh(matrix.subarray(i * from, (i + 1) * from), place, resize);
  }
  return tf.tensor(matrix, [to, from]);
}

function spaceToDepth(dy: Tensor4D, x: Tensor4D, block: number, dataFormat: string): Tensor {
  const first = dataFormat === 'NCHW';
  const [batch, a, b, c] = x.shape;
  const [height, width, depth] = first ? [b, c, a] : [a, b, c];
  const wide = first ? dy.transpose([0, 2, 3, 1]) : dy;
  const deep = wide
    .reshape([batch, height, block, width, block, depth / (block * block)])
    .transpose([0, 1, 3, 2, 4, 5])
    .reshape([batch, height, width, depth]);
  return first ? deep.transpose([0, 3, 1, 2]) : deep;
}

/** Adds what was mirrored along `axis` to where it came from. `edge` is 1 where the mirror leaves the edge itself out. */
function foldBack(
  tf: TF,
  dy: Tensor,
  axis: number,
  [before, after]: readonly [number, number],
  length: number,
  edge: number,
): Tensor {
  if (before + after === 0) return dy;
  const piece = (start: number, size: number) => {
    const begin = dy.shape.map((_, i) => (i === axis ? start : 0));
    return dy.slice(
      begin,
      dy.shape.map((all, i) => (i === axis ? size : all)),
    );
  };
  const back = (start: number, size: number, place: number) => {
    const around = dy.shape.map((_, i): [number, number] =>
      i === axis ? [place, length - place - size] : [0, 0],
    );
    return tf.pad(piece(start, size).reverse(axis), around);
  };
  let folded = piece(before, length);
  if (before > 0) folded = folded.add(back(0, before, edge));
  if (after > 0) folded = folded.add(back(before + length, after, length - edge - after));
  return folded;
}
