import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleJob } from '../../api/bundle.ts';
import type { DataSource, Split } from '../../api/data.ts';
import { loadJob } from '../../api/load.ts';
import { steadyClock } from '../../base/clock.ts';
import { median } from '../../base/median.ts';
import { makeEncoder } from '../../datasets/encode.ts';
import { loadDataset } from '../../datasets/load.ts';
import { cacheDir } from '../flags.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { Peers } from './peers.ts';
import { timeRanks } from './ranks.ts';
import { timeTraining } from './training.ts';

/** What is trained, by two workers with a thread each. */
const WHOLES = [
  { job: 'mnist-mlp', epochs: 5 },
  { job: 'mnist-cnn', epochs: 1 },
  { job: 'imdb-lstm', epochs: 1 },
];
const WORKERS = 2;

/** Seconds from the shell on: to the end of the first step, and to the prompt. */
interface Times {
  readonly firstStep: number;
  readonly prompt: number;
}

/** A step of ours, in ms: inside the training, and alone, without a coordinator, on samples of the same data. */
interface Steps {
  readonly inside: number;
  readonly alone: number;
}

/** Of the steps that are timed alone. */
const STEPS_ALONE = 100;

/** `lockstep bench --only whole`: whole commands beside whole scripts, on the same data, with a test after each epoch. */
export async function benchWhole(
  rounds: number,
  peers: Peers,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const lines = [
    '| training | Lockstep: first step, s | prompt, s | a step inside, ms | alone, ms | DDP + Gloo: first step, s | prompt, s | ratio |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
  ];
  for (const { job, epochs } of WHOLES) {
    const folder = await mkdtemp(join(tmpdir(), 'lockstep-bench-'));
    try {
      const batchSize = await writeData(job, folder, signal);
      const ours: Times[] = [];
      const theirs: (Times | string)[] = [];
      const steps: Steps[] = [];
      for (let round = 0; round < rounds; round++) {
        terminal.show(`  ${job}: round ${round + 1}/${rounds}`);
        const args = [job, '--workers', String(WORKERS), '--epochs', String(epochs)];
        const { firstStep, step, prompt } = await timeTraining(args, signal);
        ours.push({ firstStep: firstStep / 1000, prompt: prompt / 1000 });
        steps.push({ inside: step, alone: await timeStep(job, batchSize, signal) });
        const peer = await timePeer(peers, [job, folder, String(batchSize), String(epochs)], signal);
        theirs.push(peer);
        const beside = typeof peer === 'string' ? peer : `${peer.prompt.toFixed(1)} s`;
        terminal.print(
          `${job}, round ${round + 1}/${rounds}: ${(prompt / 1000).toFixed(1)} s, DDP + Gloo ${beside}`,
        );
      }
      lines.push(rowOf(`${job}, ${epochs} epochs`, ours, steps, theirs));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  terminal.print(`\n${lines.join('\n')}`);
}

/** @returns the median step, in ms */
async function timeStep(what: string, size: number, signal: AbortSignal): Promise<number> {
  const task = { what, size, steps: STEPS_ALONE, transport: 'auto', world: WORKERS } as const;
  const { seconds } = await timeRanks({ ...task, reproducible: false, samples: true }, signal);
  return 1000 * median(seconds);
}

function rowOf(
  title: string,
  ours: readonly Times[],
  steps: readonly Steps[],
  theirs: readonly (Times | string)[],
): string {
  const both = (times: readonly Times[]) => [
    median(times.map(({ firstStep }) => firstStep)),
    median(times.map(({ prompt }) => prompt)),
  ];
  const row = (numbers: readonly number[], digits: number) =>
    numbers.map((number) => number.toFixed(digits)).join(' | ');
  const own = both(ours);
  const step = [median(steps.map(({ inside }) => inside)), median(steps.map(({ alone }) => alone))];
  const head = `| ${title} | ${row(own, 1)} | ${row(step, 2)} |`;
  const absent = theirs.find((one) => typeof one === 'string');
  if (absent !== undefined) return `${head} ${absent} | | |`;
  const others = both(theirs as Times[]);
  return `${head} ${row(others, 1)} | ${row([own[1]! / others[1]!], 2)} |`;
}

/** @returns why it could not be had, as a text */
async function timePeer(peers: Peers, args: readonly string[], signal: AbortSignal): Promise<Times | string> {
  const began = steadyClock();
  const said = await peers.torchrun(WORKERS, ['whole.py', ...args], signal);
  if ('absent' in said) return said.absent;
  const { firstStep } = JSON.parse(said.stdout.trim().split('\n').at(-1)!) as { firstStep: number };
  return { firstStep: firstStep - began / 1000, prompt: (steadyClock() - began) / 1000 };
}

/** Writes the data of a job as `whole.py` reads it. @returns the global batch of the job */
async function writeData(name: string, folder: string, signal: AbortSignal): Promise<number> {
  const { source } = await bundleJob(name);
  const context = { dataDir: process.env.LOCKSTEP_DATA_DIR, cacheDir: join(cacheDir(), 'datasets'), signal };
  const job = loadJob(source);
  const dataset = await loadDataset(job.data, { ...context, allowDownload: true });
  const shapes: Record<string, object> = {};
  for (const split of ['train', 'test'] as const) {
    shapes[split] = await writeSplit(job.data, dataset[split], join(folder, split));
  }
  await writeFile(join(folder, 'shapes.json'), JSON.stringify(shapes));
  return job.batchSize;
}

async function writeSplit(source: DataSource, split: Split, path: string): Promise<object> {
  const encode = makeEncoder(source, split.columns, split.length);
  const { batch } = encode(
    split,
    Uint32Array.from({ length: split.length }, (_, i) => i),
  );
  const [label] = source.targets.map(({ column }) => split.columns.find(({ name }) => name === column)!);
  await writeFile(`${path}-inputs`, bytesOf(batch.inputs[0]!));
  await writeFile(`${path}-labels`, bytesOf(Int32Array.from(label!.values)));
  const [height, width, channels] = source.inputs[0]!.shape;
  // PyTorch has channels first; there is one, so the numbers lie the same.
  const shape = channels === 1 ? [channels, height, width] : source.inputs[0]!.shape;
  return { inputs: [split.length, ...shape], labels: [split.length] };
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | Int32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
