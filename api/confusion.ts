/** The confusion matrix of a classifier, among the totals of an evaluation. Pure. */

/** With more classes than this a run keeps no matrix: it would be no picture, and a message of its own size. */
export const MOST_CLASSES = 50;

/** Under which name an evaluation gives it. There is no log of it, so nothing stands before the stroke. */
export const CONFUSION = '/confusion';

/** Counts of (true, predicted) class, row by row; undefined where the totals hold none. */
export function confusionIn(names: readonly string[], totals: ArrayLike<number>): number[] | undefined {
  const first = names.indexOf(`${CONFUSION}/0`);
  if (first < 0) return undefined;
  const cells = names.filter((name) => name.startsWith(`${CONFUSION}/`));
  return cells.map((_, i) => totals[first + i] ?? 0);
}

/** Number of classes of the matrix among the totals; undefined where they hold none. */
export function classesIn(names: readonly string[]): number | undefined {
  const counts = confusionIn(names, []);
  return counts && Math.sqrt(counts.length);
}

/**
 * Whether an epoch's matrix is kept, so that those of a long run stay few: of the first 100 epochs each, then every
 * tenth, from the 1,000th on every hundredth, and so on. @param epoch from 1
 */
export function keepsConfusion(epoch: number): boolean {
  return epoch % 10 ** Math.max(0, Math.floor(Math.log10(epoch)) - 1) === 0;
}
