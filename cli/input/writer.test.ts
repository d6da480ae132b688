import { expect, test } from 'vitest';
import type { SavedModel } from '../saved-model.ts';
import { type Writer, writerIfAny, written } from './writer.ts';

const ids = (name: string, shape: readonly number[]) => ({
  name,
  column: name,
  shape,
  encoding: { kind: 'ids' },
});

/** Of four letters, of which three are read. */
const runOf = (target: object, classes = ['a', 'b', 'c', 'd']) =>
  ({
    job: {
      name: 'letters',
      data: { inputs: [ids('x', [3])], targets: [target], loader: { kind: 'custom' } },
    },
    dataset: { classes },
  }) as unknown as SavedModel;
const context = { cacheDir: '', allowDownload: false };
const next = ids('next', []);
const writerOf = async (outputs: number, target = next) =>
  await writerIfAny(runOf(target), context, [outputs]);

async function text(writer: Writer, prompt: string, seed: number, logits: readonly number[]) {
  const read: number[][] = [];
  const answer = async (ids: Int32Array) => {
    read.push([...ids]);
    return logits;
  };
  const pieces: string[] = [];
  const writing = { prompt, length: 3, seed, temperature: 1, top: 40 };
  for await (const piece of written(writer, writing, answer)) pieces.push(piece);
  return { pieces, read };
}

test('the prompt comes first, then token by token, and what is read is filled up in front', async () => {
  const writer = (await writerOf(4))!;
  const { pieces, read } = await text(writer, 'ab', 1, [0, 0, 0, 1]);
  expect(pieces).toEqual(['ab', 'd', 'd', 'd']);
  expect(read).toEqual([
    [0, 0, 1],
    [0, 1, 3],
    [1, 3, 3],
  ]);
  expect((await text(writer, '', 1, [0, 1, 0, 0])).pieces).toEqual(['b', 'b', 'b']);
});

test('another seed gives another text, the same seed the same', async () => {
  const writer = (await writerOf(4))!;
  const of = async (seed: number) => (await text(writer, 'a', seed, [-1, -1, -1, -1])).pieces.join('');
  const texts = await Promise.all([1, 2, 3, 4, 5, 6].map(of));
  expect(new Set(texts).size).toBeGreaterThan(1);
  expect(await of(1)).toBe(texts[0]);
});

test('numbers of the last step count, where the model foretells each', async () => {
  const writer = (await writerOf(12, ids('next', [3])))!;
  const { pieces } = await text(writer, 'a', 1, [0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]);
  expect(pieces.join('')).toBe('accc');
});

test('a model that answers otherwise writes no text', async () => {
  expect(await writerOf(1)).toBeUndefined();
  expect(await writerOf(3)).toBeUndefined();
  expect(await writerIfAny(runOf(next), context, [4, 4])).toBeUndefined();
  expect(await writerIfAny(runOf(next, []), context, [4])).toBeUndefined();
  const kinds = { ...next, encoding: { kind: 'oneHot', depth: 4 } };
  expect(await writerIfAny(runOf(kinds), context, [4])).toBeUndefined();
});
