/**
 * Writes the tables of docs/models.md that hold Lockstep beside Keras: `npm run keras-table`; with `--architectures`
 * that of whole architectures alone. Needs Python with Keras.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KerasPython, kerasPackages } from '../support/keras-python.ts';
import { architecturesTable } from './architectures-table.ts';
import { fillSection } from './page.ts';

/** By the section of the page. */
const TABLES: Readonly<Record<string, typeof architecturesTable>> = { architectures: architecturesTable };

const root = new URL('../../../', import.meta.url);
const page = new URL('docs/models.md', root);
const asked = process.argv.slice(2).map((flag) => flag.replace(/^--/, ''));
const folder = mkdtempSync(join(tmpdir(), 'lockstep-keras-table-'));
const python = new KerasPython('tensorflow', await kerasPackages());
try {
  for (const [name, table] of Object.entries(TABLES)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    const keras = async (script: string, args: readonly string[]) => {
      const { output, error } = JSON.parse(await python.ask(JSON.stringify({ script, args, input: '' })));
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
