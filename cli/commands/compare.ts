import { readFile, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { moreIsBetter } from '../../api/callbacks.ts';
import { LockstepError } from '../../base/errors.ts';
import { comparisonPage } from '../../coordinator/observe/page.ts';
import { type ComparedRun, comparisonSvg } from '../../coordinator/run/curves.ts';
import { parseHistory } from '../../coordinator/store/history.ts';
import { openInBrowser } from '../terminal/browser.ts';
import { formatValue } from '../terminal/progress.ts';
import { Terminal } from '../terminal/terminal.ts';

export interface CompareFlags {
  readonly out: string;
  readonly open?: boolean;
}

/** `lockstep compare`: the last epochs of several runs as a table, and their curves in one picture, or on a page. */
export async function compareRuns(paths: readonly string[], { out, open }: CompareFlags): Promise<void> {
  const runs = await Promise.all(paths.map(readRun));
  const terminal = new Terminal();
  for (const line of tableOf(runs)) terminal.print(line);
  await writeFile(out, comparisonSvg(runs));
  terminal.print(`curves: ${out}`);
  if (!open) return;
  const file = `${out.replace(/\.svg$/, '')}.html`;
  await writeFile(file, await comparisonPage({ runs }));
  const isShown = await openInBrowser(resolve(file));
  terminal.print(`page: ${file}${isShown ? '' : ' (open it in a browser: none could be started here)'}`);
}

async function readRun(path: string): Promise<ComparedRun> {
  try {
    const epochs = parseHistory(await readFile(join(path, 'history.json'), 'utf8'));
    return { name: basename(resolve(path)), epochs };
  } catch (cause) {
    throw new LockstepError('BAD_INPUT', `${path} holds no run that has ended an epoch`, {
      hint: 'Name the run directories that lockstep train has printed',
      cause,
    });
  }
}

/** A row a run: each log of its last epoch beside that of validation, and by how much the latter is worse. */
function tableOf(runs: readonly ComparedRun[]): string[] {
  const last = runs.map(({ epochs }) => epochs.at(-1)?.logs ?? {});
  const names = [...new Set(last.flatMap((logs) => Object.keys(logs)))].filter((name) =>
    last.some((logs) => `val_${name}` in logs),
  );
  const rows = runs.map(({ name, epochs }, i) => {
    const values = names.flatMap((key) => {
      const [own, validation] = [last[i]![key], last[i]![`val_${key}`]];
      if (own === undefined || validation === undefined) return ['', '', ''];
      const gap = moreIsBetter(key) ? own - validation : validation - own;
      return [own, validation, gap].map(formatValue);
    });
    return [name, String(epochs.length), ...values];
  });
  const table = [['run', 'epochs', ...names.flatMap((name) => [name, `val_${name}`, 'gap'])], ...rows];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  return table.map((row) =>
    row
      .map((text, i) => (i === 0 ? text.padEnd(widths[i]!) : text.padStart(widths[i]!)))
      .join('  ')
      .trimEnd(),
  );
}
