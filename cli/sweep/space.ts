/** What a sweep draws its trials from. Pure. */
import { LockstepError } from '../../base/errors.ts';
import { sfc32 } from '../../base/random.ts';

/** The values of one setting: numbers of a range, or those of a list. */
export type Dimension =
  | {
      readonly kind: 'range';
      readonly low: number;
      readonly high: number;
      readonly log: boolean;
      readonly whole: boolean;
    }
  | { readonly kind: 'list'; readonly values: readonly string[] };

/** By the setting's name. */
export type Space = Readonly<Record<string, Dimension>>;

/** A trial's value of each setting. */
export type Values = Readonly<Record<string, string>>;

/** From this ratio of its ends on, a range is drawn from evenly by magnitude: its logarithm is uniform. */
const DECADE = 10;
/** Significant digits of a drawn number. */
const DIGITS = 4;
/** Draws in a row that give a trial which is there already, after which a space counts as used up. */
const MOST_REPEATS = 1_000;

/**
 * `1e-4..1e-2` is a range, `32,64,128` a list, anything else a list of one. A range between whole numbers gives whole
 * numbers.
 * @throws LockstepError BAD_INPUT
 */
export function dimensionOf(name: string, text: string): Dimension {
  const ends = text.split('..');
  if (ends.length !== 2) return { kind: 'list', values: text.split(',') };
  const [low, high] = ends.map((end) => (end.trim() === '' ? Number.NaN : Number(end))) as [number, number];
  if (!Number.isFinite(low) || !Number.isFinite(high) || low >= high) {
    throw new LockstepError(
      'BAD_INPUT',
      `--set ${name}=${text} is no range: its ends must be numbers that rise`,
      {
        hint: `Write ${name}=1e-4..1e-2, or a list: ${name}=32,64,128`,
      },
    );
  }
  const whole = ends.every((end) => /^-?\d+$/.test(end.trim()));
  return { kind: 'range', low, high, log: low > 0 && high / low >= DECADE, whole };
}

/**
 * Different trials; a trial is a function of the seed and its number alone, as long as no two are drawn alike.
 * @returns fewer than `count` where the space has no more
 */
export function drawTrials(space: Space, count: number, seed: number): Values[] {
  const trials = new Map<string, Values>();
  for (let stream = 0, repeats = 0; trials.size < count && repeats < MOST_REPEATS; stream++) {
    const next = sfc32(seed, stream);
    const values = Object.fromEntries(Object.entries(space).map(([name, one]) => [name, draw(one, next())]));
    const key = JSON.stringify(values);
    repeats = trials.has(key) ? repeats + 1 : 0;
    trials.set(key, values);
  }
  return [...trials.values()];
}

/** @param u uniform in [0, 1) */
function draw(dimension: Dimension, u: number): string {
  if (dimension.kind === 'list') return dimension.values[Math.floor(u * dimension.values.length)]!;
  const { low, high, log, whole } = dimension;
  const end = whole ? high + 1 : high;
  const value = log ? low * (end / low) ** u : low + u * (end - low);
  return String(whole ? Math.min(high, Math.floor(value)) : Number(value.toPrecision(DIGITS)));
}
