/** How a classifier errs: counts of (true class, predicted class), and the samples it gets wrong. */

import type { Batch } from '../../api/data.ts';
import type { Job } from '../../api/job.ts';
import { columnWidth } from '../../datasets/records.ts';
import { BUCKETS } from './buckets.ts';
import type { RankContext } from './context.ts';
import type { Watch } from './deadline.ts';
import { heldOutBlocks } from './evaluate.ts';
import { exactSum } from './exact-sum.ts';

/** Above this the matrix is no picture. */
const MOST_CLASSES = 50;
const MOST_MISTAKES = 40;

export interface Confusion {
  readonly classes: number;
  /** Row by row: `counts[truth * classes + predicted]`. */
  readonly counts: readonly number[];
  /** Some of this rank's mistakes: the first input of each, and its classes. */
  readonly mistakes: readonly { input: Float32Array | Int32Array; truth: number; predicted: number }[];
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

/** Predicts all test samples, every rank its share. */
export async function confusionOf(
  context: RankContext,
  classes: number,
  step: number,
  watch: Watch,
): Promise<Confusion> {
  const { engine, transport } = context;
  const counts = new Float64Array(classes * classes);
  const mistakes: Confusion['mistakes'][number][] = [];
  for await (const batch of heldOutBlocks(context, 'test', watch)) {
    const [outputs] = await engine.predict(batch);
    for (let i = 0; i < batch.size; i++) {
      const truth = classAt(batch.targets[0]!, i, batch.size);
      const predicted = classAt(outputs!, i, batch.size);
      counts[truth * classes + predicted]! += 1;
      if (truth === predicted || mistakes.length === MOST_MISTAKES) continue;
      mistakes.push({ input: inputAt(batch, i), truth, predicted });
    }
  }
  const tag = { step, bucket: BUCKETS.confusion };
  return {
    classes,
    counts: [...(await exactSum(transport, [counts], counts.length, tag, watch.signal))],
    mistakes,
  };
}

/** The likeliest class of one of `rows` rows; where a row is one number, that is how likely the second of two is. */
export function classAt(values: Float32Array | Int32Array, row: number, rows: number): number {
  const width = values.length / rows;
  if (width === 1) return values[row]! > 0.5 ? 1 : 0;
  let best = 0;
  for (let k = 1; k < width; k++) if (values[row * width + k]! > values[row * width + best]!) best = k;
  return best;
}

function inputAt({ inputs, size }: Batch, row: number): Float32Array | Int32Array {
  const width = inputs[0]!.length / size;
  return inputs[0]!.slice(row * width, (row + 1) * width);
}
