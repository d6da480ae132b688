/** The confusion matrices of a classifier, one an output, among the totals of an evaluation. Pure. */

/** With more classes than this a run keeps no matrix: it would be no picture, and a message of its own size. */
export const MOST_CLASSES = 50;

/** A model's output of which there is a matrix. */
export interface Classifying {
  /** Its place among the outputs and targets. */
  readonly place: number;
  /** Left out where it is the only output. */
  readonly output?: string;
}

export interface Confusion extends Classifying {
  /** Of (true, predicted) class, row by row. */
  readonly counts: readonly number[];
}

/**
 * Under which name an evaluation gives an output's matrix. There is no log of it, so nothing stands before the first
 * stroke.
 */
export const confusionName = ({ place, output = '' }: Classifying) => `/confusion/${place}/${output}`;

const CELL = /^\/confusion\/(\d+)\/(.*)\/\d+$/s;

/** In the order of the outputs; empty where the totals hold none. */
export function confusionsIn(names: readonly string[], totals: ArrayLike<number>): Confusion[] {
  const found = new Map<string, Classifying & { readonly counts: number[] }>();
  for (const [i, name] of names.entries()) {
    const [, place, output] = CELL.exec(name) ?? [];
    if (place === undefined) continue;
    if (!found.has(place)) found.set(place, { place: Number(place), ...(output && { output }), counts: [] });
    found.get(place)!.counts.push(totals[i] ?? 0);
  }
  return [...found.values()];
}

/**
 * Whether an epoch's matrix is kept, so that those of a long run stay few: of the first 100 epochs each, then every
 * tenth, from the 1,000th on every hundredth, and so on. @param epoch from 1
 */
export function keepsConfusion(epoch: number): boolean {
  return epoch % 10 ** Math.max(0, Math.floor(Math.log10(epoch)) - 1) === 0;
}
