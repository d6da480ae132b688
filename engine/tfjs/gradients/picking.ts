import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../../api/job.ts';
import type { NativeBackend } from '../binding.ts';
import { register } from './register.ts';

/**
 * Ops that pick numbers out of a tensor or put them into one. tfjs has no gradient for gatherND, scatterND,
 * tensorScatterUpdate, topk (tfjs issue 1601), stridedSlice and diag, one of gather with `batchDims` that is right for 0
 * and 1 alone, and one of max and min that gives each of several equal numbers the whole, where TensorFlow shares it.
 */
export function usePickingGradients(tf: TF): void {
  const noSlope = (indices: Tensor) => () => tf.zeros(indices.shape);
  register(tf, {
    kernel: 'GatherNd',
    keep: ['params', 'indices'],
    of: (dy, [params, indices]) => ({
      params: () => tf.scatterND(indices, dy, params.shape),
      indices: noSlope(indices),
    }),
  });
  register(tf, {
    kernel: 'ScatterNd',
    keep: ['indices'],
    of: (dy, [indices]) => ({ updates: () => tf.gatherND(dy, indices), indices: noSlope(indices) }),
  });
  register(tf, {
    kernel: 'TensorScatterUpdate',
    keep: ['indices', 'updates'],
    of: (dy, [indices, updates]) => ({
      tensor: () => tf.tensorScatterUpdate(dy, indices, tf.zerosLike(updates)),
      updates: () => tf.gatherND(dy, indices),
      indices: noSlope(indices),
    }),
  });
  register(tf, {
    kernel: 'TopK',
    keep: ['x'],
    keepOutputs: [false, true],
    of: ([dy]: Tensor[], [x, indices]: [Tensor, Tensor]) => ({ x: () => topkGradient(tf, dy!, x, indices) }),
  });
  for (const kernel of ['Max', 'Min']) {
    // The two kernels have different words for the axes.
    register<{ reductionIndices?: number | number[]; axis?: number | number[] }>(tf, {
      kernel,
      keep: ['x'],
      keepOutputs: [true],
      of: (dy: Tensor, [x, y]: [Tensor, Tensor], { reductionIndices, axis }) => ({
        x: () => {
          const axes = tf.util.parseAxisParam((reductionIndices ?? axis)!, x.shape);
          const shape = x.shape.map((size, i) => (axes.includes(i) ? 1 : size));
          const picked = x.equal(y.reshape(shape)).cast('float32');
          return picked.mul(dy.reshape(shape).div(picked.sum(axes, true)));
        },
      }),
    });
  }
  register<{ axis: number; batchDims: number }>(tf, {
    kernel: 'GatherV2',
    keep: ['x', 'indices'],
    of: (dy: Tensor, [x, indices]: [Tensor, Tensor], { axis, batchDims }) => ({
      x: () => gatherGradient(tf, dy, x, indices, (axis + x.rank) % x.rank, batchDims),
      indices: noSlope(indices),
    }),
  });
  register<Slicing>(tf, {
    kernel: 'StridedSlice',
    keep: ['x'],
    of: (dy: Tensor, [x]: [Tensor], slicing) => ({ x: () => stridedSliceGradient(tf, dy, x, slicing) }),
  });
  register(tf, {
    kernel: 'Diag',
    keep: ['x'],
    of: (dy: Tensor, [x]: [Tensor]) => ({
      x: () => dy.reshape([x.size, x.size]).mul(tf.eye(x.size)).sum(1).reshape(x.shape),
    }),
  });
}

function topkGradient(tf: TF, dy: Tensor, x: Tensor, indices: Tensor): Tensor {
  const length = x.shape.at(-1)!;
  const rows = x.size / length;
  const starts = tf.range(0, rows, 1, 'int32').mul(tf.scalar(length, 'int32')).expandDims(1);
  const places = indices.reshape([rows, -1]).add(starts).reshape([-1, 1]);
  return tf.scatterND(places, dy.flatten(), [x.size]).reshape(x.shape);
}

/** `x` is `[...batch, ...outer, length, ...inner]`, dy `[...batch, ...outer, ...indices, ...inner]`. */
function gatherGradient(
  tf: TF,
  dy: Tensor,
  x: Tensor,
  indices: Tensor,
  axis: number,
  batchDims: number,
): Tensor {
  const product = (sizes: readonly number[]) => sizes.reduce((result, size) => result * size, 1);
  const batch = product(x.shape.slice(0, batchDims));
  const outer = product(x.shape.slice(batchDims, axis));
  const inner = product(x.shape.slice(axis + 1));
  const length = x.shape[axis]!;
  const each = indices.size / batch;
  const rows = (value: Tensor) =>
    (outer === 1 ? value : value.reshape([batch, outer, each, inner]).transpose([0, 2, 1, 3])).reshape([
      batch * each,
      outer * inner,
    ]);
  let places = indices.reshape([batch, each]);
  if (batch > 1) {
    const starts = tf.range(0, batch, 1, 'int32').mul(tf.scalar(length, 'int32'));
    places = places.add(starts.expandDims(1));
  }
  const flat = places.toInt();
  const sums: Tensor =
    tf.getBackend() === 'tensorflow'
      ? tf.unsortedSegmentSum(rows(dy), flat.as1D(), batch * length)
      : // In JavaScript a segment sum goes through all rows once for each segment.
        tf.scatterND(flat.reshape([-1, 1]), rows(dy), [batch * length, outer * inner]);
  const apart = outer === 1 ? sums : sums.reshape([batch, length, outer, inner]).transpose([0, 2, 1, 3]);
  return apart.reshape(x.shape);
}

/** What tfjs's stridedSlice is asked for. */
interface Slicing {
  readonly begin: readonly number[];
  readonly end: readonly number[];
  readonly strides: readonly number[];
  readonly beginMask: number;
  readonly endMask: number;
  readonly ellipsisMask: number;
  readonly newAxisMask: number;
  readonly shrinkAxisMask: number;
}

function stridedSliceGradient(tf: TF, dy: Tensor, x: Tensor, slicing: Slicing): Tensor {
  const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = slicing;
  if (tf.getBackend() !== 'tensorflow') {
    // Which places it picks, it says itself when it is given the places.
    const masks = [beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask] as const;
    const all = tf.range(0, x.size, 1, 'int32').reshape(x.shape);
    const places = tf.stridedSlice(all, [...begin], [...end], [...strides], ...masks).reshape([-1, 1]);
    return tf.scatterND(places, dy.flatten(), [x.size]).reshape(x.shape);
  }
  const backend = tf.backend() as NativeBackend;
  const { TF_ATTR_INT, TF_ATTR_TYPE } = backend.binding;
  const integer = (name: string, value: number) => ({ name, type: TF_ATTR_INT, value });
  const type = (name: string, dtype: 'int32' | 'float32') => {
    return { name, type: TF_ATTR_TYPE, value: backend.getDTypeInteger(dtype) };
  };
  const attributes = [
    type('T', 'float32'),
    type('Index', 'int32'),
    integer('begin_mask', beginMask),
    integer('end_mask', endMask),
    integer('ellipsis_mask', ellipsisMask),
    integer('new_axis_mask', newAxisMask),
    integer('shrink_axis_mask', shrinkAxisMask),
  ];
  const lists = [x.shape, begin, end, strides].map((list) => tf.tensor1d([...list], 'int32'));
  return backend.executeSingleOutput('StridedSliceGrad', attributes, [...lists, dy]);
}
