import type { Tensor } from '@tensorflow/tfjs';
import { type BatchNorm, batchNormsOf } from '../../api/batch-norm.ts';
import type { Program, TF } from '../../api/job.ts';
import { countsOf, EPSILON } from './normalization.ts';
import type { RankSums } from './rank-sums.ts';

interface Weight {
  read(): Tensor;
  write(value: Tensor): unknown;
}

/** What tfjs's layer keeps to itself. */
interface Internals {
  call(inputs: Tensor | Tensor[], kwargs: { training?: boolean; mask?: Tensor | null }): Tensor | Tensor[];
  getConfig(): object;
  readonly trainable: boolean;
  readonly axis: number;
  readonly momentum: number;
  readonly epsilon: number;
  readonly gamma?: Weight;
  readonly beta?: Weight;
  readonly movingMean: Weight;
  readonly movingVariance: Weight;
}

/**
 * Gives the batch normalizations of a program the moments of the global batch in training, forward and backward:
 * all of them, or those that are marked as synchronized. Their configuration says so, by Keras's name; tfjs reads
 * over it.
 */
export function synchronizeBatchNorms(tf: TF, { models }: Program, all: boolean, sums: RankSums): void {
  for (const layer of Object.values(models).flatMap(batchNormsOf)) {
    if (all || layer.synchronized) synchronize(tf, layer, sums);
  }
}

function synchronize(tf: TF, batchNorm: BatchNorm, sums: RankSums): void {
  const layer = batchNorm as unknown as Internals;
  const [call, getConfig] = [layer.call.bind(layer), layer.getConfig.bind(layer)];
  layer.getConfig = () => ({ ...getConfig(), synchronized: true });
  layer.call = (inputs, kwargs) => {
    if (!kwargs.training || !layer.trainable) return call(inputs, kwargs);
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    return tf.tidy(() => normalized(tf, layer, x, sums, kwargs.mask ?? undefined));
  };
}

/**
 * One sum gives mean and variance: of x, of x^2 and of the count. They are taken around the moving mean, which is
 * equal on all ranks and near the true one, since squares of numbers far from 0 would lose their last digits.
 * @param mask `[batch, steps]`: what is masked has no part in the moments
 */
function normalized(tf: TF, layer: Internals, x: Tensor, sums: RankSums, mask?: Tensor): Tensor {
  const axis = (layer.axis + x.rank) % x.rank;
  const channels = x.shape[axis]!;
  const others = x.shape.flatMap((_, i) => (i === axis ? [] : [i]));
  const wide = (values: Tensor) =>
    axis === x.rank - 1 ? values : values.reshape(x.shape.map((size, i) => (i === axis ? size : 1)));

  const around = layer.movingMean.read();
  const shifted = x.sub(wide(around));
  const counts = mask && countsOf(tf, mask, x);
  const counted = (values: Tensor) => (counts ? values.mul(counts) : values).sum(others);
  const samples = counts ? counts.sum(others).add(EPSILON) : tf.tensor1d([x.size / channels]);
  const own = [counted(shifted), counted(shifted.square()), samples];
  const total = sums.sum(tf.concat(own as never[]));
  const [sum, squares, count] = tf.split(total, [channels, channels, samples.size]) as [
    Tensor,
    Tensor,
    Tensor,
  ];
  const mean = sum.div(count);
  const variance = squares.div(count).sub(mean.square()).relu();

  let scale: Tensor = variance.add(layer.epsilon).rsqrt();
  if (layer.gamma) scale = scale.mul(layer.gamma.read());
  let offset: Tensor = mean.mul(scale).neg();
  if (layer.beta) offset = offset.add(layer.beta.read());
  const follow = (average: Weight, value: Tensor) => {
    const before = average.read();
    average.write(before.sub(before.sub(value).mul(1 - layer.momentum)));
  };
  follow(layer.movingMean, mean.add(around));
  follow(layer.movingVariance, variance);
  return shifted.mul(wide(scale)).add(wide(offset));
}
