import { join } from 'node:path';
import type { Job } from '../../api/job.ts';
import { sizeOf } from '../../base/arrays.ts';
import type { EngineChoice } from '../../base/engines.ts';
import { LockstepError } from '../../base/errors.ts';
import { sfc32 } from '../../base/random.ts';
import type { Engine } from '../../engine/engine.ts';
import { cacheDir } from '../flags.ts';
import { type Sampling, sample } from '../input/sample.ts';
import { idsOf, type Vocabulary, vocabularyOf } from '../input/vocabulary.ts';
import { openSavedModel, type SavedModel } from '../saved-model.ts';
import { engineOf } from '../saved-run.ts';
import { Terminal } from '../terminal/terminal.ts';

export interface GenerateFlags extends Sampling {
  prompt: string;
  /** Tokens to write. */
  length: number;
  seed: number;
  dataDir?: string;
  engine: EngineChoice;
}

/** `lockstep generate`: text that a model of the next word or letter writes, token by token. */
export async function generateText(path: string, flags: GenerateFlags, signal: AbortSignal): Promise<void> {
  const terminal = new Terminal();
  const run = await openSavedModel(path);
  const steps = contextOf(run);
  const where = { dataDir: flags.dataDir, cacheDir: join(cacheDir(), 'datasets'), allowDownload: false };
  const vocabulary = await vocabularyOf(run, where as Parameters<typeof vocabularyOf>[1]);
  const [input] = run.job.data.inputs;
  const ids = { min: 0, max: vocabulary.tokens.length - 1, whole: true };
  const engine = await engineOf(run, flags.engine, { [input!.name]: ids }, signal);
  try {
    const written = await write(engine, run, steps, vocabulary, flags, (text) => terminal.show(text), signal);
    terminal.clear();
    terminal.print(written);
  } finally {
    await engine.close();
  }
}

/** Tokens that the model reads. @throws LockstepError BAD_INPUT for a model of something else than text */
function contextOf({ job }: SavedModel): number {
  const [input, ...more] = job.data.inputs;
  if (input?.encoding.kind === 'ids' && input.shape.length === 1 && more.length === 0) return input.shape[0]!;
  throw new LockstepError('BAD_INPUT', `job ${job.name} does not read ids of words or letters in order`, {
    hint: 'Train a model of text, such as text-gpt',
  });
}

async function write(
  engine: Engine,
  { job }: SavedModel,
  steps: number,
  vocabulary: Vocabulary,
  flags: GenerateFlags,
  onText: (text: string) => void,
  signal: AbortSignal,
): Promise<string> {
  const { tokens, between } = vocabulary;
  const random = sfc32(flags.seed, 1);
  const allowed = [...tokens.keys()].filter((id) => tokens[id] !== undefined);
  const ids = idsOf(vocabulary, flags.prompt);
  const targets = job.data.targets.map(({ shape, encoding }) =>
    encoding.kind === 'ids' ? new Int32Array(sizeOf(shape)) : new Float32Array(sizeOf(shape)),
  );
  const text = () => ids.map((id) => tokens[id]).join(between);
  for (let i = 0; i < flags.length; i++) {
    signal.throwIfAborted();
    // What is short is filled up in front, as in training.
    const read = new Int32Array(steps);
    const last = ids.slice(-steps);
    read.set(last, steps - last.length);
    const [expected] = await engine.predict({ size: 1, inputs: [read], targets });
    ids.push(sample(logitsOf(expected!, tokens.length, steps, job), allowed, flags, random));
    onText(text().slice(-200).replaceAll('\n', ' '));
  }
  return text();
}

/** What is expected behind the last token. @throws LockstepError BAD_INPUT for outputs of another kind */
function logitsOf(outputs: Float32Array, count: number, steps: number, { name, data }: Job): Float32Array {
  // A model may have room for more tokens than the text has.
  const perStep = data.targets[0]?.shape.join() === String(steps);
  const width = perStep ? outputs.length / steps : count;
  if (outputs.length < width || outputs.length % width !== 0 || width < count) {
    throw new LockstepError(
      'BAD_INPUT',
      `job ${name} gives ${outputs.length} numbers, its text has ${count} tokens`,
      { hint: 'Let the last layer give a number for each token' },
    );
  }
  const last = outputs.subarray(outputs.length - width);
  // Chances are never negative; else they are logits already.
  return last.some((value) => value < 0) ? last : last.map((chance) => Math.log(chance + 1e-12));
}
