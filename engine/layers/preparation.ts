import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import type {
  CategoryEncodingConfig,
  DiscretizationConfig,
  NormalizationConfig,
  RescalingConfig,
} from '../../api/layers/preparation.ts';
import type { Shape } from '../tfjs/internals.ts';
import { EPSILON } from '../tfjs/normalization.ts';
import { fromFront, type Kind, NEEDED } from './kind.ts';

export const rescaling: Kind<RescalingConfig> = {
  className: 'Rescaling',
  factory: 'rescaling',
  options: { scale: NEEDED, offset: 0 },
  call: ({ tf, config, xs: [x] }) =>
    x!
      .cast('float32')
      .mul(tf.tensor(config.scale as number[]))
      .add(tf.tensor(config.offset as number[])),
  mask: true,
};

/** `(x - mean) / deviation`, by numbers that are given or that come with a model. */
export const normalization: Kind<NormalizationConfig> = {
  className: 'Normalization',
  factory: 'normalization',
  options: { axis: -1, mean: null, variance: null, invert: false },
  fault: ({ mean, variance }) =>
    (mean === null) === (variance === null) ? undefined : 'it has one of mean and variance: give both',
  weights: ({ axis, mean }, [shape]) => {
    if (mean !== null) return [];
    const sides = keptAxes(axis, shape!).map((one) => shape![one]!);
    return [
      { name: 'mean', shape: sides, initializer: 'zeros', trainable: false },
      { name: 'variance', shape: sides, initializer: 'ones', trainable: false },
      // Keras's, which it keeps for older models.
      { name: 'count', shape: [], initializer: 'zeros', trainable: false },
    ];
  },
  call: ({ tf, config, xs, weight }) => {
    const x = (xs[0] as Tensor).cast('float32');
    const axes = keptAxes(config.axis, x.shape);
    const wide = (values: Tensor) => {
      if (values.rank === 0) return values;
      const kept = axes.slice(-values.rank);
      return values.reshape(x.shape.map((_, axis) => values.shape[kept.indexOf(axis)] ?? 1));
    };
    const given = (values: NormalizationConfig['mean']) => tf.tensor(values as number[]);
    const [mean, variance] =
      config.mean === null
        ? [weight('mean'), weight('variance')]
        : [given(config.mean), given(config.variance)];
    const deviation = tf.maximum(wide(variance).sqrt(), EPSILON);
    return config.invert ? x.mul(deviation).add(wide(mean)) : x.sub(wide(mean)).div(deviation);
  },
  mask: true,
};

function keptAxes(axis: NormalizationConfig['axis'], shape: Shape): number[] {
  const axes = axis === null ? [] : typeof axis === 'number' ? [axis] : axis;
  return axes.map((one) => fromFront(one, shape.length)).sort((a, b) => a - b);
}

/** The number of the interval that a number lies in. */
export const discretization: Kind<DiscretizationConfig> = {
  className: 'Discretization',
  factory: 'discretization',
  options: { binBoundaries: NEEDED, outputMode: 'int' },
  shape: ({ binBoundaries, outputMode }, [shape]) =>
    outputMode === 'int' ? shape! : encodedShape(shape!, binBoundaries.length + 1, outputMode),
  call: ({ tf, config, xs: [x] }) => {
    const bounds = tf.tensor1d([...config.binBoundaries]);
    const place = x!.expandDims(-1).greaterEqual(bounds).cast('float32').sum(-1);
    if (config.outputMode === 'int') return place;
    return encoded(tf, place, config.binBoundaries.length + 1, config.outputMode);
  },
};

/** Ids as numbers of a neural network: one-hot, what of all occurs, or how often. */
export const categoryEncoding: Kind<CategoryEncodingConfig> = {
  className: 'CategoryEncoding',
  factory: 'categoryEncoding',
  options: { numTokens: NEEDED, outputMode: 'multiHot' },
  shape: ({ numTokens, outputMode }, [shape]) => encodedShape(shape!, numTokens, outputMode),
  call: ({ tf, config, xs: [x] }) => encoded(tf, x!, config.numTokens, config.outputMode),
};

function encodedShape(shape: Shape, depth: number, mode: string): Shape {
  if (mode !== 'oneHot' && shape.length !== 2) {
    throw new Error(
      `it counts ids of [batch, ids], and its input is [${shape}]: take oneHot, or reshape before`,
    );
  }
  return mode === 'oneHot' && shape.at(-1) !== 1 ? [...shape, depth] : [...shape.slice(0, -1), depth];
}

/** Keras's `encode_categorical_inputs`. */
function encoded(tf: TF, ids: Tensor, depth: number, mode: string): Tensor {
  const hot = ids
    .expandDims(-1)
    .equal(tf.range(0, depth, 1, ids.dtype as 'float32'))
    .cast('float32');
  if (mode === 'oneHot')
    return ids.shape.at(-1) === 1 ? hot.reshape([...ids.shape.slice(0, -1), depth]) : hot;
  return mode === 'count' ? hot.sum(-2) : hot.max(-2);
}
