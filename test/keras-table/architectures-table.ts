import { join } from 'node:path';
import { ARCHITECTURES, type Architecture, type AskKeras, type Held, hold } from './architectures.ts';

const WITHIN = 1e-4;
/** Dozens of normalizations magnify what float32 rounds, in Keras too: times Keras's own distance from float64. */
const TIMES = 3;

/** What of an architecture is further from Keras than it may be. */
export function faults({ outputs, kerasOutputs, gradient, kerasGradient, exported }: Held): string[] {
  const over = (what: string, value: number, within: number) =>
    value <= within ? [] : [`${what} off by ${value.toPrecision(2)}`];
  return [
    ...over('outputs', outputs, Math.max(WITHIN, TIMES * kerasOutputs)),
    ...over('gradient', gradient, Math.max(WITHIN, TIMES * kerasGradient)),
    ...over('exported', exported, WITHIN),
  ];
}

/**
 * A row an architecture, as Markdown.
 * @param only names of those that are held anew; all where there are none
 * @param before the table as it was, which the rows of the others come from
 */
export async function architecturesTable(
  keras: AskKeras,
  folder: string,
  only: readonly string[],
  before: string,
): Promise<{ text: string; wrong: number }> {
  const rows = [
    '| architecture | parameters | import, CPU s | outputs | gradient | Keras’s own gradient | exported |',
    '|---|---|---|---|---|---|---|',
  ];
  let wrong = 0;
  const kept = before.split('\n');
  for (const architecture of ARCHITECTURES) {
    const label = labelOf(architecture);
    if (only.length > 0 && !only.includes(architecture.name)) {
      rows.push(...kept.filter((row) => row.split('|')[1]?.replaceAll('*', '').trim() === label));
      continue;
    }
    try {
      const held = await hold(architecture, join(folder, architecture.name), keras);
      wrong += faults(held).length > 0 ? 1 : 0;
      rows.push(rowOf(label, held));
    } catch (error) {
      wrong++;
      rows.push(`| **${label}** | ${(error as Error).message.split('\n')[0]} | | | | | |`);
    }
    console.log(rows.at(-1));
  }
  return { text: rows.join('\n'), wrong };
}

function labelOf({ name, size: [height, width], pooling }: Architecture): string {
  return pooling ? `${name}, ${height} x ${width}, own head after ${pooling} pooling` : name;
}

function rowOf(label: string, held: Held): string {
  const { parameters, importSeconds, outputs, gradient, kerasGradient, exported } = held;
  const mark = faults(held).length > 0 ? '**' : '';
  const distances = [outputs, gradient, kerasGradient, exported].map((value) => value.toExponential(0));
  const named = `| ${mark}${label}${mark} | ${parameters} | ${importSeconds.toFixed(1)}`;
  return `${named} | ${distances.join(' | ')} |`;
}
