import { median } from '../../base/median.ts';

/** Figures as a reader of the table wants them. */

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}

/** Median and longest of several times in ms. */
export function worst(ms: readonly number[]): string {
  if (ms.length === 1) return seconds(ms[0]!);
  return `median ${seconds(median(ms))}, longest ${seconds(Math.max(...ms))}`;
}
