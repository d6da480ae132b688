import { classesChosen } from '../../api/classifier.ts';
import type { Job } from '../../api/job.ts';

/** A chance may be a little more than 1, for its rounding. */
const MOST = 1.001;

export const isChance = (value: number) => value >= 0 && value <= MOST;

/** What a classifier says of a sample. */
export interface Chances {
  /** Class and probability, in the order of the classes. */
  readonly each: readonly (readonly [name: string, chance: number])[];
  /** Place of the likeliest. */
  readonly best: number;
}

/**
 * The chances of the classes; undefined where the job is no classifier, or its outputs are no chances (logits, say).
 * @param outputs the numbers of each output
 * @param names of the classes, where there are such
 */
export function chancesOf(
  outputs: readonly Float32Array[],
  job: Job,
  names: readonly string[],
): Chances | undefined {
  const [first] = outputs;
  const classes = first && classesOf(job, first.length);
  if (classes === undefined) return undefined;
  const chances = classes === 2 && first.length === 1 ? [1 - first[0]!, first[0]!] : [...first];
  if (!chances.every(isChance)) return undefined;
  return {
    each: chances.map((chance, i) => [names[i] ?? String(i), chance]),
    best: chances.indexOf(Math.max(...chances)),
  };
}

/** Among how many classes the job's only output chooses. @param width its numbers */
export function classesOf(job: Job, width: number): number | undefined {
  const [target, ...others] = job.data.targets;
  if (!('loss' in job) || !target || others.length > 0) return undefined;
  const [loss] = [job.loss].flat();
  return loss && classesChosen(job, loss, target, width);
}
