import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import { sizeOf } from '../../base/arrays.ts';
import { replace } from './internals.ts';

/** Standard deviation of a standard normal distribution that is cut off at two of them. */
const CUT_OFF = 0.87962566103423978;

interface VarianceScaling {
  scale: number;
  readonly distribution: 'normal' | 'uniform';
  apply(shape: readonly number[], dtype?: string): Tensor;
}

/**
 * Initializers that give what Keras's do, in no time: those of an orthogonal matrix, and of a normal distribution.
 *
 * `glorotNormal`, `heNormal`, `leCunNormal` and `varianceScaling` give the variance that they say, as Keras's do: the
 * normal distribution is cut off at two deviations, which takes 23 % of the variance away, and is widened for it.
 */
export function useInitializers(tf: TF): void {
  useFastOrthogonal(tf);
  const entry = tf.serialization.SerializationMap.getMap().classNameMap.VarianceScaling!;
  replace(
    entry[0].prototype as unknown as VarianceScaling,
    'apply',
    (original) =>
      function (this: VarianceScaling, shape, dtype) {
        const { scale, distribution } = this;
        if (distribution !== 'normal') return original.call(this, shape, dtype);
        this.scale = scale / CUT_OFF ** 2;
        try {
          return original.call(this, shape, dtype);
        } finally {
          this.scale = scale;
        }
      },
  );
}

interface OrthogonalInitializer {
  readonly gain: number;
  apply(shape: readonly number[]): Tensor;
}

/**
 * tfjs's orthogonal initializer factors its matrix by thousands of small ops, half a minute for an LSTM
 * of 128 units. This one gives the same distribution by modified Gram-Schmidt in plain float64.
 */
function useFastOrthogonal(tf: TF): void {
  const entry = tf.serialization.SerializationMap.getMap().classNameMap.Orthogonal;
  const prototype = entry?.[0].prototype as OrthogonalInitializer | undefined;
  if (!prototype) return;
  prototype.apply = function (shape) {
    const columns = shape.at(-1)!;
    const rows = sizeOf(shape.slice(0, -1));
    const [long, short] = [Math.max(rows, columns), Math.min(rows, columns)];
    const vectors = orthonormal(short, long, gaussian);
    const values = new Float32Array(rows * columns);
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++) {
        values[r * columns + c] = this.gain * (rows >= columns ? vectors[c]![r]! : vectors[r]![c]!);
      }
    }
    return tf.tensor(values, [...shape]);
  };
}

/** `count` orthonormal vectors of `length` numbers, uniform over the rotations when `draw` is gaussian. */
function orthonormal(count: number, length: number, draw: () => number): Float64Array[] {
  const vectors: Float64Array[] = [];
  for (let i = 0; i < count; i++) {
    const vector = Float64Array.from({ length }, draw);
    // Twice is enough (Kahan and Parlett): once leaves rounding errors of nearly parallel vectors.
    for (let pass = 0; pass < 2; pass++) {
      for (const other of vectors) {
        let dot = 0;
        for (let k = 0; k < length; k++) dot += vector[k]! * other[k]!;
        for (let k = 0; k < length; k++) vector[k]! -= dot * other[k]!;
      }
    }
    const norm = Math.hypot(...vector);
    vectors.push(vector.map((value) => value / norm));
  }
  return vectors;
}

/** Box and Muller's transform. */
function gaussian(): number {
  return Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
}
