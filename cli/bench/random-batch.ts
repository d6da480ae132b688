import type { Batch, Feature } from '../../api/data.ts';
import { sizeOf } from '../../base/arrays.ts';
import { sfc32 } from '../../base/random.ts';

/**
 * A batch that fits the features, in memory that threads share: numbers in [0, 1), one-hot classes, ids below `words`.
 * Equal seeds give equal batches.
 */
export function randomBatch(
  { inputs, targets }: { readonly inputs: readonly Feature[]; readonly targets: readonly Feature[] },
  size: number,
  { seed, words }: { readonly seed: number; readonly words: number },
): Batch {
  const random = sfc32(seed, size);
  const fill = ({ shape, encoding }: Feature) => {
    const width = sizeOf(shape);
    const shared = new SharedArrayBuffer(4 * size * width);
    // `map` would leave the results in memory that they do not share.
    const values = encoding.kind === 'ids' ? new Int32Array(shared) : new Float32Array(shared);
    if (encoding.kind === 'oneHot') {
      for (let i = 0; i < size; i++) values[i * width + Math.floor(width * random())] = 1;
      return values;
    }
    for (let i = 0; i < values.length; i++)
      values[i] = encoding.kind === 'ids' ? Math.floor(words * random()) : random();
    return values;
  };
  return { size, inputs: inputs.map(fill), targets: targets.map(fill) };
}
