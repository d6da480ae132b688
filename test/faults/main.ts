/** `npm run faults`: does every fault of the table to real processes, and writes what came of it. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { styleText } from 'node:util';
import { Command } from 'commander';
import { integer } from '../../cli/flags.ts';
import { Terminal } from '../../cli/terminal/terminal.ts';
import { removeFolder } from '../support/folders.ts';
import { DIST, endAll } from '../support/process.ts';
import type { Row } from './scenario.ts';
import { SCENARIOS } from './scenarios/index.ts';
import { withRows } from './table.ts';

const PAGE = join(dirname(DIST), 'docs/reliability.md');

const program = new Command('npm run faults --')
  .description('do faults to real processes, and write what came of it into docs/reliability.md')
  .argument('[scenarios...]', `which: ${Object.keys(SCENARIOS).join(', ')} (default: all)`)
  .option('--repetitions <n>', 'at most so many of each; the page stays as it is', integer(1))
  .parse();
const { repetitions: most } = program.opts<{ repetitions?: number }>();
const names = program.args.length > 0 ? program.args : Object.keys(SCENARIOS);
const terminal = new Terminal();
const paint = (style: Parameters<typeof styleText>[0], text: string) =>
  terminal.color ? styleText(style, text) : text;

for (const name of names) {
  if (!SCENARIOS[name]) program.error(`there is no scenario ${name}; see --help`);
}
const rows: Row[] = [];
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    endAll();
    process.exit(1);
  });
}
for (const name of names) {
  const folder = mkdtempSync(join(tmpdir(), `lockstep-${name}-`));
  terminal.print(paint('bold', name));
  try {
    const found = await SCENARIOS[name]!({
      folder,
      repetitions: (full) => Math.min(full, most ?? full),
      say: (text) => terminal.show(`  ${text}`),
    });
    terminal.clear();
    for (const row of found) {
      const mark = row.holds ? paint('green', '✓') : paint('red', '✗');
      terminal.print(`  ${mark} ${row.fault}`);
      terminal.print(paint('dim', `    to show: ${row.shown}`));
      terminal.print(`    ${row.result}`);
    }
    rows.push(...found);
    if (most === undefined) writeFileSync(PAGE, withRows(readFileSync(PAGE, 'utf8'), found));
  } catch (error) {
    terminal.clear();
    terminal.print(`  ${paint('red', '✗')} ${name}: ${(error as Error).stack}`);
    process.exitCode = 1;
  } finally {
    removeFolder(folder);
  }
}
const held = rows.filter(({ holds }) => holds).length;
terminal.print(paint(held === rows.length ? 'green' : 'red', `${held} of ${rows.length} rows hold`));
if (held < rows.length) process.exitCode = 1;
