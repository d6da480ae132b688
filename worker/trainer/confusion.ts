/** How a classifier errs: counts of (true class, predicted class), and the samples it gets wrong. */

import type { Batch } from '../../api/data.ts';
import { BUCKETS } from './buckets.ts';
import type { RankContext } from './context.ts';
import type { Watch } from './deadline.ts';
import { heldOutBlocks } from './evaluate.ts';
import { exactSum } from './exact-sum.ts';

const MOST_MISTAKES = 40;

/** A sample that was taken for another class. */
export interface Mistake {
  /** Its first input. */
  readonly input: Float32Array | Int32Array;
  readonly truth: number;
  readonly predicted: number;
}

export interface Confusion {
  /** Row by row: `counts[truth * classes + predicted]`. */
  readonly counts: readonly number[];
  /** Some of this rank's. */
  readonly mistakes: readonly Mistake[];
}

/** Predicts all test samples, every rank its share. */
export async function confusionOf(
  context: RankContext,
  classes: number,
  step: number,
  watch: Watch,
): Promise<Confusion> {
  const counts = new Float64Array(classes * classes);
  const mistakes: Mistake[] = [];
  for await (const { batch, row, truth, predicted } of predictions(context, classes, watch)) {
    counts[truth * classes + predicted]! += 1;
    if (truth === predicted || mistakes.length === MOST_MISTAKES) continue;
    mistakes.push({ input: inputAt(batch, row), truth, predicted });
  }
  const tag = { step, bucket: BUCKETS.confusion };
  const sums = await exactSum(context.transport, [counts], counts.length, tag, watch.signal);
  return { counts: [...sums], mistakes };
}

/** Some of this rank's mistakes: it predicts until it has enough of them. */
export async function someMistakes(context: RankContext, classes: number, watch: Watch): Promise<Mistake[]> {
  const mistakes: Mistake[] = [];
  for await (const { batch, row, truth, predicted } of predictions(context, classes, watch)) {
    if (truth !== predicted) mistakes.push({ input: inputAt(batch, row), truth, predicted });
    if (mistakes.length === MOST_MISTAKES) break;
  }
  return mistakes;
}

/** This rank's test samples, each with its class and the one it is taken for. */
async function* predictions(context: RankContext, classes: number, watch: Watch) {
  for await (const batch of heldOutBlocks(context, 'test', watch)) {
    const [outputs] = await context.engine.predict(batch);
    for (let row = 0; row < batch.size; row++) {
      const truth = trueClass(batch, row, classes);
      yield { batch, row, truth, predicted: classAt(outputs!, row, batch.size) };
    }
  }
}

/** A target of one number is that of the class where there are more than two. */
function trueClass({ targets, size }: Batch, row: number, classes: number): number {
  const isNumber = targets[0]!.length === size && classes > 2;
  return isNumber ? targets[0]![row]! : classAt(targets[0]!, row, size);
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
