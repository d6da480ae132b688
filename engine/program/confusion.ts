/** How often a classifier says each class where each is true, counted as its accuracy counts. */
import type { Tensor } from '@tensorflow/tfjs';
import { classesChosen } from '../../api/classifier.ts';
import { MOST_CLASSES } from '../../api/confusion.ts';
import type { Feature } from '../../api/data.ts';
import type { SupervisedJob, TF } from '../../api/job.ts';
import type { Loss } from './losses.ts';
import { masked } from './masked.ts';
import { weighted } from './weights.ts';

/**
 * Among how many classes an output chooses; undefined where it does not choose one, and where there are more than
 * `MOST_CLASSES`.
 * @param output its shape, the samples included
 */
export function confusionClasses(
  job: SupervisedJob,
  loss: Loss,
  target: Feature,
  output: readonly number[],
): number | undefined {
  const width = output.length === 1 ? 1 : output.at(-1)!;
  if (width > MOST_CLASSES) return undefined;
  return classesChosen(job, loss, target, width);
}

interface Counting {
  readonly classes: number;
  /** Labels are numbers of classes. */
  readonly sparse: boolean;
  /** Of the output. */
  readonly mask: Tensor | undefined;
  /** `[samples]` */
  readonly weight: Tensor | undefined;
}

/**
 * Counts over the batch, `[1, classes * classes]`: rows are true classes, columns predicted ones. Labels that are no
 * class are left out. Scattering adds up, exactly in any precision of the products, and every engine can.
 */
export function confusionCounts(
  tf: TF,
  { classes, sparse, mask, weight }: Counting,
  labels: Tensor,
  output: Tensor,
): Tensor {
  const isTwo = output.rank === 1 || output.shape.at(-1) === 1;
  const places = output.rank === 1 ? output.shape : output.shape.slice(0, -1);
  const likeliest = (values: Tensor) => (isTwo ? values.greater(tf.scalar(0.5)) : values.argMax(-1));
  const given = likeliest(output).toInt().reshape(places);
  const wanted = (sparse ? labels : likeliest(labels)).toInt().reshape(places);
  const number = (value: number) => tf.scalar(value, 'int32');
  const known = tf.logicalAnd(wanted.greaterEqual(number(0)), wanted.less(number(classes)));
  const counts = weighted(masked(known.cast('float32'), mask).values, weight);
  const cell = wanted.mul(number(classes)).add(given);
  const cells = tf.where(known, cell, tf.zerosLike(cell)).toInt();
  return tf.scatterND(cells.reshape([-1, 1]), counts.flatten(), [classes ** 2]).reshape([1, -1]);
}
