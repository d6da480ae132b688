/** The tokens that a model of text reads and writes, and their ids. */
import type { LoadContext } from '../../api/data.ts';
import { LockstepError } from '../../base/errors.ts';
import { loadWordIndex } from '../../datasets/imdb.ts';
import { INDEX_FROM } from '../../datasets/preparation/reviews.ts';
import { type Tokens, tokensOf } from '../../datasets/preparation/vocabulary.ts';
import type { SavedModel } from '../saved-model.ts';

export interface Vocabulary {
  /** By id; undefined for an id that is never written: padding, say. */
  readonly tokens: readonly (string | undefined)[];
  /** Between two tokens: nothing where they are letters. */
  readonly between: '' | ' ';
  /** Ids of a text; left out, its parts are looked up among the tokens. */
  readonly idsIn?: Tokens;
}

/**
 * The tokens of a user's own texts, the words of IMDB for a job on its reviews, else the names of the classes that the data gives.
 * @throws LockstepError BAD_INPUT for a run that is not of text
 */
export async function vocabularyOf(
  { job, dataset, prepared }: Pick<SavedModel, 'job' | 'dataset' | 'prepared'>,
  context: LoadContext,
): Promise<Vocabulary> {
  if (prepared?.raw.kind === 'text') {
    const { vocabulary, unit = 'words' } = prepared.raw;
    const tokens = vocabulary.map((token) => (token === '' || token === '[UNK]' ? undefined : token));
    return { tokens, between: unit === 'words' ? ' ' : '', idsIn: await tokensOf(prepared.raw) };
  }
  const { loader } = job.data;
  if (loader.kind === 'imdb') {
    const tokens = new Array<string | undefined>(loader.numWords).fill(undefined);
    for (const [word, rank] of await loadWordIndex(context, dataset.substitute)) {
      if (rank + INDEX_FROM < loader.numWords) tokens[rank + INDEX_FROM] = word;
    }
    return { tokens, between: ' ' };
  }
  const { classes } = dataset;
  if (classes.length === 0) {
    throw new LockstepError('BAD_INPUT', `job ${job.name} does not say which text its ids stand for`, {
      hint: 'Give the data set classes: the token of each id, letters or words',
    });
  }
  return { tokens: classes, between: classes.every((token) => [...token].length === 1) ? '' : ' ' };
}

/** @throws LockstepError BAD_INPUT for a word or letter that the vocabulary lacks */
export function idsOf({ tokens, between, idsIn }: Vocabulary, text: string): number[] {
  if (idsIn) return idsIn(text);
  const parts = between === '' ? [...text] : (text.toLowerCase().match(/[a-z0-9']+/g) ?? []);
  return parts.map((part) => {
    const id = tokens.indexOf(part);
    if (id >= 0) return id;
    throw new LockstepError('BAD_INPUT', `the model has no token ${JSON.stringify(part)}`, {
      hint: 'Say it with others',
    });
  });
}
