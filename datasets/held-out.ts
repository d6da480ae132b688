import type { Dataset, Split } from '../api/data.ts';
import { LockstepError } from '../base/errors.ts';

/**
 * Puts the last `share` of the training split aside for validation, as Keras's `validation_split` does.
 * @throws LockstepError BAD_INPUT where one of the two would be empty
 */
export function holdOut(dataset: Dataset, share: number | undefined): Dataset {
  if (share === undefined) return dataset;
  const { train } = dataset;
  const kept = Math.floor(train.length * (1 - share));
  if (!(share > 0 && share < 1) || kept === 0 || kept === train.length) {
    const what = `validation: ${share} of ${train.length} samples leaves nothing to train or to validate with`;
    throw new LockstepError('BAD_INPUT', what, { hint: 'Give a share between 0 and 1, 0.1 say' });
  }
  return { ...dataset, train: part(train, 0, kept), validation: part(train, kept, train.length) };
}

/** Samples from `start` to before `end`; the numbers are not copied. */
function part({ length, columns }: Split, start: number, end: number): Split {
  return {
    length: end - start,
    columns: columns.map((column) => {
      const each = column.values.length / length;
      return { ...column, values: column.values.subarray(start * each, end * each) };
    }),
  };
}
