/** What a model says of one sample, as lines for a person. Pure. */
import { styleText } from 'node:util';
import type { Job } from '../../api/job.ts';
import { chancesOf, isChance } from '../input/chances.ts';
import { drawImage, SIDE } from '../input/predict-image.ts';
import { formatValue } from '../terminal/progress.ts';

const BAR_WIDTH = 30;

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
  const chances = chancesOf(outputs, job, names);
  if (!chances) return outputs.flatMap(numbersOf);
  const { each, best } = chances;
  const wide = Math.max(...each.map(([name]) => name.length));
  const lines = each.map(([name, chance], i) => {
    const bar = '█'.repeat(Math.round(BAR_WIDTH * chance)).padEnd(BAR_WIDTH);
    const line = `${name.padStart(wide)} ${bar} ${(100 * chance).toFixed(1).padStart(5)} %`;
    return i === best && color ? styleText(['bold', 'green'], line) : line;
  });
  return [...lines, '', `prediction: ${each[best]![0]}`];
}

/** An output that is a picture is drawn. */
function numbersOf(values: Float32Array): string[] {
  if (values.length === SIDE * SIDE && values.every(isChance)) return drawImage(values);
  return [[...values].map(formatValue).join(' ')];
}
