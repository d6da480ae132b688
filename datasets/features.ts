/** The column that a feature of the model is encoded from, and the range of its numbers. Pure. */

import { type Column, type DataSource, type Feature, featuresOf } from '../api/data.ts';
import type { Range, Ranges } from '../api/ranges.ts';
import { LockstepError } from '../base/errors.ts';
import { columnWidth, type SplitInfo } from './records.ts';

/** The range of a feature's numbers, from the ranges of the columns. */
export function featureRange({ encoding }: Feature, columns: readonly Range[]): Range {
  if (encoding.kind === 'oneHot') return { min: 0, max: 1, whole: true };
  if (encoding.kind === 'byClass')
    return { min: Math.min(...encoding.weights), max: Math.max(...encoding.weights), whole: false };
  const factor = encoding.kind === 'scale' ? encoding.scale : 1;
  const filled = columns.filter(({ min, max }) => min <= max);
  const ends = filled.flatMap(({ min, max }) => [min * factor, max * factor]);
  const whole = Number.isInteger(factor) && filled.every((range) => range.whole);
  return { min: Math.min(...ends), max: Math.max(...ends), whole };
}

/**
 * Index of the column that a feature is encoded from.
 * @throws LockstepError BAD_INPUT when there is none, or it has another number of values than the feature
 */
export function columnOf(
  { name, column, shape, encoding }: Feature,
  columns: readonly Pick<Column, 'name' | 'shape'>[],
): number {
  const index = columns.findIndex((candidate) => candidate.name === column);
  if (index < 0) {
    throw new LockstepError('BAD_INPUT', `feature ${name} wants column "${column}", which the data lacks`, {
      hint: `Use one of: ${columns.map((candidate) => candidate.name).join(', ')}`,
    });
  }
  const [wanted, given] = [columnWidth({ shape }), columnWidth(columns[index]!)];
  if (encoding.kind === 'byClass' && given !== 1) {
    throw new LockstepError(
      'BAD_INPUT',
      `weights of classes want one class a sample, and column ${column} has ${given}`,
      {
        hint: 'Leave classWeight out, or weigh the samples by a column: sampleWeight',
      },
    );
  }
  if (encoding.kind === 'oneHot' && given !== 1) {
    throw new LockstepError(
      'BAD_INPUT',
      `feature ${name} is the one-hot of one number, and a record of column ${column} has ${given}`,
      { hint: "Give the column the shape [], or the feature the encoding 'scale'" },
    );
  }
  const encoded = encoding.kind === 'oneHot' ? encoding.depth : given;
  if (wanted !== encoded) {
    throw new LockstepError(
      'BAD_INPUT',
      `feature ${name} has shape [${shape}], ${wanted} numbers, but its column gives ${encoded}`,
      { hint: 'Make the shape in the job fit the data' },
    );
  }
  return index;
}

/** The range of every feature, from the columns of one split or of several. */
export function rangesOf(source: DataSource, columns: readonly (Range & { name: string })[]): Ranges {
  const range = (feature: Feature) =>
    featureRange(
      feature,
      columns.filter(({ name }) => name === feature.column),
    );
  return Object.fromEntries(featuresOf(source).map((feature) => [feature.name, range(feature)]));
}

/** The ranges of a split's columns, as it is described. */
export function rangesOfColumns({ columns }: SplitInfo): (Range & { name: string })[] {
  return (columns ?? []).map(({ name, min, max, whole }) => ({
    name: name ?? '',
    min: min ?? 0,
    max: max ?? 0,
    whole: whole ?? false,
  }));
}
