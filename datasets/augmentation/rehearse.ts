import type { Augmentation } from '../../api/augment.ts';
import type { DataSource } from '../../api/data.ts';
import { LockstepError } from '../../base/errors.ts';
import { splitOf } from '../decode.ts';
import { makeEncoder } from '../encode.ts';
import type { Records } from '../records.ts';
import { Augmenter } from './augmenter.ts';

/** Samples that are tried; where samples are mixed, half of them are the others. */
const SAMPLES = 4;

/**
 * Augments the first training samples twice.
 * @throws LockstepError BAD_INPUT where an augmentation of the job's own fails, or gives something else each time
 */
export async function rehearse(
  augmentations: readonly Augmentation[],
  source: DataSource,
  train: Records,
  seed: number,
): Promise<void> {
  const numbers = Array.from({ length: SAMPLES }, (_, i) => i % train.info.length);
  const split = await splitOf(train, numbers);
  const augmenter = new Augmenter(augmentations, source, seed);
  const encode = makeEncoder(source, split.columns, SAMPLES);
  const [first, second] = [0, 1].map(() => {
    const { batch } = encode(split, [...numbers.keys()]);
    augmenter.apply(batch, 0, numbers);
    return [...batch.inputs, ...batch.targets].map((values) => values.join()).join();
  });
  if (first === second) return;
  throw new LockstepError(
    'BAD_INPUT',
    'an augmentation of the job makes something else of a sample each time',
    {
      hint: 'Take all chance from its second argument: (sample, draw) => ..., not from Math.random',
    },
  );
}
