import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer as readBuffer } from 'node:stream/consumers';
import { styleText } from 'node:util';
import type { Job } from '../api/job.ts';
import { LockstepError } from '../proto/errors.ts';
import type { EngineChoice } from '../worker/engine/index.ts';
import { classesOf } from '../worker/trainer/confusion.ts';
import { cacheDir } from './flags.ts';
import { drawImage, type Sample, samplesFrom } from './predict-input.ts';
import { engineOf, openSavedRun } from './saved-run.ts';
import { Terminal } from './terminal.ts';

export interface PredictFlags {
  input: string;
  dataDir?: string;
  engine: EngineChoice;
  json?: boolean;
}

const BAR_WIDTH = 30;

/** `lockstep predict`: what a run's final weights say of an image, a review or plain numbers. */
export async function predictWith(path: string, flags: PredictFlags, signal: AbortSignal): Promise<void> {
  const terminal = new Terminal();
  const run = await openSavedRun(path);
  const content = flags.input === '-' ? await readBuffer(process.stdin) : await read(flags.input);
  const context = { dataDir: flags.dataDir, cacheDir: join(cacheDir(), 'datasets'), allowDownload: false };
  const samples = await samplesFrom(content, run.job, context);
  const engine = await engineOf(run, flags.engine, signal);
  try {
    for (const sample of samples) {
      const outputs = await engine.predict({
        size: 1,
        inputs: [sample.values],
        targets: emptyTargets(run.job),
      });
      if (flags.json) terminal.print(JSON.stringify(outputs.map((values) => [...values])));
      else printPrediction(terminal, run.job, sample, outputs);
    }
  } finally {
    await engine.close();
  }
}

async function read(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new LockstepError('BAD_INPUT', `--input ${path} cannot be read`, { cause });
  }
}

/** Targets count for nothing here, but the shape of a batch wants them. */
function emptyTargets({ data }: Job) {
  return data.targets.map(({ shape, encoding }) => {
    const width = shape.reduce((product, side) => product * side, 1);
    return encoding.kind === 'ids' ? new Int32Array(width) : new Float32Array(width);
  });
}

function printPrediction(
  terminal: Terminal,
  job: Job,
  { shown, image }: Sample,
  outputs: readonly Float32Array[],
): void {
  if (image) for (const line of drawImage(image)) terminal.print(line);
  if (shown) terminal.print(shown);
  const classes = classesOf(job.data);
  const [first] = outputs;
  if (classes === undefined || !first) {
    for (const values of outputs) terminal.print([...values].map((value) => value.toFixed(4)).join(' '));
    return;
  }
  const chances = classes === 2 && first.length === 1 ? [1 - first[0]!, first[0]!] : [...first];
  const names = job.data.name === 'imdb' ? ['negative', 'positive'] : chances.map((_, i) => String(i));
  const best = chances.indexOf(Math.max(...chances));
  for (const [i, chance] of chances.entries()) {
    const bar = '█'.repeat(Math.round(BAR_WIDTH * chance)).padEnd(BAR_WIDTH);
    const line = `${names[i]!.padStart(9)} ${bar} ${(100 * chance).toFixed(1).padStart(5)} %`;
    terminal.print(i === best && terminal.color ? styleText(['bold', 'green'], line) : line);
  }
  terminal.print(`prediction: ${names[best]}`);
}
