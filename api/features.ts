/** Which column a feature of the model is made of, and which numbers come of it. Pure. */
import { LockstepError } from '../proto/errors.ts';
import type { Column, ColumnArray, Feature } from './data.ts';
import { columnWidth } from './records.ts';

/** What the numbers of a column or feature are; of none, `min` is Infinity and `max` -Infinity. */
export interface Range {
  readonly min: number;
  readonly max: number;
  /** All of them are integers. */
  readonly whole: boolean;
}

/** Ranges by the feature's name. */
export type Ranges = Readonly<Record<string, Range>>;

/** Where one number is NaN, so are `min` and `max`. */
export function rangeOf(values: ColumnArray): Range {
  let [min, max, whole] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, true];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) return { min: value, max: value, whole: false };
    if (value < min) min = value;
    if (value > max) max = value;
    whole &&= Number.isInteger(value);
  }
  return { min, max, whole };
}

/** The numbers that a feature gives, made of columns with these. */
export function featureRange({ encoding }: Feature, columns: readonly Range[]): Range {
  if (encoding.kind === 'oneHot') return { min: 0, max: 1, whole: true };
  const factor = encoding.kind === 'scale' ? encoding.scale : 1;
  const filled = columns.filter(({ min, max }) => min <= max);
  const ends = filled.flatMap(({ min, max }) => [min * factor, max * factor]);
  const whole = Number.isInteger(factor) && filled.every((range) => range.whole);
  return { min: Math.min(...ends), max: Math.max(...ends), whole };
}

/**
 * Index of the column that a feature is made of.
 * @throws LockstepError BAD_INPUT when there is none, or it has another number of values than the feature
 */
export function columnOf(
  { name, column, shape, encoding }: Feature,
  columns: readonly Pick<Column, 'name' | 'shape'>[],
): number {
  const index = columns.findIndex((candidate) => candidate.name === column);
  if (index < 0) {
    throw new LockstepError('BAD_INPUT', `feature ${name} wants column "${column}", which the data lacks`, {
      mend: `Use one of: ${columns.map((candidate) => candidate.name).join(', ')}`,
    });
  }
  const [wanted, given] = [columnWidth({ shape }), columnWidth(columns[index]!)];
  if (encoding.kind === 'oneHot' && given !== 1) {
    throw new LockstepError(
      'BAD_INPUT',
      `feature ${name} is the one-hot of one number, and a record of column ${column} has ${given}`,
      { mend: "Give the column the shape [], or the feature the encoding 'scale'" },
    );
  }
  const encoded = encoding.kind === 'oneHot' ? encoding.depth : given;
  if (wanted !== encoded) {
    throw new LockstepError(
      'BAD_INPUT',
      `feature ${name} has shape [${shape}], ${wanted} numbers, but its column gives ${encoded}`,
      { mend: 'Make the shape in the job fit the data' },
    );
  }
  return index;
}
