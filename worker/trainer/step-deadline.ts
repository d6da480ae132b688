/** How long a step may take, from how long steps have taken. */

/** No step that usually takes less is given up sooner: pauses of a machine are no hang. In ms. */
export const LEAST_DEADLINE_MS = 5_000;
/** Usual steps that must have been seen before a deadline is derived from them. */
const FEWEST = 16;
const WINDOW = 64;
const QUANTILE = 0.9;
/** A hung step is told from a slow one by this many times the time of a slow one. */
const FACTOR = 10;

/**
 * The deadline of a usual step, in ms: ten times the 90th percentile of the recent ones, at least five seconds
 * and at most `ceilingMs`; that itself while too few have been seen. Pure.
 */
export function stepDeadline(recentMs: readonly number[], ceilingMs: number): number {
  if (recentMs.length < FEWEST) return ceilingMs;
  const sorted = [...recentMs].sort((a, b) => a - b);
  const slow = sorted[Math.floor(QUANTILE * (sorted.length - 1))]!;
  return Math.min(ceilingMs, Math.max(LEAST_DEADLINE_MS, FACTOR * slow));
}

/**
 * Deadlines of a generation's steps. Steps that may be slow for good reason have the ceiling: the first ones (all
 * compile), one after anything else than a step (a peer may still evaluate or save), and one whose batch has
 * another size than most (it compiles anew).
 */
export class StepDeadlines {
  readonly #ceilingMs: number;
  readonly #recent: number[] = [];
  #usualMs: number;
  #usual = false;

  constructor(ceilingMs: number) {
    this.#ceilingMs = ceilingMs;
    this.#usualMs = ceilingMs;
  }

  /** Of the next step, whose batch is `whole` or a smaller one. */
  next(whole: boolean): number {
    this.#usual &&= whole;
    return this.#usual ? this.#usualMs : this.#ceilingMs;
  }

  /** The step that `next` was asked about has been committed after `ms`. */
  committed(ms: number): void {
    if (this.#usual) {
      this.#recent.push(ms);
      if (this.#recent.length > WINDOW) this.#recent.shift();
      this.#usualMs = stepDeadline(this.#recent, this.#ceilingMs);
    }
    this.#usual = true;
  }

  /** Something else than a step comes next. @returns what it may take */
  interlude(): number {
    this.#usual = false;
    return this.#ceilingMs;
  }
}
