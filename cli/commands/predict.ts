import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer as readBuffer } from 'node:stream/consumers';
import type { Job } from '../../api/job.ts';
import type { Prepared } from '../../api/prepared.ts';
import { rangeOf } from '../../api/ranges.ts';
import { sizeOf } from '../../base/arrays.ts';
import type { EngineChoice } from '../../base/engines.ts';
import { LockstepError } from '../../base/errors.ts';
import { cacheDir } from '../flags.ts';
import { drawImage, SIDE } from '../input/predict-image.ts';
import { type Sample, samplesFrom } from '../input/predict-input.ts';
import { openSavedModel, type SavedModel } from '../saved-model.ts';
import { engineOf } from '../saved-run.ts';
import { Terminal } from '../terminal/terminal.ts';
import { predictionLines } from './prediction.ts';

export interface PredictFlags {
  input: string;
  dataDir?: string;
  engine: EngineChoice;
  json?: boolean;
}

/** `lockstep predict`: what a run's final weights, or a model folder, say of an image, a review or plain numbers. */
export async function predictWith(path: string, flags: PredictFlags, signal: AbortSignal): Promise<void> {
  const terminal = new Terminal();
  const run = await openSavedModel(path);
  const content = flags.input === '-' ? await readBuffer(process.stdin) : await read(flags.input);
  const { substitute } = run.dataset;
  const where = { dataDir: flags.dataDir, cacheDir: join(cacheDir(), 'datasets'), allowDownload: false };
  const context = { ...where, substitute };
  const { samples, total } = await samplesFrom(content, run, context);
  const [input] = run.job.data.inputs;
  const ranges = samples.map(({ values }) => rangeOf(values));
  const wide = {
    min: Math.min(...ranges.map(({ min }) => min)),
    max: Math.max(...ranges.map(({ max }) => max)),
    whole: true,
  };
  const engine = await engineOf(run, flags.engine, { [input!.name]: wide }, signal);
  try {
    for (const [i, sample] of samples.entries()) {
      const outputs = await engine.predict({
        size: 1,
        inputs: [sample.values],
        targets: emptyTargets(run.job),
      });
      if (flags.json) terminal.print(JSON.stringify(outputs.map((values) => [...values])));
      else {
        if (i > 0) terminal.print('');
        printPrediction(terminal, run, sample, outputs);
      }
    }
    if (total > samples.length) process.stderr.write(`The first ${samples.length} of ${total}.\n`);
  } finally {
    await engine.close();
  }
}

async function read(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    const { message } = cause as Error;
    throw new LockstepError('BAD_INPUT', `--input ${path} cannot be read: ${message}`, {
      hint: 'Name a file, or - for standard input',
      cause,
    });
  }
}

/** Targets count for nothing here, but the shape of a batch wants them. */
function emptyTargets({ data }: Job) {
  return data.targets.map(({ shape, encoding }) => {
    const width = sizeOf(shape);
    return encoding.kind === 'ids' ? new Int32Array(width) : new Float32Array(width);
  });
}

/** The input beside what the model says of it. */
function printPrediction(
  terminal: Terminal,
  { job, prepared, dataset: { classes } }: SavedModel,
  { shown, image }: Sample,
  outputs: readonly Float32Array[],
): void {
  if (shown) terminal.print(shown);
  const said = predictionLines(outputs, job, classes, terminal.color, unitsOf(prepared));
  const picture = image ? drawImage(image) : [];
  for (let i = 0; i < Math.max(picture.length, said.length); i++) {
    terminal.print(
      [picture[i] ?? (image && ' '.repeat(SIDE)), said[i]]
        .filter((part) => part !== undefined)
        .join('  ')
        .trimEnd(),
    );
  }
}

/** Names of the numbers that are predicted, where the data has named them. */
function unitsOf(prepared: Prepared | undefined): readonly string[] | undefined {
  return prepared?.target?.kind === 'numbers' ? prepared.target.names : undefined;
}
