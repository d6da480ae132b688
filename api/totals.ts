/** Logs from totals: sums over samples, which ranks and steps can add up in any order. Pure. */
import {
  bestAt,
  betaScore,
  curveFromCounts,
  meanIoU,
  precisionRecallArea,
  r2Score,
  rocArea,
} from './score-sums.ts';

/** What the total of a metric is divided by, where that is not the number of samples. */
export const divisorOf = (name: string) => `${name}/of`;

/** Metrics that follow from many sums, by the kind of score; what else the score says comes behind. */
const SCORES = {
  roc: (sums) => rocArea(curveFromCounts(sums)),
  pr: (sums) => precisionRecallArea(curveFromCounts(sums)),
  best: (sums, wanted, bound, least) => bestAt(curveFromCounts(sums), wanted!, bound!, Number(least)),
  f: (sums, beta, average) => betaScore(sums, Number(beta), average!),
  iou: (sums, classes) => meanIoU(sums, classes?.split(',').map(Number)),
  r2: r2Score,
  root: ([errors, count]) => Math.sqrt(errors! / count!),
  count: ([count]) => count!,
} satisfies Readonly<Record<string, (sums: readonly number[], ...said: string[]) => number>>;
type ScoreKind = keyof typeof SCORES;
/** A kind of score, and what else it depends on: `f:1:macro`. */
export type Score = ScoreKind | `${ScoreKind}:${string}`;

/** Under which name a metric gives its sums, `[samples, sums]`. */
export const sumsOf = (name: string, score: Score) => `${name}/${score}`;

/** Under which names the sums of a metric are totals: itself, where it is one sum. */
export function totalsOf(name: string, count: number): string[] {
  return isHidden(name) && !name.endsWith('/of')
    ? Array.from({ length: count }, (_, i) => `${name}/${i}`)
    : [name];
}

/** Whether a total is a part of another log. */
export const isHidden = (name: string) => name.includes('/');

/** Names of the logs that totals come to. */
export function loggedOf(names: readonly string[]): string[] {
  return names.flatMap((name) => {
    if (!isHidden(name)) return [name];
    const [log] = name.split('/');
    return log && name.endsWith('/0') ? [log] : [];
  });
}

/**
 * Loss and metrics by name: each total over its divisor, or else over the samples, whose number is the last total.
 * A ratio of nothing is 0, as in Keras.
 */
export function logsOf(
  names: readonly string[],
  totals: ArrayLike<number>,
  prefix = '',
): Record<string, number> {
  const samples = totals[names.length - 1] ?? 0;
  if (samples === 0) return {};
  const logs = names.slice(0, -1).flatMap((name, i): [string, number][] => {
    const [log, score, number] = name.split('/');
    if (log && number === '0') return [[prefix + log, scored(names, totals, i, score!)]];
    if (isHidden(name)) return [];
    const total = totals[i] ?? 0;
    const at = names.indexOf(divisorOf(name));
    const divisor = at < 0 ? samples : (totals[at] ?? 0);
    return [[prefix + name, divisor === 0 ? 0 : total / divisor]];
  });
  return Object.fromEntries(logs);
}

/** @param from place of the first of the sums, which stand in a row */
function scored(names: readonly string[], totals: ArrayLike<number>, from: number, score: string): number {
  const key = names[from]!.slice(0, -1);
  const sums: number[] = [];
  while (names[from + sums.length] === `${key}${sums.length}`) sums.push(totals[from + sums.length] ?? 0);
  const [kind, ...said] = score.split(':');
  return (SCORES[kind as ScoreKind] as (...args: unknown[]) => number)(sums, ...said);
}
