import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import type {
  Cropping1DConfig,
  Cropping3DConfig,
  DataFormat,
  UpSampling1DConfig,
  UpSampling3DConfig,
  ZeroPadding1DConfig,
  ZeroPadding3DConfig,
} from '../../api/layers/shapes.ts';
import type { Shape } from '../tfjs/internals.ts';
import type { Kind } from './kind.ts';

type Ends = readonly [before: number, after: number];
type Sides = number | readonly number[] | readonly Ends[];

export const cropping1d: Kind<Cropping1DConfig> = {
  className: 'Cropping1D',
  factory: 'cropping1D',
  options: { cropping: [1, 1] },
  shape: ({ cropping }, [shape]) => cropped(shape!, [pair(cropping)], 1),
  call: ({ config, xs: [x] }) => crop(x!, [pair(config.cropping)], 1),
};

export const cropping3d: Kind<Cropping3DConfig> = {
  className: 'Cropping3D',
  factory: 'cropping3D',
  options: { cropping: 1, dataFormat: 'channelsLast' },
  shape: ({ cropping, dataFormat }, [shape]) => cropped(shape!, endsOf(cropping), firstOf(dataFormat)),
  call: ({ config, xs: [x] }) => crop(x!, endsOf(config.cropping), firstOf(config.dataFormat)),
};

export const zeroPadding1d: Kind<ZeroPadding1DConfig> = {
  className: 'ZeroPadding1D',
  factory: 'zeroPadding1d',
  options: { padding: 1, dataFormat: 'channelsLast' },
  shape: ({ padding, dataFormat }, [shape]) => padded(shape!, [pair(padding)], firstOf(dataFormat)),
  call: ({ tf, config, xs: [x] }) => pad(tf, x!, [pair(config.padding)], firstOf(config.dataFormat)),
};

export const zeroPadding3d: Kind<ZeroPadding3DConfig> = {
  className: 'ZeroPadding3D',
  factory: 'zeroPadding3d',
  options: { padding: 1, dataFormat: 'channelsLast' },
  shape: ({ padding, dataFormat }, [shape]) => padded(shape!, endsOf(padding), firstOf(dataFormat)),
  call: ({ tf, config, xs: [x] }) => pad(tf, x!, endsOf(config.padding), firstOf(config.dataFormat)),
};

export const upSampling1d: Kind<UpSampling1DConfig> = {
  className: 'UpSampling1D',
  factory: 'upSampling1d',
  options: { size: 2 },
  shape: ({ size }, [shape]) => grown(shape!, [size], 1),
  call: ({ tf, config, xs: [x] }) => repeated(tf, x!, [config.size], 1),
};

export const upSampling3d: Kind<UpSampling3DConfig> = {
  className: 'UpSampling3D',
  factory: 'upSampling3d',
  options: { size: 2, dataFormat: 'channelsLast' },
  shape: ({ size, dataFormat }, [shape]) => grown(shape!, sizesOf(size), firstOf(dataFormat)),
  call: ({ tf, config, xs: [x] }) => repeated(tf, x!, sizesOf(config.size), firstOf(config.dataFormat)),
};

/** The first axis that is not of the batch or of channels. */
function firstOf(dataFormat: DataFormat): number {
  return dataFormat === 'channelsFirst' ? 2 : 1;
}

const pair = (ends: number | Ends): Ends => (typeof ends === 'number' ? [ends, ends] : ends);
const sizesOf = (size: number | readonly number[]) => (typeof size === 'number' ? [size, size, size] : size);
const endsOf = (sides: Sides): Ends[] =>
  (typeof sides === 'number' ? [sides, sides, sides] : sides).map((ends) => pair(ends as number | Ends));

function changed(shape: Shape, first: number, count: number, to: (side: number, i: number) => number): Shape {
  return shape.map((side, axis) => {
    const i = axis - first;
    return side === null || i < 0 || i >= count ? side : to(side, i);
  });
}

function cropped(shape: Shape, ends: readonly Ends[], first: number): Shape {
  const smaller = changed(shape, first, ends.length, (side, i) => side - ends[i]![0] - ends[i]![1]);
  if (smaller.some((side) => side !== null && side <= 0))
    throw new Error(`it crops all of its input [${shape}]`);
  return smaller;
}

function crop(x: Tensor, ends: readonly Ends[], first: number): Tensor {
  const begin = x.shape.map((_, axis) => ends[axis - first]?.[0] ?? 0);
  return x.slice(begin, cropped(x.shape, ends, first) as number[]);
}

function padded(shape: Shape, ends: readonly Ends[], first: number): Shape {
  return changed(shape, first, ends.length, (side, i) => side + ends[i]![0] + ends[i]![1]);
}

function pad(tf: TF, x: Tensor, ends: readonly Ends[], first: number): Tensor {
  return tf.pad(
    x,
    x.shape.map((_, axis): [number, number] => [...(ends[axis - first] ?? ([0, 0] as const))]),
  );
}

function grown(shape: Shape, sizes: readonly number[], first: number): Shape {
  return changed(shape, first, sizes.length, (side, i) => side * sizes[i]!);
}

/** Each step so many times, one after the other. tfjs has no gradient of a tile of rank 5. */
function repeated(tf: TF, x: Tensor, sizes: readonly number[], first: number): Tensor {
  return sizes.reduce((out: Tensor, size, i) => {
    if (size === 1) return out;
    const before = out.shape.slice(0, first + i + 1).reduce((product, side) => product * side, 1);
    const rows = out.reshape([before, 1, out.size / before]);
    return tf.tile(rows, [1, size, 1]).reshape(grown(out.shape, [size], first + i) as number[]);
  }, x);
}
