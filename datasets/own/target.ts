/** How a target feeds the loss. Pure. */
import type { Feature } from '../../api/data.ts';
import type { Job } from '../../api/job.ts';
import { OF_CLASS_NUMBERS } from '../../api/names.ts';
import type { Target } from '../../api/prepared.ts';
import type { ColumnInfo } from '../records.ts';

export const TARGET = 'target';

/**
 * The target as the job's loss wants it: classes are one-hot for a categorical loss, ids for a sparse one, and 0 or 1
 * for a binary one of two classes; numbers stay numbers.
 */
export function targetFeature(target: Target, job: Job): Feature {
  const feature = { name: TARGET, column: TARGET };
  if (target.kind === 'numbers') {
    return { ...feature, shape: [target.names.length], encoding: { kind: 'scale', scale: 1 } };
  }
  const given = 'loss' in job ? [job.loss].flat()[0] : undefined;
  const loss = typeof given === 'object' ? given.name : given;
  const depth = target.classes.length;
  const numbered = typeof loss === 'string' && (OF_CLASS_NUMBERS as readonly string[]).includes(loss);
  if (numbered) return { ...feature, shape: [1], encoding: { kind: 'ids' } };
  const binary = typeof loss === 'string' && /^(binaryCrossentropy|hinge|squaredHinge)$/.test(loss);
  if (binary && depth === 2) return { ...feature, shape: [1], encoding: { kind: 'scale', scale: 1 } };
  return { ...feature, shape: [depth], encoding: { kind: 'oneHot', depth } };
}

/** The column that a target is kept in. */
export function targetColumn(target: Target): ColumnInfo {
  return target.kind === 'classes'
    ? { name: TARGET, type: 'int32', shape: [] }
    : { name: TARGET, type: 'float32', shape: [target.names.length] };
}

/** A row's target as that column has it. @param numbers the number of the class, or the numbers themselves */
export function targetValues(target: Target, numbers: ArrayLike<number>): Int32Array | Float32Array {
  return target.kind === 'classes' ? Int32Array.from(numbers) : Float32Array.from(numbers);
}
