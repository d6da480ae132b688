/** A sweep's trials as rows. Pure. */
import { scoreAt, type TrialState } from './plan.ts';
import type { Values } from './space.ts';

/** A trial, in the order of their worth. */
export interface Result {
  /** From 1. */
  readonly number: number;
  readonly values: Values;
  readonly state: TrialState;
}

/** Most rows on a terminal: the file has all. */
const MOST_ROWS = 30;

/** `rate 0.01, units 64` */
export function inWords(values: Values): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}

/** The best first, in columns. */
export function tableOf(results: readonly Result[], metric: string): string[] {
  const table = rowsOf(results.slice(0, MOST_ROWS), metric);
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  const lines = table.map((row) => row.map((text, i) => text.padStart(widths[i]!)).join('  '));
  const more = results.length - MOST_ROWS;
  return more > 0 ? [...lines, `and ${more} more`] : lines;
}

/** As RFC 4180 has it. */
export function csvOf(results: readonly Result[], metric: string): string {
  const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return `${rowsOf(results, metric)
    .map((row) => row.map(cell).join(','))
    .join('\n')}\n`;
}

function rowsOf(results: readonly Result[], metric: string): string[][] {
  const names = Object.keys(results[0]?.values ?? {});
  const rows = results.map(({ number, values, state }) => {
    const score = scoreAt(state, state.trained);
    const shown = state.failed ? 'failed' : (score?.toPrecision(5) ?? '');
    return [String(number), ...names.map((name) => values[name]!), String(state.trained), shown];
  });
  return [['trial', ...names, 'epochs', metric], ...rows];
}
