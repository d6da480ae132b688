import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { asLockstepError } from '../../proto/errors.ts';
import { cacheDir } from '../flags.ts';
import { Terminal } from '../terminal.ts';
import { barsSvg } from './bars.ts';
import { LONGEST_MS, type RankResult, timeRanks } from './ranks.ts';

const run = promisify(execFile);
const PEER = fileURLToPath(new URL('peer.py', import.meta.url));

/** Model, global batch, steps of a round. */
const MODELS = [
  ['mnist-mlp', 128, 300],
  ['mnist-cnn', 128, 15],
  ['imdb-lstm', 32, 40],
] as const;
const SIZES = [4096, 65_536, 1_628_200, 4_800_000, 10_800_000, 64_000_000] as const;

export interface BenchFlags {
  rounds: number;
  out: string;
  only?: 'models' | 'all-reduce';
}

export interface Row {
  readonly what: string;
  readonly size: number;
  readonly workers: number;
  /** Median milliseconds a step, by contender; null where it could not be had. */
  readonly ms: Readonly<Record<string, number | null>>;
  readonly phases?: Readonly<Record<string, number>> | undefined;
  readonly memoryMb?: number | undefined;
}

/** `lockstep bench`: our steps and the peers', alternating, one thread a process. */
export async function runBench(flags: BenchFlags, signal: AbortSignal): Promise<void> {
  const terminal = new Terminal();
  const python = await peers(terminal, signal);
  const rows: Row[] = [];
  if (flags.only !== 'all-reduce') {
    for (const [model, batch, steps] of MODELS) {
      for (const workers of [1, 2]) {
        terminal.print(`${model}, batch ${batch}, ${workers} worker${workers > 1 ? 's' : ''}`);
        const alone = model === 'imdb-lstm' ? ['torch', 'torch-both-dropouts', 'keras'] : ['torch', 'keras'];
        const contenders = workers === 1 ? alone : ['ddp'];
        rows.push(
          await compare({ model, batch, steps, workers, contenders }, flags.rounds, python, terminal, signal),
        );
      }
    }
  }
  if (flags.only !== 'models') {
    for (const bytes of SIZES) {
      terminal.print(`all-reduce of ${bytes} bytes, 2 ranks`);
      rows.push(await compareAllReduce(bytes, flags.rounds, python, signal));
    }
  }
  await mkdir(flags.out, { recursive: true });
  const about = {
    cpu: cpus()[0]?.model ?? '',
    cores: cpus().length,
    node: process.version,
    rounds: flags.rounds,
  };
  await writeFile(join(flags.out, 'bench.json'), `${JSON.stringify({ about, rows }, null, 2)}\n`);
  await writeFile(join(flags.out, 'bench.svg'), barsSvg(rows));
  const text = table(rows);
  await writeFile(join(flags.out, 'bench.md'), text);
  terminal.print(text);
}

/** Python with PyTorch and Keras in an environment of its own; undefined where it cannot be had. */
async function peers(terminal: Terminal, signal: AbortSignal): Promise<string | undefined> {
  const folder = join(cacheDir(), 'bench');
  const python = join(folder, 'bin/python');
  try {
    if (!existsSync(python)) {
      terminal.print('Setting up PyTorch and Keras (pip), once');
      await run('python3', ['-m', 'venv', folder], { signal, timeout: LONGEST_MS });
    }
    for (const name of ['torch', 'tensorflow-cpu']) {
      const install = ['-m', 'pip', 'install', '--quiet', '--retries', '0', name, 'numpy'];
      await run(python, install, { signal, timeout: LONGEST_MS });
    }
    return python;
  } catch (error) {
    signal.throwIfAborted();
    terminal.print(`no peers: ${asLockstepError(error, 'UNREACHABLE').message.split('\n')[0]}`);
    return undefined;
  }
}

interface Case {
  readonly model: string;
  readonly batch: number;
  readonly steps: number;
  readonly workers: number;
  readonly contenders: readonly string[];
}

