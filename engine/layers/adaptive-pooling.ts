import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import type { AdaptivePoolingConfig } from '../../api/layers/shapes.ts';
import { type Kind, NEEDED } from './kind.ts';

/** Windows that are as even as can be, so many along each side, whatever the side (He et al., 2015). */
function adaptivePooling(kind: 'Average' | 'Max', dimensions: 1 | 2 | 3): Kind<AdaptivePoolingConfig> {
  const sizes = ({ outputSize }: AdaptivePoolingConfig) =>
    typeof outputSize === 'number' ? Array<number>(dimensions).fill(outputSize) : outputSize;
  const first = ({ dataFormat }: AdaptivePoolingConfig) => (dataFormat === 'channelsFirst' ? 2 : 1);
  return {
    className: `Adaptive${kind}Pooling${dimensions}D`,
    factory: `adaptive${kind}Pooling${dimensions}d`,
    options: { outputSize: NEEDED, dataFormat: 'channelsLast' },
    fault: (config) =>
      sizes(config).length === dimensions && sizes(config).every((size) => Number.isInteger(size) && size > 0)
        ? undefined
        : `its outputSize is ${config.outputSize}: give a whole number, or ${dimensions} of them`,
    shape: (config, [shape]) => {
      const pooled = [...shape!];
      for (const [i, size] of sizes(config).entries()) {
        if (shape![first(config) + i] === null)
          throw new Error(`its input [${shape}] has a side of no known length`);
        pooled[first(config) + i] = size;
      }
      return pooled;
    },
    // Of equal numbers the first is taken, row by row: so the last side goes first.
    call: ({ tf, config, xs: [x] }) =>
      sizes(config).reduceRight(
        (values, size, i) => pooledAlong(tf, kind, values, first(config) + i, size),
        x!,
      ),
  };
}

function pooledAlong(tf: TF, kind: 'Average' | 'Max', x: Tensor, axis: number, size: number): Tensor {
  const length = x.shape[axis]!;
  const [before, behind] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)];
  const product = (sides: readonly number[]) => sides.reduce((a, b) => a * b, 1);
  const rows = x.reshape([product(before), length, 1, product(behind)]) as Parameters<typeof tf.maxPool>[0];
  const start = (i: number) => Math.floor((i * length) / size);
  const width = (i: number) => Math.ceil(((i + 1) * length) / size) - start(i);
  const places = Array.from({ length: size }, (_, i) => i);
  const pool = kind === 'Max' ? tf.maxPool : tf.avgPool;
  // Windows have two widths at most; `begins` says where those of a width begin among all pooled places.
  const begins = new Map<number, number>();
  let count = 0;
  const pooled = [...new Set(places.map(width))].map((one) => {
    begins.set(one, count);
    count += length - one + 1;
    return pool(rows, [one, 1], 1, 'valid');
  });
  const all = tf.concat(pooled, 1);
  const taken = places.map((i) => begins.get(width(i))! + start(i));
  return tf.gather(all, tf.tensor1d(taken, 'int32'), 1).reshape([...before, size, ...behind]);
}

export const adaptivePoolings = (['Average', 'Max'] as const).flatMap((kind) =>
  ([1, 2, 3] as const).map((dimensions) => adaptivePooling(kind, dimensions)),
);
