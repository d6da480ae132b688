import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as z from 'zod';
import type { Dataset, LoadContext, Split } from '../api/data.ts';
import { LockstepError } from '../base/errors.ts';
import { download } from './download.ts';
import { readNpz } from './formats/npz.ts';
import { NumpyRandomState } from './mt19937.ts';
import { encodeReview, type ImdbOptions, PADDING } from './preparation/reviews.ts';
import { sentimentCorpus, WORDS } from './stand-ins/sentiment.ts';

const FILE = 'imdb.npz';
const WORD_INDEX = 'imdb_word_index.json';
const PUBLISHED = {
  name: FILE,
  urls: ['https://storage.googleapis.com/tensorflow/tf-keras-datasets/imdb.npz'],
  sha256: '69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f',
};

/**
 * IMDB from the given folder, else from the cache, else downloaded; where it cannot be had, a generated
 * corpus stands in. Samples, order and ids are those of Keras's `load_data(num_words)` followed by
 * `pad_sequences(maxlen)`.
 * @throws LockstepError BAD_DATA when a folder is given and its file is missing or damaged
 */
export async function loadImdb(options: ImdbOptions, context: LoadContext): Promise<Dataset> {
  const { dataDir, cacheDir, allowDownload } = context;
  if (dataDir !== undefined) {
    const within = join(dataDir, 'imdb');
    const folder = basename(dataDir) !== 'imdb' && existsSync(within) ? within : dataDir;
    if (existsSync(join(folder, FILE))) return await fromFile(join(folder, FILE), options);
    throw new LockstepError('BAD_DATA', `${join(folder, FILE)} is missing`, {
      hint: 'Point --data-dir to the folder of imdb.npz, or leave it out',
    });
  }
  const cached = join(cacheDir, 'imdb');
  if (!existsSync(join(cached, FILE)) && allowDownload) {
    try {
      await download([PUBLISHED], cached, context);
    } catch (error) {
      if (!(error instanceof LockstepError) || error.code !== 'UNREACHABLE') throw error;
      return sentimentCorpus(options, `IMDB could not be downloaded: ${error.message}`);
    }
  }
  if (existsSync(join(cached, FILE))) return await fromFile(join(cached, FILE), options);
  return sentimentCorpus(options, 'IMDB is not in the cache, and downloads are off');
}

async function fromFile(path: string, options: ImdbOptions): Promise<Dataset> {
  const arrays = await readNpz(path);
  // One generator orders both halves, the training half first.
  const random = new NumpyRandomState(113);
  const split = (half: 'train' | 'test') => {
    const [reviews, labels] = [arrays.get(`x_${half}`), arrays.get(`y_${half}`)];
    if (!reviews || !labels || reviews.length !== labels.length || reviews.length === 0) {
      throw new LockstepError('BAD_DATA', `${path} lacks x_${half} and y_${half} of one length`);
    }
    return toSplit(reviews, labels, random.shuffledIndices(labels.length), options, path);
  };
  return {
    name: 'imdb',
    provenance: `IMDB from ${path}`,
    substitute: false,
    classes: ['negative', 'positive'],
    train: split('train'),
    test: split('test'),
  };
}

function toSplit(
  reviews: ArrayLike<unknown>,
  labels: ArrayLike<unknown>,
  order: Uint32Array,
  { numWords, maxLen }: ImdbOptions,
  path: string,
): Split {
  const tokens = new Int32Array(order.length * maxLen).fill(PADDING);
  const targets = new Uint8Array(order.length);
  for (const [row, review] of order.entries()) {
    const ranks = reviews[review];
    const label = labels[review];
    if (!isRanks(ranks) || (label !== 0 && label !== 1)) {
      throw new LockstepError(
        'BAD_DATA',
        `review ${review} of ${path} is not a list of word ranks with a label`,
      );
    }
    targets[row] = label;
    encodeReview(ranks, numWords, tokens.subarray(row * maxLen, (row + 1) * maxLen));
  }
  return {
    length: order.length,
    columns: [
      { name: 'tokens', type: 'int32', shape: [maxLen], values: tokens },
      { name: 'label', type: 'uint8', shape: [], values: targets },
    ],
  };
}

/**
 * Ranks of the words of IMDB, or of the generated corpus that stands in for it.
 * @throws LockstepError BAD_DATA when there is no word index of IMDB
 */
export async function loadWordIndex(
  { dataDir, cacheDir }: LoadContext,
  substitute: boolean,
): Promise<ReadonlyMap<string, number>> {
  if (substitute) return new Map(WORDS.map((word, i) => [word, i + 1]));
  const folders = dataDir === undefined ? [join(cacheDir, 'imdb')] : [join(dataDir, 'imdb'), dataDir];
  const path = folders.map((folder) => join(folder, WORD_INDEX)).find((candidate) => existsSync(candidate));
  if (path) {
    const parsed = z.record(z.string(), z.int().min(1)).safeParse(JSON.parse(await readFile(path, 'utf8')));
    if (parsed.success) return new Map(Object.entries(parsed.data));
    throw new LockstepError('BAD_DATA', `${path} is not a word index`, { hint: 'Fetch it again' });
  }
  throw new LockstepError('BAD_DATA', `${join(folders[0]!, WORD_INDEX)} is missing`, {
    hint: 'Point --data-dir to its folder; it is at https://storage.googleapis.com/tensorflow/tf-keras-datasets/imdb_word_index.json',
  });
}

/** A review without a word is an empty list. */
function isRanks(value: unknown): value is Int32Array | [] {
  if (!(value instanceof Int32Array)) return Array.isArray(value) && value.length === 0;
  // There are millions of them: `every` takes several times as long.
  for (let i = 0; i < value.length; i++) if (value[i]! < 0) return false;
  return true;
}
