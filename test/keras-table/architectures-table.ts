import { join } from 'node:path';
import { ARCHITECTURES, type AskKeras, type Held, hold } from './architectures.ts';

/** Of outputs; a gradient through dozens of normalizations magnifies what float32 rounds. */
export const WITHIN = { outputs: 1e-4, gradient: 1e-2 };

/** What of an architecture is further from Keras than it may be. */
export function faults({ outputs, gradient, exported }: Held): string[] {
  const over = (what: string, value: number, within: number) =>
    value <= within ? [] : [`${what} off by ${value.toPrecision(2)}`];
  return [
    ...over('outputs', outputs, WITHIN.outputs),
    ...over('gradient', gradient, WITHIN.gradient),
    ...over('exported', exported, WITHIN.outputs),
  ];
}

/** A row an architecture, as Markdown. */
export async function architecturesTable(
  keras: AskKeras,
  folder: string,
): Promise<{ text: string; wrong: number }> {
  const rows = [
    '| architecture | parameters | import, seconds | outputs | gradient | exported |',
    '|---|---|---|---|---|---|',
  ];
  let wrong = 0;
  for (const architecture of ARCHITECTURES) {
    const { name } = architecture;
    try {
      const held = await hold(architecture, join(folder, name), keras);
      const { parameters, importSeconds, outputs, gradient, exported } = held;
      const [mark] = faults(held).length > 0 ? ['**'] : [''];
      wrong += mark ? 1 : 0;
      const distances = [outputs, gradient, exported].map((value) => value.toExponential(0));
      rows.push(
        `| ${mark}${name}${mark} | ${parameters} | ${importSeconds.toFixed(1)} | ${distances.join(' | ')} |`,
      );
    } catch (error) {
      wrong++;
      rows.push(`| **${name}** | ${(error as Error).message.split('\n')[0]} | | | | |`);
    }
    console.log(rows.at(-1));
  }
  return { text: rows.join('\n'), wrong };
}
