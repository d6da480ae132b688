/** Tokens of a text, and their ids. */
import type { Raw } from '../../api/prepared.ts';
import { LockstepError } from '../../base/errors.ts';

export const PADDING_ID = 0;
export const UNKNOWN_ID = 1;

/** What is known of texts before a vocabulary is. */
export type TextSpec = Pick<Extract<Raw, { kind: 'text' }>, 'unit' | 'ngrams' | 'plain' | 'tokenizer'>;

/** Bytes have these ids without being learned; 0 is padding, and 1 stands for nothing. */
const FIRST_BYTE = 2;
export const BYTES: readonly string[] = [
  '',
  '[UNK]',
  ...Array.from({ length: 256 }, (_, byte) =>
    byte >= 32 && byte < 127 ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`,
  ),
];

/**
 * The words or characters of a text, as Keras's `TextVectorization` has them: in lower case (of ASCII, as TensorFlow's
 * `lower` has it) and without punctuation, unless the text is taken as it is; then `ngrams` of up to so many. Pure.
 */
export function unitsOf(text: string, { unit, ngrams = 1, plain = false }: TextSpec): string[] {
  const standard = plain
    ? text
    : text
        .replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
        .replace(/[!"#$%&()*+,\-./:;<=>?@[\\\]^_`{|}~']/g, '');
  const units =
    unit === 'characters' ? [...standard] : standard.split(/[ \t\n\v\f\r]+/).filter((word) => word !== '');
  const all = [...units];
  for (let size = 2; size <= ngrams; size++) {
    for (let i = 0; i + size <= units.length; i++) all.push(units.slice(i, i + size).join(' '));
  }
  return all;
}

/** Counts units, and makes the vocabulary of the most frequent ones. */
export class VocabularyLearner {
  readonly #counts = new Map<string, number>();

  take(units: readonly string[]): void {
    for (const unit of units) this.#counts.set(unit, (this.#counts.get(unit) ?? 0) + 1);
  }

  /** `size` units at most, with padding and the unknown one before them: frequent ones first, of equals the later in the alphabet, as Keras has it. */
  result(size: number): string[] {
    const byCount = [...this.#counts].sort(([a, m], [b, n]) => n - m || (a < b ? 1 : -1));
    return ['', '[UNK]', ...byCount.slice(0, Math.max(0, size - 2)).map(([unit]) => unit)];
  }
}

/** Gives the ids of a text. */
export type Tokens = (text: string) => number[];

/** How texts become ids. @throws LockstepError BAD_DATA for a tokenizer that cannot be had */
export async function tokensOf(raw: TextSpec & { readonly vocabulary: readonly string[] }): Promise<Tokens> {
  if (raw.unit === 'bytes') return (text) => [...Buffer.from(text)].map((byte) => byte + FIRST_BYTE);
  if (raw.unit === 'tokenizer') {
    const tokenizer = await openTokenizer(raw.tokenizer ?? '', 'the tokenizer');
    return (text) => tokenizer.encode(text).ids;
  }
  const ids = idsOf(raw.vocabulary);
  return (text) => unitsOf(text, raw).map((unit) => ids.get(unit) ?? UNKNOWN_ID);
}

/** Gives the text of ids, as far as they tell it; padding is left out. */
export type Decoder = (ids: ArrayLike<number>) => string;

/** How ids become texts again. @throws LockstepError BAD_DATA for a tokenizer that cannot be had */
export async function decoderOf(
  raw: TextSpec & { readonly vocabulary: readonly string[] },
): Promise<Decoder> {
  const { unit = 'words', vocabulary } = raw;
  if (unit === 'bytes') {
    return (ids) =>
      Buffer.from(Array.from(ids, (id) => id - FIRST_BYTE).filter((byte) => byte >= 0)).toString();
  }
  if (unit === 'tokenizer') {
    const tokenizer = await openTokenizer(raw.tokenizer ?? '', 'the tokenizer');
    return (ids) => tokenizer.decode(trimmed(ids));
  }
  const between = unit === 'words' ? ' ' : '';
  return (ids) =>
    trimmed(ids)
      .map((id) => vocabulary[id] ?? '?')
      .join(between);
}

/** Without the padding behind. */
function trimmed(ids: ArrayLike<number>): number[] {
  const all = Array.from(ids);
  return all.slice(0, all.findLastIndex((id) => id !== PADDING_ID) + 1);
}

/** Ids of a vocabulary by its units. */
export function idsOf(vocabulary: readonly string[]): ReadonlyMap<string, number> {
  return new Map(vocabulary.map((unit, id) => [unit, id]));
}

/** Ids as a sample has them: cut behind, padded behind. */
export function padded(ids: ArrayLike<number>, length: number): Int32Array {
  const out = new Int32Array(length).fill(PADDING_ID);
  for (let i = 0; i < Math.min(length, ids.length); i++) out[i] = ids[i]!;
  return out;
}

/** A `tokenizer.json` of Hugging Face's. @throws LockstepError BAD_DATA where it is none */
async function openTokenizer(json: string, name: string) {
  const { Tokenizer } = await import('@huggingface/tokenizers');
  try {
    return new Tokenizer(JSON.parse(json), {});
  } catch (cause) {
    throw new LockstepError('BAD_DATA', `${name} cannot be used: ${(cause as Error).message}`, {
      hint: 'Give the tokenizer.json that Hugging Face\u2019s tokenizers write',
      cause,
    });
  }
}

/** The token of each id. @throws LockstepError BAD_DATA for what is no tokenizer */
export async function vocabularyOfTokenizer(json: string, name: string): Promise<string[]> {
  const tokenizer = await openTokenizer(json, name);
  const vocabulary: string[] = [];
  for (const [token, id] of tokenizer.get_vocab(true)) vocabulary[id] = token;
  return Array.from(vocabulary, (token) => token ?? '');
}
