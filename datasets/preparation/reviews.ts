/** Reviews as `keras.datasets.imdb` has them: ids of words by rank, cut or padded to one length. */

export interface ImdbOptions {
  /** Ids kept: those below this; rarer words become OOV. */
  readonly numWords: number;
  /** Tokens a review is cut or padded to. */
  readonly maxLen: number;
}

/** The ids that `keras.datasets.imdb.load_data` reserves. */
export const PADDING = 0;
export const START = 1;
export const OOV = 2;
export const INDEX_FROM = 3;

/** Writes the last tokens of a review at the end of `out`, which is as long as a sample. */
export function encodeReview(ranks: ArrayLike<number>, numWords: number, out: Int32Array): void {
  const length = ranks.length + 1;
  const start = out.length - length;
  for (let i = Math.max(0, -start); i < length; i++) {
    const id = i === 0 ? START : ranks[i - 1]! + INDEX_FROM;
    out[start + i] = id < numWords ? id : OOV;
  }
}
