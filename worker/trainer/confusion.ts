/** How a classifier errs: counts of (true class, predicted class), and the samples it gets wrong. */
import type { Batch, DataSource } from '../../api/data.ts';
import { EVALUATION_BATCH, share } from '../../datasets/sampling.ts';
import { exactSum } from './exact-sum.ts';
import type { RankContext } from './step.ts';

/** Above this the matrix is no picture. */
const MOST_CLASSES = 50;
const MOST_MISTAKES = 40;
const BUCKET = 6;

export interface Confusion {
  readonly classes: number;
  /** Row by row: `counts[truth * classes + predicted]`. */
  readonly counts: readonly number[];
  /** Some of this rank's mistakes: the first input of each, and its classes. */
  readonly mistakes: readonly { input: Float32Array | Int32Array; truth: number; predicted: number }[];
}

/** Number of classes, where the job is a classifier with one output. */
export function classesOf({ targets }: DataSource): number | undefined {
  const [target] = targets;
  if (targets.length !== 1 || !target) return undefined;
  const { encoding, shape } = target;
  if (encoding.kind === 'oneHot') return encoding.depth <= MOST_CLASSES ? encoding.depth : undefined;
  return encoding.kind === 'scale' && encoding.scale === 1 && shape.join() === '1' ? 2 : undefined;
}

/** Predicts all test samples, every rank its share. */
export async function confusionOf(
  { engine, feed, transport }: RankContext,
  classes: number,
  step: number,
  signal: AbortSignal,
): Promise<Confusion> {
  const blocks = Math.ceil(feed.testLength / EVALUATION_BATCH);
  const { start, end } = share(blocks, transport.rank, transport.worldSize);
  const counts = new Float64Array(classes * classes);
  const mistakes: Confusion['mistakes'][number][] = [];
  for (let block = start; block < end; block++) {
    signal.throwIfAborted();
    const first = block * EVALUATION_BATCH;
    const batch = await feed.testBatch(first, Math.min(feed.testLength, first + EVALUATION_BATCH), signal);
    const [outputs] = await engine.predict(batch);
    for (let i = 0; i < batch.size; i++) {
      const [truth, predicted] = [classAt(batch.targets[0]!, i, classes), classAt(outputs!, i, classes)];
      counts[truth * classes + predicted]! += 1;
      if (truth === predicted || mistakes.length === MOST_MISTAKES) continue;
      mistakes.push({ input: inputAt(batch, i), truth, predicted });
    }
  }
  const slot = { step, bucket: BUCKET };
  return {
    classes,
    counts: [...(await exactSum(transport, [counts], counts.length, slot, signal))],
    mistakes,
  };
}

/** The likeliest class of row `row`; of two classes there is one number, how likely the second is. */
function classAt(values: Float32Array | Int32Array, row: number, classes: number): number {
  const width = classes === 2 ? 1 : classes;
  if (width === 1) return values[row]! > 0.5 ? 1 : 0;
  let best = 0;
  for (let k = 1; k < width; k++) if (values[row * width + k]! > values[row * width + best]!) best = k;
  return best;
}

function inputAt({ inputs, size }: Batch, row: number): Float32Array | Int32Array {
  const width = inputs[0]!.length / size;
  return inputs[0]!.slice(row * width, (row + 1) * width);
}
