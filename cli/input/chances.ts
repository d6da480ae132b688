import { MOST_CLASSES } from '../../api/confusion.ts';
import type { Job } from '../../api/job.ts';
import { columnWidth } from '../../datasets/records.ts';

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
  const sparse = 'loss' in job && job.loss === 'sparseCategoricalCrossentropy' ? first?.length : undefined;
  const classes = classesOf(job) ?? sparse;
  if (classes === undefined || !first) return undefined;
  const chances = classes === 2 && first.length === 1 ? [1 - first[0]!, first[0]!] : [...first];
  if (!chances.every(isChance)) return undefined;
  return {
    each: chances.map((chance, i) => [names[i] ?? String(i), chance]),
    best: chances.indexOf(Math.max(...chances)),
  };
}

/** Number of classes, where the job is a classifier with one output, as its target or its loss says. */
export function classesOf(job: Job): number | undefined {
  const { targets } = job.data;
  const [target] = targets;
  if (targets.length !== 1 || !target) return undefined;
  const { encoding, shape } = target;
  if (encoding.kind === 'oneHot') return encoding.depth <= MOST_CLASSES ? encoding.depth : undefined;
  if (encoding.kind !== 'scale' || encoding.scale !== 1 || columnWidth({ shape }) !== 1) return undefined;
  // A number without bounds has the same shape.
  const loss = 'loss' in job ? [job.loss].flat()[0] : undefined;
  const metrics: readonly unknown[] = ('metrics' in job && job.metrics) || [];
  const binary = loss === 'binaryCrossentropy' || BINARY.some((name) => metrics.includes(name));
  return binary ? 2 : undefined;
}

/** Metrics that count right answers. */
const BINARY = ['accuracy', 'acc', 'binaryAccuracy', 'precision', 'recall', 'f1Score'];