async function compare(
  { model, batch, steps, workers, contenders }: Case,
  rounds: number,
  python: string | undefined,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Row> {
  const times = new Map<string, number[]>();
  let last: RankResult | undefined;
  for (let round = 0; round < rounds; round++) {
    terminal.show(`  round ${round + 1}/${rounds}`);
    const task = {
      what: model,
      size: batch,
      steps,
      world: workers,
      transport: 'auto',
      reproducible: false,
    } as const;
    last = await timeRanks(task, signal);
    note(times, 'lockstep', last.seconds);
    for (const contender of contenders)
      note(times, contender, await theirs(python, contender, model, batch, steps, signal));
  }
  terminal.clear();
  const memoryMb = last?.memoryBytes && Math.round(last.memoryBytes / 1e6);
  return { what: model, size: batch, workers, ms: medians(times), phases: last?.phases, memoryMb };
}

async function compareAllReduce(
  bytes: number,
  rounds: number,
  python: string | undefined,
  signal: AbortSignal,
): Promise<Row> {
  const times = new Map<string, number[]>();
  const steps = bytes > 4e6 ? 20 : 60;
  const task = { what: 'all-reduce', size: bytes, steps, world: 2, reproducible: false } as const;
  for (let round = 0; round < rounds; round++) {
    note(times, 'shared memory', (await timeRanks({ ...task, transport: 'auto' }, signal)).seconds);
    note(times, 'tcp', (await timeRanks({ ...task, transport: 'tcp' }, signal)).seconds);
    note(times, 'gloo', await theirs(python, 'gloo', 'none', bytes, steps, signal));
  }
  return { what: 'all-reduce', size: bytes, workers: 2, ms: medians(times) };
}

async function theirs(
  python: string | undefined,
  peer: string,
  model: string,
  size: number,
  steps: number,
  signal: AbortSignal,
): Promise<number[]> {
  if (!python) return [];
  try {
    const args = [PEER, peer, model, String(size), String(steps)];
    const { stdout } = await run(python, args, { signal, timeout: LONGEST_MS, maxBuffer: 1 << 26 });
    return JSON.parse(stdout.trim().split('\n').at(-1)!);
  } catch {
    signal.throwIfAborted();
    // Shown as absent in the table.
    return [];
  }
}

/** Notes a round's median. */
function note(times: Map<string, number[]>, name: string, seconds: readonly number[]): void {
  const list = times.get(name) ?? [];
  if (seconds.length > 0) list.push(median(seconds));
  times.set(name, list);
}

function medians(times: ReadonlyMap<string, readonly number[]>): Record<string, number | null> {
  return Object.fromEntries(
    [...times].map(([name, list]) => [name, list.length > 0 ? 1000 * median(list) : null]),
  );
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

/** Markdown: milliseconds, and how many times faster the first contender is. */
function table(rows: readonly Row[]): string {
  const lines = rows.map(({ what, size, workers, ms, phases, memoryMb }) => {
    const [[, base], ...others] = Object.entries(ms) as [
      [string, number | null],
      ...[string, number | null][],
    ];
    const shown = others.map(([name, value]) =>
      value === null || base === null
        ? `${name} absent`
        : `${name} ${value.toFixed(2)} (${(value / base).toFixed(2)}x)`,
    );
    const parts = phases ? Object.entries(phases).map(([name, value]) => `${name} ${value.toFixed(2)}`) : [];
    const memory = memoryMb ? `${memoryMb} MB` : '';
    return `| ${what} | ${size} | ${workers} | ${base?.toFixed(2) ?? 'absent'} | ${shown.join(', ')} | ${parts.join(', ')} | ${memory} |`;
  });
  return [
    '| what | batch or bytes | workers | ours, ms | others, ms (times ours) | phases, ms | memory a worker |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...lines,
    '',
  ].join('\n');
}
