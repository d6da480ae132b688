import { expect, test } from 'vitest';
import type { SavedModel } from '../saved-model.ts';
import { idsOf, vocabularyOf } from './vocabulary.ts';

const context = { cacheDir: '/nowhere', allowDownload: false };
const runOf = (classes: readonly string[], loader: object = { kind: 'custom' }) =>
  ({
    job: { name: 'job', data: { loader } },
    dataset: { classes, substitute: true },
  }) as unknown as SavedModel;

test('letters stand one after another, words apart', async () => {
  const letters = await vocabularyOf(runOf(['a', 'b', ' ']), context);
  expect(letters.between).toBe('');
  expect(idsOf(letters, 'ab a')).toEqual([0, 1, 2, 0]);
  const words = await vocabularyOf(runOf(['<pad>', 'good', 'film']), context);
  expect(words.between).toBe(' ');
  expect(idsOf(words, 'Good film!')).toEqual([1, 2]);
  expect(() => idsOf(words, 'a film')).toThrow(/no token "a"/);
});

test('the words of reviews begin behind the ids that the data set reserves', async () => {
  const { tokens } = await vocabularyOf(runOf([], { kind: 'imdb', numWords: 10, maxLen: 4 }), context);
  expect(tokens).toHaveLength(10);
  expect(tokens.slice(0, 6)).toEqual([undefined, undefined, undefined, undefined, 'the', 'a']);
});

test('a job that is not of text is refused', async () => {
  await expect(vocabularyOf(runOf([]), context)).rejects.toThrow(/which text its ids stand for/);
});
