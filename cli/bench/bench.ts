import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from '../../base/folders.ts';
import { median } from '../../base/median.ts';
import { Terminal } from '../terminal/terminal.ts';
import { type Case, casesOf, type OtherPart, PARTS, type Part } from './cases.ts';
import { chartSvg } from './chart.ts';
import { benchLinks } from './links.ts';
import { type Measured, Peers } from './peers.ts';
import { benchPictures } from './pictures.ts';
import { type RankResult, timeRanks } from './ranks.ts';
import type { Contender, Row } from './rows.ts';
import { benchStart } from './start.ts';
import { table } from './table.ts';
import { benchWhole } from './whole.ts';

export interface BenchFlags {
  rounds: number;
  out: string;
  only?: Part | OtherPart;
}

interface BenchResults {
  readonly machine: Readonly<Record<string, string | number>>;
  readonly rows: readonly Row[];
}

/**
 * `lockstep bench`: our steps and the peers', taking turns, one thread a process. Rows that an earlier run
 * left in the folder stay, but for those measured anew, so that parts add up to the whole.
 */
export async function runBench(flags: BenchFlags, signal: AbortSignal): Promise<void> {
  const terminal = new Terminal();
  if (flags.only === 'start') return await benchStart(flags.rounds, terminal, signal);
  if (flags.only === 'links') return await benchLinks(flags.rounds, terminal, signal);
  const peers = await Peers.open(terminal, signal);
  if (flags.only === 'whole') return await benchWhole(flags.rounds, peers, terminal, signal);
  if (flags.only === 'pictures') return await benchPictures(flags.rounds, peers, terminal, signal);
  const file = join(flags.out, 'bench.json');
  await makeFolder(flags.out);
  const kept = existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as BenchResults).rows : [];
  const rows = new Map(kept.map((row) => [keyOf(row), row]));
  for (const part of flags.only ? [flags.only] : PARTS) {
    for (const one of casesOf(part)) {
      const row = await compare(one, flags.rounds, peers, terminal, signal);
      rows.set(keyOf(row), row);
      terminal.print(lineOf(row));
    }
  }
  const order = PARTS.flatMap(casesOf).map(keyOf);
  const sorted = order.map((key) => rows.get(key)).filter((row) => row !== undefined);
  const machine = { cpu: cpus()[0]?.model ?? '', cores: cpus().length, node: process.version };
  await writeFile(file, `${JSON.stringify({ machine, rows: sorted } satisfies BenchResults, null, 2)}\n`);
  await writeFile(join(flags.out, 'bench.svg'), chartSvg(sorted));
  await writeFile(join(flags.out, 'bench.md'), table(sorted));
  terminal.print(`\n${table(sorted)}\nbench.md, bench.json and bench.svg are in ${flags.out}/`);
}

const keyOf = ({ what, size, workers }: { what: string; size: number; workers: number }) =>
  `${what} ${size} ${workers}`;

async function compare(
  one: Case,
  rounds: number,
  peers: Peers,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Row> {
  const { what, size, workers, steps, ours } = one;
  const task = { what, size, steps, world: workers, reproducible: false, samples: true };
  const measured = new Map<string, Measured[]>();
  let phases: RankResult['phases'];
  const turn = async (name: string, round: number, measure: () => Promise<Measured>) => {
    terminal.show(`  ${what} of ${size}, ${workers} ranks: round ${round + 1}/${rounds}, ${name}`);
    const list = measured.get(name) ?? [];
    measured.set(name, list);
    // What fails once is not tried again.
    if (!list.some((result) => 'absent' in result)) list.push(await measure());
  };
  for (let round = 0; round < rounds; round++) {
    for (const [name, transport] of Object.entries(ours)) {
      await turn(name, round, async () => {
        const result = await timeRanks({ ...task, transport }, signal);
        phases = result.phases;
        return result;
      });
    }
    for (const name of one.peers) await turn(name, round, () => peers.time(name, one, signal));
  }
  terminal.clear();
  const contenders = [...measured].map(([name, results]) => contender(name, results));
  return { what, size, workers, rounds, contenders, phases };
}

function contender(name: string, results: readonly Measured[]): Contender {
  const absent = results.find((result) => 'absent' in result);
  if (absent) return { name, ms: null, absent: absent.absent };
  const whole = results.filter((result) => 'seconds' in result);
  const memory = Math.max(...whole.map(({ memoryBytes }) => memoryBytes ?? 0));
  const ms = 1000 * median(whole.map(({ seconds }) => median(seconds)));
  return { name, ms, memoryMb: memory > 0 ? Math.round(memory / 1e6) : undefined };
}

function lineOf({ what, size, workers, contenders }: Row): string {
  const shown = contenders.map(({ name, ms }) => `${name} ${ms?.toFixed(2) ?? 'absent'}`);
  return `${what} of ${size}, ${workers} ranks, ms: ${shown.join(', ')}`;
}
