/** What the classes of a target count for in training, learned from the training split. Pure. */
import type { Feature } from '../../api/data.ts';
import type { Job, SupervisedJob } from '../../api/job.ts';
import { LockstepError } from '../../base/errors.ts';
import type { RunData } from '../records.ts';

type Wish = NonNullable<SupervisedJob['classWeight']>;

/**
 * The feature that gives each sample the weight of its class; undefined where the job says nothing of it. `balanced` is
 * as scikit-learn has it: samples / (classes * samples of the class). A class that is not named counts 1, as in Keras.
 * @throws LockstepError BAD_INPUT where there are no classes, or not those that the job names
 */
export function classWeightFeature(job: Job, dataset: RunData): Feature | undefined {
  const wish = 'classWeight' in job ? job.classWeight : undefined;
  if (wish === undefined) return undefined;
  const [target] = job.data.targets;
  const { info, counts } = dataset.train;
  const column = info.columns?.find(({ name }) => name === target?.column);
  if (job.data.targets.length !== 1 || !target || !column) {
    throw new LockstepError(
      'BAD_INPUT',
      `classWeight wants one target, and the data has ${job.data.targets.length}`,
      {
        hint: 'Leave classWeight out, or weigh the samples by a column: sampleWeight',
      },
    );
  }
  const samples = counts[target.column];
  const areClasses = target.encoding.kind !== 'scale' || (column.whole && column.max! <= 1);
  if (!samples || !areClasses) {
    const range = `${column.min} to ${column.max}`;
    throw new LockstepError(
      'BAD_INPUT',
      `classWeight wants classes, and target ${target.name} holds numbers from ${range}`,
      {
        hint: 'Leave classWeight out, or weigh the samples by a column: sampleWeight',
      },
    );
  }
  const weights = wish === 'balanced' ? balanced(samples) : named(wish, samples, dataset.classes);
  return { name: 'class_weight', column: target.column, shape: [], encoding: { kind: 'byClass', weights } };
}

/** @param counts samples of each class */
function balanced(counts: readonly number[]): number[] {
  const samples = counts.reduce((sum, count) => sum + count, 0);
  const present = counts.filter((count) => count > 0).length;
  return counts.map((count) => (count > 0 ? samples / (present * count) : 1));
}

function named(
  wish: Exclude<Wish, 'balanced'>,
  counts: readonly number[],
  classes: readonly string[] = [],
): number[] {
  const weights = new Array<number>(Math.max(counts.length, classes.length)).fill(1);
  for (const [name, weight] of Object.entries(wish)) {
    const known = classes.indexOf(name);
    const label = known >= 0 ? known : Number(name);
    if (!(label in weights)) {
      const there = classes.length > 0 ? classes.join(', ') : `0 to ${weights.length - 1}`;
      throw new LockstepError(
        'BAD_INPUT',
        `classWeight names the class ${name}, which the data does not have`,
        {
          hint: `Its classes are: ${there}`,
        },
      );
    }
    weights[label] = weight;
  }
  return weights;
}
