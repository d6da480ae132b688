/** Scores of Keras as functions of sums over samples (keras/src/metrics). Pure. */

const ratio = (a: number, b: number) => (b === 0 ? 0 : a / b);
const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

/** Answers above each of rising thresholds; all of them lie above the first. */
export interface Curve {
  readonly right: readonly number[];
  readonly wrong: readonly number[];
}

/** @param counts of right answers by threshold, then of wrong ones */
export function curveFromCounts(counts: readonly number[]): Curve {
  return { right: counts.slice(0, counts.length / 2), wrong: counts.slice(counts.length / 2) };
}

/** Under the rate of right answers over that of wrong ones, by trapezoids: Keras's `AUC()`. */
export function rocArea({ right, wrong }: Curve): number {
  const [x, y] = [wrong, right].map((counts) => counts.map((count) => ratio(count, counts[0]!)));
  return total(x!.slice(1).map((next, i) => ((x![i]! - next) * (y![i]! + y![i + 1]!)) / 2));
}

/** Under precision over recall, between points as Davis and Goadrich (2006) have it: Keras's `AUC(curve='PR')`. */
export function precisionRecallArea({ right, wrong }: Curve): number {
  const given = right.map((count, i) => count + wrong[i]!);
  return total(
    right.slice(1).map((next, i) => {
      const [gained, more] = [right[i]! - next, Math.max(given[i]! - given[i + 1]!, 0)];
      const slope = ratio(gained, more);
      const intercept = next - slope * given[i + 1]!;
      const both = given[i]! > 0 && given[i + 1]! > 0 ? given[i]! / given[i + 1]! : 1;
      return ratio(slope * (gained + intercept * Math.log(both)), right[0]!);
    }),
  );
}

/**
 * Over the thresholds where `bound` is `least` at least, the greatest `wanted`; 0 where there is none.
 * Keras's `SensitivityAtSpecificity` and the like.
 */
export function bestAt({ right, wrong }: Curve, wanted: string, bound: string, least: number): number {
  const recall = (i: number) => ratio(right[i]!, right[0]!);
  const rates: Readonly<Record<string, (i: number) => number>> = {
    recall,
    sensitivity: recall,
    specificity: (i) => ratio(wrong[0]! - wrong[i]!, wrong[0]!),
    precision: (i) => ratio(right[i]!, right[i]! + wrong[i]!),
  };
  return Math.max(0, ...right.flatMap((_, i) => (rates[bound]!(i) >= least ? [rates[wanted]!(i)] : [])));
}

/**
 * `(1 + beta^2) p r / (beta^2 p + r)` of precision `p` and recall `r`: Keras's `FBetaScore`.
 * @param sums of right answers, of those given and of those wanted, by class
 */
export function betaScore(sums: readonly number[], beta: number, average: string): number {
  const classes = sums.length / 3;
  const score = (right: number, given: number, wanted: number) =>
    ratio((1 + beta ** 2) * right, beta ** 2 * wanted + given);
  const [right, given, wanted] = [0, 1, 2].map((row) => sums.slice(row * classes, (row + 1) * classes));
  if (average === 'micro') return score(total(right!), total(given!), total(wanted!));
  const scores = right!.map((count, i) => score(count, given![i]!, wanted![i]!));
  if (average === 'macro') return total(scores) / classes;
  return ratio(total(scores.map((one, i) => one * wanted![i]!)), total(wanted!));
}

/**
 * Over the classes that occur, of what is both over what is either.
 * @param counts `[wanted, given]`, row by row
 * @param each classes that count; left out, all
 */
export function meanIoU(counts: readonly number[], each?: readonly number[]): number {
  const classes = Math.sqrt(counts.length);
  const all = Array.from({ length: classes }, (_, i) => i);
  const at = (wanted: number, given: number) => counts[wanted * classes + given]!;
  const shares = (each ?? all).flatMap((one) => {
    const either = total(all.map((other) => at(one, other) + at(other, one))) - at(one, one);
    return either === 0 ? [] : [at(one, one) / either];
  });
  return ratio(total(shares), shares.length);
}

/** 1 less what is left of the variance, over outputs. @param sums of squares, values, squared errors, samples */
export function r2Score(sums: readonly number[]): number {
  const outputs = sums.length / 4;
  const scores = Array.from({ length: outputs }, (_, i) => {
    const [squares, sum, error, count] = [0, 1, 2, 3].map((row) => sums[row * outputs + i]!);
    const variance = squares! - (sum! * sum!) / count!;
    // Where all targets are equal, as Keras where the outputs differ from them.
    return variance > 0 ? 1 - error! / variance : 0;
  });
  return total(scores) / outputs;
}
