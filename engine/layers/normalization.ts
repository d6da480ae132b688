import type { Tensor } from '@tensorflow/tfjs';
import type {
  GroupNormalizationConfig,
  LayerNormalizationConfig,
  RMSNormalizationConfig,
  UnitNormalizationConfig,
} from '../../api/layers/normalization.ts';
import type { Shape } from '../tfjs/internals.ts';
import { type Call, fromFront, type Kind, type WeightSpec } from './kind.ts';

const SCALED = {
  epsilon: 1e-3,
  center: true,
  scale: true,
  betaInitializer: 'zeros',
  gammaInitializer: 'ones',
  betaRegularizer: null,
  gammaRegularizer: null,
  betaConstraint: null,
  gammaConstraint: null,
} as const;

/** Each sample to mean 0 and variance 1 over some axes (Ba et al., 2016). */
export const layerNormalization: Kind<LayerNormalizationConfig> = {
  className: 'LayerNormalization',
  factory: 'layerNormalization',
  options: { axis: -1, ...SCALED },
  weights: (config, [shape]) => {
    // Keras shapes them by the axes as they are said, negative ones first, and reads them by the axes as they lie.
    const said = [config.axis].flat().sort((a, b) => a - b);
    const axes = said.map((one) => fromFront(one, shape!.length));
    return scaleAndShift(config, sidesAt(shape!, axes));
  },
  call: (call) => {
    const [x] = call.xs as [Tensor];
    const axes = axesOf(call.config.axis, x.rank);
    const wide = (weight: Tensor) => weight.reshape(x.shape.map((side, i) => (axes.includes(i) ? side : 1)));
    return normalized(call, x, axes, wide);
  },
  mask: true,
};

/** Each sample and each group of its channels to mean 0 and variance 1 (Wu and He, 2018). */
export const groupNormalization: Kind<GroupNormalizationConfig> = {
  className: 'GroupNormalization',
  factory: 'groupNormalization',
  options: { groups: 32, axis: -1, ...SCALED },
  weights: (config, [shape]) => {
    const [channels] = sidesAt(shape!, [fromFront(config.axis, shape!.length)]) as [number];
    const groups = config.groups === -1 ? channels : config.groups;
    if (channels % groups !== 0) throw new Error(`its ${channels} channels make no ${groups} equal groups`);
    return scaleAndShift(config, [channels]);
  },
  call: (call) => {
    const { config, xs } = call;
    const [x] = xs as [Tensor];
    const axis = fromFront(config.axis, x.rank);
    const channels = x.shape[axis]!;
    const groups = config.groups === -1 ? channels : config.groups;
    const grouped = (sides: readonly number[]) => sides.toSpliced(axis, 1, groups, channels / groups);
    const ones = x.shape.map(() => 1);
    const axes = [...ones, 1].flatMap((_, i) => (i === 0 || i === axis ? [] : [i]));
    const wide = (weight: Tensor) => weight.reshape(grouped(ones));
    return normalized(call, x.reshape(grouped(x.shape)), axes, wide).reshape(x.shape);
  },
  mask: true,
};

/** Divides by the root of the mean square (Zhang and Sennrich, 2019). */
export const rmsNormalization: Kind<RMSNormalizationConfig> = {
  className: 'RMSNormalization',
  factory: 'rmsNormalization',
  options: { axis: -1, epsilon: 1e-6 },
  weights: ({ axis }, [shape]) => {
    const axes = axesOf(axis, shape!.length);
    // Keras multiplies by its scale along the last axes, whatever was normalized.
    if (axes.some((one, i) => one !== shape!.length - axes.length + i)) {
      throw new Error(
        `it normalizes over the axes ${axes}, which are not the last: put a permute before and after`,
      );
    }
    return [{ name: 'scale', shape: sidesAt(shape!, axes), initializer: 'ones' }];
  },
  call: ({ config, xs, weight }) => {
    const [x] = xs as [Tensor];
    const square = x.square().mean(axesOf(config.axis, x.rank), true);
    return x.mul(square.add(config.epsilon).rsqrt()).mul(weight('scale'));
  },
};

/** Divides by the euclidean norm. */
export const unitNormalization: Kind<UnitNormalizationConfig> = {
  className: 'UnitNormalization',
  factory: 'unitNormalization',
  options: { axis: -1 },
  call: ({ tf, config, xs }) => {
    const [x] = xs as [Tensor];
    const squares = x.square().sum(axesOf(config.axis, x.rank), true);
    return x.mul(tf.minimum(squares.rsqrt(), 1e12));
  },
  mask: true,
};

function axesOf(axis: number | readonly number[], rank: number): number[] {
  const axes = typeof axis === 'number' ? [axis] : axis;
  return axes.map((one) => fromFront(one, rank)).sort((a, b) => a - b);
}

function sidesAt(shape: Shape, axes: readonly number[]): number[] {
  return axes.map((axis) => {
    const side = shape[axis];
    if (side == null) throw new Error(`axis ${axis} of its input [${shape}] has no known length`);
    return side;
  });
}

function scaleAndShift(
  config: Omit<LayerNormalizationConfig, 'axis'>,
  shape: readonly number[],
): WeightSpec[] {
  const { gammaInitializer, gammaRegularizer, gammaConstraint } = config;
  const { betaInitializer, betaRegularizer, betaConstraint } = config;
  const gamma = { initializer: gammaInitializer, regularizer: gammaRegularizer, constraint: gammaConstraint };
  const beta = { initializer: betaInitializer, regularizer: betaRegularizer, constraint: betaConstraint };
  return [
    ...(config.scale ? [{ name: 'gamma', shape, ...gamma }] : []),
    ...(config.center ? [{ name: 'beta', shape, ...beta }] : []),
  ];
}

function normalized<C extends Omit<LayerNormalizationConfig, 'axis'>>(
  { tf, config, weight }: Call<C>,
  x: Tensor,
  axes: number[],
  wide: (weight: Tensor) => Tensor,
): Tensor {
  const { mean, variance } = tf.moments(x, axes, true);
  const inverse = variance.add(config.epsilon).rsqrt();
  const scaled = x.sub(mean).mul(config.scale ? inverse.mul(wide(weight('gamma'))) : inverse);
  return config.center ? scaled.add(wide(weight('beta'))) : scaled;
}
