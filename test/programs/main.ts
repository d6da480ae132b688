/**
 * Asks Keras what the programs of the table come to and records it in expected.json, then runs them in every way and
 * writes docs/programs.md: `npm run programs`. Keras is asked only about what has changed; `npm run programs -- --ask`
 * does no more than that. Needs Python with Keras.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { KerasPython, kerasPackages } from '../support/keras-python.ts';
import { columnsOf } from './data.ts';
import type { Program } from './program.ts';
import { digestOf, furthest, type Recorded, recorded } from './recorded.ts';
import { type Outcome, run, type Way } from './run.ts';
import { TABLE } from './table/index.ts';

const root = new URL('../../../', import.meta.url);
const file = new URL('test/programs/expected.json', root);
const page = new URL('docs/programs.md', root);
const known = recorded(file);
const all = Object.values<readonly Program[]>(TABLE).flat();

async function ask(
  programs: readonly Program[],
  on: 'tensorflow' | 'jax',
): Promise<Record<string, Recorded>> {
  if (programs.length === 0) return {};
  const cases = programs.map((program) => {
    const columns = Object.entries(columnsOf(program)).map(([name, steps]) => [
      name,
      steps.map((step) => [...step]),
    ]);
    return { program, columns: Object.fromEntries(columns) };
  });
  const script = new URL('test/programs/keras_programs.py', root).pathname;
  const python = new KerasPython(on, await kerasPackages());
  const question = { script, args: [], input: JSON.stringify(cases) };
  const { output, error } = JSON.parse(await python.ask(JSON.stringify(question)));
  python.end();
  if (error) throw new Error(error);
  const outcomes: Record<string, Outcome> = JSON.parse(output);
  return Object.fromEntries(
    programs.map((program) => [program.name, { of: digestOf(program), outcome: outcomes[program.name]! }]),
  );
}

const stale = all.filter((program) => known[program.name]?.of !== digestOf(program));
const fresh = {
  ...known,
  ...(await ask(
    stale.filter(({ keras }) => !keras),
    'tensorflow',
  )),
  ...(await ask(
    stale.filter(({ keras }) => keras),
    'jax',
  )),
};
const lines = all.map(({ name }) => `${JSON.stringify(name)}: ${JSON.stringify(fresh[name])}`);
writeFileSync(file, `{\n${lines.join(',\n')}\n}\n`);
if (process.argv.includes('--ask')) process.exit();

const way = (backend: Way['backend'], mode: Way['mode'], workers: number): Way => ({
  backend,
  mode,
  workers,
});
const WAYS = {
  compiled: way('tensorflow', 'compiled', 1),
  'op by op': way('tensorflow', 'eager', 1),
  cpu: way('cpu', 'eager', 1),
  '2 workers': way('tensorflow', 'compiled', 2),
  '3 workers': way('tensorflow', 'compiled', 3),
};
const digits = (value: number) => Number(value.toPrecision(6));

let wrong = 0;
async function cell(program: Program, how: Way): Promise<string> {
  if (how.workers > 1 && program.alone) return '';
  try {
    const outcome = await run(program, how);
    const { distance } = furthest(outcome, fresh[program.name]!.outcome as Outcome);
    const value = digits(outcome.logs.at(-1)!.loss!);
    if (distance < (program.within ?? 2e-5)) return `${value}`;
    wrong++;
    return `**${value}** (off by ${distance.toPrecision(2)})`;
  } catch (error) {
    const { message } = error as Error;
    if (program.refused && message.includes(program.refused)) return 'refused';
    wrong++;
    return `**${message.split('\n')[0]}**`;
  }
}

const sections: string[] = [];
for (const [about, programs] of Object.entries<readonly Program[]>(TABLE)) {
  const rows = [
    `## ${about[0]!.toUpperCase()}${about.slice(1)}`,
    '',
    `| Program | Keras | ${Object.keys(WAYS).join(' | ')} |`,
  ];
  rows.push(`|---|${'---|'.repeat(1 + Object.keys(WAYS).length)}`);
  for (const program of programs) {
    const { outcome } = fresh[program.name]!;
    const theirs = 'error' in outcome ? 'refused' : `${digits(outcome.logs.at(-1)!.loss!)}`;
    const cells: string[] = [];
    for (const how of Object.values(WAYS)) cells.push(await cell(program, how));
    const note = [program.about, program.alone, program.refused && `refused: ${program.refused}`].filter(
      Boolean,
    );
    rows.push(`| ${[program.name, ...note].join('; ')} | ${theirs} | ${cells.join(' | ')} |`);
  }
  sections.push(rows.join('\n'));
}
const head = readFileSync(new URL('test/programs/head.md', root), 'utf8');
const count = `${all.length} programs, ${all.filter(({ refused }) => refused).length} of them refused, ${wrong} wrong.`;
writeFileSync(page, `${head}\n${count}\n\n${sections.join('\n\n')}\n`);
execFileSync('npx', ['biome', 'format', '--write', fileURLToPath(page)], { cwd: fileURLToPath(root) });
console.log(count);
process.exitCode = wrong > 0 ? 1 : 0;
