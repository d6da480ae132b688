import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../../api/job.ts';
import { type InputGradients, register, runKernel } from './register.ts';

type Sizes = number | readonly number[];
type Padding = string | number | readonly (readonly [number, number])[];

interface Convolution {
  readonly strides: Sizes;
  readonly pad: Padding;
  readonly dilations: Sizes;
  readonly dataFormat?: string;
  readonly dimRoundingMode?: string;
}

/**
 * Gradients of convolutions. tfjs has none for dilated ones ("dilation rates greater than 1 are not yet supported",
 * tfjs issue 7906), for conv3dTranspose, and on TensorFlow none for padding in numbers.
 */
export function useConvolutionGradients(tf: TF): void {
  register<Convolution>(tf, {
    kernel: 'Conv2D',
    keep: ['x', 'filter'],
    of: (dy: Tensor, [x, filter]: [Tensor, Tensor], attributes) =>
      gradients(
        tf,
        'full',
        dy,
        x,
        filter,
        attributes,
        (padded, { strides, pad, dataFormat, dimRoundingMode }) => {
          const more = { strides, pad, dataFormat, dimRoundingMode };
          return {
            x: () =>
              runKernel(tf, 'Conv2DBackpropInput', { dy, filter }, { ...more, inputShape: padded.shape }),
            filter: () =>
              runKernel(
                tf,
                'Conv2DBackpropFilter',
                { x: padded, dy },
                { ...more, filterShape: filter.shape },
              ),
          };
        },
      ),
  });
  register<Convolution>(tf, {
    kernel: 'DepthwiseConv2dNative',
    keep: ['x', 'filter'],
    of: (dy: Tensor, [x, filter]: [Tensor, Tensor], attributes) =>
      gradients(tf, 'depthwise', dy, x, filter, attributes, (padded, { strides, pad, dimRoundingMode }) => {
        const more = { strides, pad, dimRoundingMode, dilations: [1, 1] };
        const name = 'DepthwiseConv2dNativeBackprop';
        return {
          x: () => runKernel(tf, `${name}Input`, { dy, filter }, { ...more, inputShape: padded.shape }),
          filter: () =>
            runKernel(tf, `${name}Filter`, { x: padded, dy }, { ...more, filterShape: filter.shape }),
        };
      }),
  });
  register<Convolution>(tf, {
    kernel: 'Conv3D',
    keep: ['x', 'filter'],
    of: (dy: Tensor, [x, filter]: [Tensor, Tensor], attributes) =>
      gradients(tf, 'full', dy, x, filter, attributes, (padded, { strides, pad }) => ({
        x: () =>
          runKernel(tf, 'Conv3DBackpropInputV2', { dy, filter }, { strides, pad, inputShape: padded.shape }),
        filter: () =>
          runKernel(
            tf,
            'Conv3DBackpropFilterV2',
            { x: padded, dy },
            { strides, pad, filterShape: filter.shape },
          ),
      })),
  });
  register<{ strides: Sizes; pad: string }>(tf, {
    kernel: 'Conv3DBackpropInputV2',
    keep: ['dy', 'filter'],
    of: (ddx: Tensor, [dy, filter]: [Tensor, Tensor], { strides, pad }) => ({
      dy: () => runKernel(tf, 'Conv3D', { x: ddx, filter }, { strides, pad, dilations: 1 }),
      filter: () =>
        runKernel(tf, 'Conv3DBackpropFilterV2', { x: ddx, dy }, { strides, pad, filterShape: filter.shape }),
    }),
  });
}

type Kind = 'full' | 'depthwise';

