/** What the classes of a target count for in training, learned from the training split. Pure. */
import type { Column, Dataset, Feature } from '../../api/data.ts';
import type { Job, SupervisedJob } from '../../api/job.ts';
import { LockstepError } from '../../base/errors.ts';

type Wish = NonNullable<SupervisedJob['classWeight']>;

/**
 * The feature that gives each sample the weight of its class; undefined where the job says nothing of it. `balanced` is
 * as scikit-learn has it: samples / (classes * samples of the class). A class that is not named counts 1, as in Keras.
 * @throws LockstepError BAD_INPUT where there are no classes, or not those that the job names
 */
export function classWeightFeature(job: Job, dataset: Dataset): Feature | undefined {
  const wish = 'classWeight' in job ? job.classWeight : undefined;
  if (wish === undefined) return undefined;
  const [target] = job.data.targets;
  const column = dataset.train.columns.find(({ name }) => name === target?.column);
  if (job.data.targets.length !== 1 || !target || !column) {
    throw new LockstepError(
      'BAD_INPUT',
      `classWeight wants one target, and the data has ${job.data.targets.length}`,
      {
        hint: 'Leave classWeight out, or weigh the samples by a column: sampleWeight',
      },
    );
  }
  const isClass = (value: number) => target.encoding.kind !== 'scale' || value === 0 || value === 1;
  const number = column.values.find((value) => !isClass(value));
  if (number !== undefined) {
    throw new LockstepError(
      'BAD_INPUT',
      `classWeight wants classes, and target ${target.name} holds ${number}`,
      {
        hint: 'Leave classWeight out, or weigh the samples by a column: sampleWeight',
      },
    );
  }
  const weights = wish === 'balanced' ? balanced(column) : named(wish, column, dataset.classes);
  return { name: 'class_weight', column: column.name, shape: [], encoding: { kind: 'byClass', weights } };
}

/** Samples of each class; 0 for what is no class, which is refused later, by its record. */
function countsOf({ values }: Column): number[] {
  const counts: number[] = [];
  for (const value of values) {
    if (Number.isInteger(value) && value >= 0 && value < MOST_CLASSES)
      counts[value] = (counts[value] ?? 0) + 1;
  }
  return Array.from(counts, (count) => count ?? 0);
}

const MOST_CLASSES = 1_000_000;

function balanced(column: Column): number[] {
  const counts = countsOf(column);
  const samples = counts.reduce((sum, count) => sum + count, 0);
  const present = counts.filter((count) => count > 0).length;
  return counts.map((count) => (count > 0 ? samples / (present * count) : 1));
}

function named(wish: Exclude<Wish, 'balanced'>, column: Column, classes: readonly string[] = []): number[] {
  const weights = new Array<number>(Math.max(countsOf(column).length, classes.length)).fill(1);
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
