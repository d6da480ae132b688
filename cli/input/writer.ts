/** A model of text that writes on, token by token: what it reads, and how its numbers become the next token. */
import type { LoadContext } from '../../api/data.ts';
import type { Job } from '../../api/job.ts';
import { LockstepError } from '../../base/errors.ts';
import { sfc32 } from '../../base/random.ts';
import type { SavedModel } from '../saved-model.ts';
import { type Sampling, sample } from './sample.ts';
import { idsOf, type Vocabulary, vocabularyOf } from './vocabulary.ts';

export interface Writer {
  readonly job: Job;
  /** Tokens that the model reads. */
  readonly steps: number;
  readonly vocabulary: Vocabulary;
}

export interface Writing extends Sampling {
  /** How the text begins. */
  readonly prompt: string;
  /** Tokens to write. */
  readonly length: number;
  readonly seed: number;
}

/** @throws LockstepError BAD_INPUT for a model of something else than text */
export async function writerOf(run: SavedModel, context: LoadContext): Promise<Writer> {
  const steps = stepsOf(run.job);
  if (steps !== undefined) return { job: run.job, steps, vocabulary: await vocabularyOf(run, context) };
  throw new LockstepError('BAD_INPUT', `job ${run.job.name} does not read ids of words or letters in order`, {
    hint: 'Train a model of text, such as text-gpt',
  });
}

function stepsOf({ data }: Job): number | undefined {
  const [input, ...more] = data.inputs;
  const isText = input?.encoding.kind === 'ids' && input.shape.length === 1 && more.length === 0;
  return isText ? input.shape[0] : undefined;
}

/**
 * The writer of a model whose answer is so long; undefined for one that writes no text.
 * @param outputs numbers of each output
 */
export async function writerIfAny(
  run: SavedModel,
  context: LoadContext,
  outputs: readonly number[],
): Promise<Writer | undefined> {
  const { data } = run.job;
  const [target] = data.targets;
  const [count = 0, ...more] = outputs;
  // What it foretells are ids again, one or one a step; and a number says nothing of which of several comes.
  if (stepsOf(run.job) === undefined || target?.encoding.kind !== 'ids' || more.length > 0 || count < 2)
    return undefined;
  if (run.prepared === undefined && data.loader.kind !== 'imdb' && run.dataset.classes.length === 0)
    return undefined;
  const writer = await writerOf(run, context);
  return widthOf(writer, count) === undefined ? undefined : writer;
}

/** Numbers that an answer of `count` has for each token; undefined where it has none. A model may have room for more tokens than the text has. */
function widthOf({ job, steps, vocabulary }: Writer, count: number): number | undefined {
  const tokens = vocabulary.tokens.length;
  const perStep = job.data.targets[0]?.shape.join() === String(steps);
  const width = perStep ? count / steps : tokens;
  return count < width || count % width !== 0 || width < tokens ? undefined : width;
}

/**
 * Yields the text piece by piece: the prompt as the model reads it, then each token as it is drawn.
 * @param answer what the model answers to the ids `[steps]`
 * @throws LockstepError BAD_INPUT for a prompt with other tokens, and for answers of another kind
 */
export async function* written(
  writer: Writer,
  { prompt, length, seed, ...sampling }: Writing,
  answer: (ids: Int32Array) => Promise<ArrayLike<number>>,
): AsyncGenerator<string> {
  const { steps, vocabulary } = writer;
  const { tokens, between } = vocabulary;
  const random = sfc32(seed, 1);
  const allowed = [...tokens.keys()].filter((id) => tokens[id] !== undefined);
  const ids = idsOf(vocabulary, prompt);
  if (ids.length > 0) yield ids.map((id) => tokens[id]).join(between);
  for (let i = 0; i < length; i++) {
    // What is short is filled up in front, as in training.
    const read = new Int32Array(steps);
    const last = ids.slice(-steps);
    read.set(last, steps - last.length);
    const id = sample(logitsOf(writer, await answer(read)), allowed, sampling, random);
    ids.push(id);
    yield (ids.length > 1 ? between : '') + tokens[id];
  }
}

/** What is expected behind the last token. */
function logitsOf(writer: Writer, outputs: ArrayLike<number>): Float32Array {
  const width = widthOf(writer, outputs.length);
  if (width === undefined) {
    const { job, vocabulary } = writer;
    const text = `its text has ${vocabulary.tokens.length} tokens`;
    throw new LockstepError('BAD_INPUT', `job ${job.name} gives ${outputs.length} numbers, ${text}`, {
      hint: 'Let the last layer give a number for each token',
    });
  }
  const last = Float32Array.from({ length: width }, (_, i) => outputs[outputs.length - width + i]!);
  // Chances are never negative; else they are logits already.
  return last.some((value) => value < 0) ? last : last.map((chance) => Math.log(chance + 1e-12));
}
