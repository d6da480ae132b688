/** How a classifier errs: counts of (true class, predicted class), and the samples it gets wrong. */

import type { Batch } from '../../api/data.ts';
import { BUCKETS } from './buckets.ts';
import type { RankContext } from './context.ts';
import type { Watch } from './deadline.ts';
import { heldOutBlocks } from './evaluate.ts';
import { exactSum } from './exact-sum.ts';

const MOST_MISTAKES = 40;

/** An output that chooses a class for each sample. */
export interface Choice {
  /** Its place among the outputs and targets. */
  readonly place: number;
  readonly classes: number;
}

/** A sample that was taken for another class. */
export interface Mistake {
  /** Its first input. */
  readonly input: Float32Array | Int32Array;
  readonly truth: number;
  readonly predicted: number;
}

export interface Errors {
  /** Row by row: `counts[truth * classes + predicted]`. */
  readonly counts: readonly number[];
  /** Some of this rank's. */
  readonly mistakes: readonly Mistake[];
}

/** Predicts all test samples, every rank its share. @returns of each choice */
export async function errorsOf(
  context: RankContext,
  choices: readonly Choice[],
  step: number,
  watch: Watch,
): Promise<Errors[]> {
  const found = await predicted(context, choices, watch, () => false);
  const all = Float64Array.from(found.flatMap(({ counts }) => [...counts]));
  const tag = { step, bucket: BUCKETS.confusion };
  const sums = [...(await exactSum(context.transport, [all], all.length, tag, watch.signal))];
  return found.map(({ counts, mistakes }) => ({ counts: sums.splice(0, counts.length), mistakes }));
}

/** Some of this rank's mistakes of each choice: it predicts until it has enough of them. */
export async function someMistakes(
  context: RankContext,
  choices: readonly Choice[],
  watch: Watch,
): Promise<(readonly Mistake[])[]> {
  const enough = (found: readonly Mistake[]) => found.length === MOST_MISTAKES;
  const found = await predicted(context, choices, watch, (all) =>
    all.every(({ mistakes }) => enough(mistakes)),
  );
  return found.map(({ mistakes }) => mistakes);
}

interface Found {
  readonly counts: Float64Array;
  readonly mistakes: Mistake[];
}

/** What this rank finds of each choice in its test samples, until it is `enough`. */
async function predicted(
  context: RankContext,
  choices: readonly Choice[],
  watch: Watch,
  enough: (found: readonly Found[]) => boolean,
): Promise<Found[]> {
  const found = choices.map(
    ({ classes }): Found => ({ counts: new Float64Array(classes * classes), mistakes: [] }),
  );
  for await (const batch of heldOutBlocks(context, 'test', watch)) {
    const outputs = await context.engine.predict(batch);
    for (const [c, { place, classes }] of choices.entries()) {
      const { counts, mistakes } = found[c]!;
      for (let i = 0; i < batch.size; i++) {
        const truth = trueClass(batch, place, i, classes);
        const predicted = classAt(outputs[place]!, i, batch.size);
        counts[truth * classes + predicted]! += 1;
        if (truth === predicted || mistakes.length === MOST_MISTAKES) continue;
        mistakes.push({ input: inputAt(batch, i), truth, predicted });
      }
    }
    if (enough(found)) break;
  }
  return found;
}

/** A target of one number is that of the class where there are more than two. */
function trueClass({ targets, size }: Batch, place: number, row: number, classes: number): number {
  const target = targets[place]!;
  const isNumber = target.length === size && classes > 2;
  return isNumber ? target[row]! : classAt(target, row, size);
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
