/** What a run draws, as the live page and the report show it. */

export interface Drawings {
  /** Of the final weights on the test data, one for each output that chooses a class. */
  readonly confusions: readonly Confusion[];
  readonly pictures: readonly PictureSeries[];
}

export interface Confusion {
  /** Left out where the model has no other. */
  readonly output?: string;
  readonly classes: readonly string[];
  /** `counts[truth][said]`. */
  readonly counts: readonly (readonly number[])[];
}

/** A picture of one name, as it was after some epochs. */
export interface PictureSeries {
  readonly name: string;
  /** In their order; `epoch` is 0 for one that belongs to none. */
  readonly shots: readonly { readonly epoch: number; readonly url: string }[];
}

/**
 * Names of an output's classes. Those that the data names are those of the only output, or of the only one with as many
 * classes; else classes are called by their numbers.
 * @param sizes how many classes each output has
 */
export function classNames(known: readonly string[], size: number, sizes: readonly number[]): string[] {
  const isOwn =
    sizes.length === 1 || (known.length === size && sizes.filter((one) => one === size).length === 1);
  return Array.from({ length: size }, (_, i) => (isOwn ? known[i] : undefined) ?? String(i));
}
