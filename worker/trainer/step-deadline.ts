/** How long a step may take, from how long steps have taken. */

/** Shortest deadline of a step, in ms: a machine may pause for a while without hanging. */
export const LEAST_DEADLINE_MS = 5_000;
/** Number of usual steps from which on a deadline is derived from them. */
const FEWEST = 16;
const WINDOW = 64;
/** After so many steps a deadline may become shorter; sorting the window takes time. It becomes longer at once. */
const RENEWED_AFTER = 16;
const QUANTILE = 0.9;
/** A step counts as hung after this many times the duration of a slow one. */
const FACTOR = 10;

/**
 * The deadline of a usual step, in ms: ten times the 90th percentile of the recent ones, at least five seconds and at
 * most `ceilingMs`. It is `ceilingMs` while too few steps have been seen. Pure.
 */
export function stepDeadline(recentMs: readonly number[], ceilingMs: number): number {
  if (recentMs.length < FEWEST) return ceilingMs;
  const sorted = [...recentMs].sort((a, b) => a - b);
  const slow = sorted[Math.floor(QUANTILE * (sorted.length - 1))]!;
  return Math.min(ceilingMs, Math.max(LEAST_DEADLINE_MS, FACTOR * slow));
}

/**
 * Deadlines of a generation's steps. Steps that may be slow for a good reason get the ceiling: the first ones (they
 * compile), the one after an epoch's end (a peer may still evaluate or save), and one whose batch is smaller than the
 * others (it compiles again).
 */
export class StepDeadlines {
  readonly #ceilingMs: number;
  readonly #recent: number[] = [];
  #usualMs: number;
  /** Usual steps so far. */
  #seen = 0;
  #usual = false;

  constructor(ceilingMs: number) {
    this.#ceilingMs = ceilingMs;
    this.#usualMs = ceilingMs;
  }

  /** Deadline of the next step, in ms. `whole`: its batch has the full size. */
  next(whole: boolean): number {
    this.#usual &&= whole;
    return this.#usual ? this.#usualMs : this.#ceilingMs;
  }

  /** Takes in that the last step was committed after `ms`. */
  committed(ms: number): void {
    if (this.#usual) {
      this.#recent.push(ms);
      if (this.#recent.length > WINDOW) this.#recent.shift();
      this.#seen++;
      const isDue = this.#seen % RENEWED_AFTER === 0 || FACTOR * ms > this.#usualMs;
      if (isDue) this.#usualMs = stepDeadline(this.#recent, this.#ceilingMs);
    }
    this.#usual = true;
  }

  /** Takes in that something other than a step comes next. @returns its deadline in ms */
  interlude(): number {
    this.#usual = false;
    return this.#ceilingMs;
  }
}
