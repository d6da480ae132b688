/**
 * Writes the tables of docs/models.md that hold Lockstep beside Keras: `npm run keras-table`; with `--layers`, `--names` or
 * `--architectures` that one alone; behind `--architectures`, names of those whose rows are made anew. Needs Python with Keras.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KerasPython, kerasPackages } from '../support/keras-python.ts';
import { architecturesTable } from './architectures-table.ts';
import type { Ask } from './layers.ts';
import { layersTable } from './layers-table.ts';
import { namesTable } from './names.ts';
import { fillSection, sectionOf } from './page.ts';

const root = new URL('../../../', import.meta.url);

const NAMES = fileURLToPath(new URL('test/keras-table/names.py', root));

/** By the section of the page. */
const TABLES: Readonly<
  Record<string, (ask: Ask, folder: string) => Promise<{ text: string; wrong: number }>>
> = {
  layers: (ask, folder) => layersTable(ask, folder, root),
  names: async (ask) => namesTable(JSON.parse(await ask(NAMES, [], ''))),
  architectures: (ask, folder) =>
    architecturesTable(
      (script, args) => ask(script, args, ''),
      folder,
      words.filter((word) => !word.startsWith('--')),
      sectionOf(page, 'architectures'),
    ),
};

const page = new URL('docs/models.md', root);
const words = process.argv.slice(2);
const asked = words.filter((word) => word.startsWith('--')).map((flag) => flag.replace(/^--/, ''));
const folder = mkdtempSync(join(tmpdir(), 'lockstep-keras-table-'));
const python = new KerasPython('tensorflow', await kerasPackages());
try {
  for (const [name, table] of Object.entries(TABLES)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    const keras: Ask = async (script, args, input) => {
      const { output, error } = JSON.parse(await python.ask(JSON.stringify({ script, args, input })));
      if (error) throw new Error(error);
      return output as string;
    };
    const { text, wrong } = await table(keras, folder);
    fillSection(page, name, text);
    if (wrong > 0) process.exitCode = 1;
  }
} finally {
  python.end();
  rmSync(folder, { recursive: true, force: true });
}
execFileSync('npx', ['biome', 'format', '--write', fileURLToPath(page)], { cwd: fileURLToPath(root) });