/** By taps where it is dilated, else by `plain`, which is given the input with all padding in numbers done. */
function gradients(
  tf: TF,
  kind: Kind,
  dy: Tensor,
  x: Tensor,
  filter: Tensor,
  attributes: Convolution,
  plain: (padded: Tensor, attributes: Convolution) => InputGradients,
): InputGradients {
  const axes = filter.rank - 2;
  const dilations = listed(attributes.dilations ?? 1, axes);
  const dilated = dilations.some((dilation) => dilation > 1);
  if (attributes.dataFormat === 'NCHW' || (typeof attributes.pad === 'string' && !dilated)) {
    return plain(x, attributes);
  }
  const around = paddingOf(x, filter, dilations, attributes.pad);
  const padded = tf.pad(x, around);
  const { x: ofPadded, filter: ofFilter } = dilated
    ? byTaps(tf, kind, dy, padded, filter, dilations)
    : plain(padded, { ...attributes, pad: 'valid' });
  return {
    x: () =>
      ofPadded!().slice(
        around.map(([before]) => before),
        x.shape,
      ),
    filter: ofFilter!,
  };
}

const listed = (sizes: Sizes, axes: number): readonly number[] =>
  typeof sizes === 'number'
    ? new Array(axes).fill(sizes)
    : sizes.length === 1
      ? new Array(axes).fill(sizes[0])
      : sizes;

/** How far a convolution of stride 1 pads each axis. */
function paddingOf(
  x: Tensor,
  filter: Tensor,
  dilations: readonly number[],
  pad: Padding,
): [number, number][] {
  return x.shape.map((_, axis): [number, number] => {
    if (axis === 0 || axis === x.rank - 1 || pad === 'valid') return [0, 0];
    if (typeof pad === 'number') return [pad, pad];
    if (typeof pad !== 'string') return [...pad[axis]!];
    const all = (filter.shape[axis - 1]! - 1) * dilations[axis - 1]!;
    return [Math.floor(all / 2), Math.ceil(all / 2)];
  });
}

/**
 * A dilated convolution, whose stride is 1, is a sum over the taps of its filter: of the input, moved, times the
 * tap's matrix (depthwise: times its numbers, channel by channel). So are its gradients.
 */
function byTaps(
  tf: TF,
  kind: Kind,
  dy: Tensor,
  x: Tensor,
  filter: Tensor,
  dilations: readonly number[],
): InputGradients {
  const kernel = filter.shape.slice(0, -2);
  const [inside, outside] = filter.shape.slice(-2) as [number, number];
  const places = dy.shape.slice(1, -1);
  const taps = kernel
    .reduce<number[][]>(
      (lists, size) => lists.flatMap((list) => [...Array(size).keys()].map((k) => [...list, k])),
      [[]],
    )
    .map((tap) => tap.map((k, axis) => k * dilations[axis]!));
  const moved = (offsets: readonly number[]) => x.slice([0, ...offsets, 0], [x.shape[0]!, ...places, inside]);
  const matrices = filter.reshape([taps.length, inside, outside]);
  const matrix = (tap: number) =>
    matrices.slice([tap, 0, 0], [1, inside, outside]).reshape([inside, outside]);
  const rows = (value: Tensor) => value.reshape([-1, value.shape.at(-1)!]);
  // Depthwise, dy has `outside` channels for each one inside.
  const apart = () => dy.reshape([-1, inside, outside]);
  return {
    x: () => {
      const parts = taps.map((offsets, tap) => {
        const part =
          kind === 'depthwise'
            ? apart().mul(matrix(tap)).sum(-1)
            : tf.matMul(rows(dy), matrix(tap), false, true);
        const around = offsets.map((offset, axis): [number, number] => [
          offset,
          x.shape[axis + 1]! - places[axis]! - offset,
        ]);
        return tf.pad(part.reshape([x.shape[0]!, ...places, inside]), [[0, 0], ...around, [0, 0]]);
      });
      return tf.addN(parts);
    },
    filter: () => {
      const parts = taps.map((offsets) => {
        const input = rows(moved(offsets));
        return kind === 'depthwise'
          ? input.expandDims(-1).mul(apart()).sum(0)
          : tf.matMul(input, rows(dy), true);
      });
      return tf.stack(parts).reshape(filter.shape);
    },
  };
}
