/** What a model says of one sample, as lines for a person. Pure. */
import { styleText } from 'node:util';
import type { Job } from '../../api/job.ts';
import { classesOf } from '../../worker/trainer/confusion.ts';
import { drawImage, SIDE } from '../input/predict-image.ts';
import { formatValue } from '../terminal/progress.ts';

const BAR_WIDTH = 30;
/** A chance may be a little more than 1, for its rounding. */
const MOST = 1.001;

/**
 * The chances of the classes where the job is a classifier, else the numbers.
 * @param outputs the numbers of each output
 * @param names of the classes, where there are such
 * @param units names of the numbers, where the data has named them
 */
export function predictionLines(
  outputs: readonly Float32Array[],
  job: Job,
  names: readonly string[],
  color: boolean,
  units?: readonly string[],
): string[] {
  const [first] = outputs;
  if (units && first?.length === units.length) {
    return units.map((name, i) => `${name}: ${formatValue(first[i]!)}`);
  }
  const sparse = 'loss' in job && job.loss === 'sparseCategoricalCrossentropy' ? first?.length : undefined;
  const classes = classesOf(job) ?? sparse;
  if (classes === undefined || !first) return outputs.flatMap(numbersOf);
  const chances = classes === 2 && first.length === 1 ? [1 - first[0]!, first[0]!] : [...first];
  // Outputs that are no chances: logits, say.
  if (!chances.every(isChance)) return outputs.flatMap(numbersOf);
  const best = chances.indexOf(Math.max(...chances));
  const named = chances.map((_, i) => names[i] ?? String(i));
  const wide = Math.max(...named.map(({ length }) => length));
  const lines = chances.map((chance, i) => {
    const bar = '█'.repeat(Math.round(BAR_WIDTH * chance)).padEnd(BAR_WIDTH);
    const line = `${named[i]!.padStart(wide)} ${bar} ${(100 * chance).toFixed(1).padStart(5)} %`;
    return i === best && color ? styleText(['bold', 'green'], line) : line;
  });
  return [...lines, '', `prediction: ${named[best]}`];
}

const isChance = (value: number) => value >= 0 && value <= MOST;

/** An output that is a picture is drawn. */
function numbersOf(values: Float32Array): string[] {
  if (values.length === SIDE * SIDE && values.every(isChance)) return drawImage(values);
  return [[...values].map(formatValue).join(' ')];
}
