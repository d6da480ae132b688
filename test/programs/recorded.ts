import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { columnsOf } from './data.ts';
import type { Program } from './program.ts';
import type { Outcome } from './run.ts';

/** What Keras makes of a program, and of which: the digest of the program and its data. */
export interface Recorded {
  readonly of: string;
  readonly outcome: Outcome | { readonly error: string };
}

const file = new URL('expected.json', import.meta.url);

/** By name of the program. */
export function recorded(path: URL = file): Readonly<Record<string, Recorded>> {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** Of all that Keras's answer depends on. */
export function digestOf(program: Program): string {
  const {
    about: _,
    alone: _alone,
    refused: _refused,
    within: _within,
    notExported: _out,
    notImported: _in,
    ...rest
  } = program;
  const columns = Object.entries(columnsOf(program)).map(([name, steps]) => [
    name,
    steps.map((step) => [...step]),
  ]);
  return createHash('sha256')
    .update(JSON.stringify([rest, columns]))
    .digest('hex')
    .slice(0, 12);
}

/** What of a program's outcome is furthest from Keras's. */
export interface Difference {
  readonly what: string;
  readonly value: number;
  readonly expected: number;
  /** Absolute below 1, relative above; infinite where there is no number. */
  readonly distance: number;
}

export function furthest(outcome: Outcome, expected: Outcome): Difference {
  let worst: Difference = { what: 'nothing', value: 0, expected: 0, distance: 0 };
  const [ours, theirs] = [flat(outcome), flat(expected)];
  for (const what of new Set([...ours.keys(), ...theirs.keys()])) {
    const [value, right] = [ours.get(what) ?? Number.NaN, theirs.get(what) ?? Number.NaN];
    const off = Math.abs(value - right) / Math.max(1, Math.abs(right));
    const distance = Number.isNaN(off) ? Number.POSITIVE_INFINITY : off;
    if (distance > worst.distance) worst = { what, value, expected: right, distance };
  }
  return worst;
}

/** Every number by name. Metrics go by their order, since Keras calls them otherwise. */
function flat({ logs, evaluated, outputs, weights }: Outcome): Map<string, number> {
  const numbers = new Map([['loss after training', evaluated]]);
  for (const [step, { loss, ...metrics }] of logs.entries()) {
    numbers.set(`loss of step ${step}`, loss!);
    for (const [i, value] of Object.values(metrics).entries())
      numbers.set(`metric ${i} of step ${step}`, value);
  }
  const put = (name: string, values: readonly number[]) => {
    for (const [i, value] of values.entries()) numbers.set(`${name}[${i}]`, value);
  };
  for (const [i, values] of outputs.entries()) put(`output ${i}`, values);
  for (const [name, values] of Object.entries(weights)) put(name, values);
  return numbers;
}
