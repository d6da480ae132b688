/** Words of a text as ids, as Keras's `TextVectorization` makes them with its defaults. Pure. */

export const PADDING_ID = 0;
export const UNKNOWN_ID = 1;

/** Lower case, without the punctuation that Keras strips, cut at white space. */
export function wordsOf(text: string): string[] {
  const plain = text.toLowerCase().replace(/[!"#$%&()*+,\-./:;<=>?@[\\\]^_`{|}~']/g, '');
  return plain.split(/\s+/).filter((word) => word !== '');
}

/** Counts words, and makes the vocabulary of the most frequent ones. */
export class VocabularyLearner {
  readonly #counts = new Map<string, number>();

  take(text: string): void {
    for (const word of wordsOf(text)) this.#counts.set(word, (this.#counts.get(word) ?? 0) + 1);
  }

  /** `size` words at most, with padding and the unknown word before them: frequent ones first, of equals the later in the alphabet, as Keras has it. */
  result(size: number): string[] {
    const byCount = [...this.#counts].sort(([a, m], [b, n]) => n - m || (a < b ? 1 : -1));
    return ['', '[UNK]', ...byCount.slice(0, Math.max(0, size - 2)).map(([word]) => word)];
  }
}

/** Ids of a vocabulary by its words. */
export function idsOf(vocabulary: readonly string[]): ReadonlyMap<string, number> {
  return new Map(vocabulary.map((word, id) => [word, id]));
}

/** Writes the ids of a text into `out`, which is as long as a sample: cut behind, padded behind. */
export function encodeText(text: string, ids: ReadonlyMap<string, number>, out: Int32Array): void {
  const words = wordsOf(text);
  for (let i = 0; i < out.length; i++) {
    out[i] = i < words.length ? (ids.get(words[i]!) ?? UNKNOWN_ID) : PADDING_ID;
  }
}
