/** Which rank computes slower than the others. Pure: no clock, no I/O. */

/** A score is computed from the last `WINDOW` steps without the `TRIMMED` slowest: a few pauses are no straggling. */
const WINDOW = 16;
const TRIMMED = 4;
/** A rank straggles once it takes `FLAG_AT` times as long as the median rank, until it falls below `CLEAR_AT` times. */
const FLAG_AT = 2;
const CLEAR_AT = 1.5;
/** A rank that is less than this behind the median rank over the window, in ms, may just suffer from the scheduler. */
const LAG_MS = 60;
/**
 * A rank stalls in a step that takes it so many times as long as the slowest of the others, and so many ms longer:
 * a scheduler's turns are shorter, those of a quota longer (100 ms on Linux).
 */
const STALL = 2;
const STALL_MS = 20;
/**
 * A rank with `RECURRING` stalls in a window straggles once they are `FLAG_SHARE` of the time, until they fall below
 * `CLEAR_SHARE`.
 */
const RECURRING = 3;
const FLAG_SHARE = 0.6;
const CLEAR_SHARE = 0.25;

/** What a rank did in one step: time for data, gradient and update in ms, and samples. */
export interface Work {
  readonly ms: number;
  readonly samples: number;
}

export interface Score {
  readonly rank: number;
  /** The newest step in it. */
  readonly step: number;
  /** The rank's time over the median rank's; 1 for a rank like the others. */
  readonly score: number;
  readonly straggling: boolean;
  /** Whether it has begun or ceased to straggle with this step. */
  readonly changed: boolean;
}

/** A rank's time over a window of steps, compared with the others'. */
export interface Comparison {
  /** The rank's time over the median rank's, both without their slowest steps. */
  readonly score: number;
  /** The rank's time less the median rank's, in ms, both without their slowest steps. */
  readonly lagMs: number;
  /** Set where this rank alone stalls again and again: the ratio over all steps, and the share of the time. */
  readonly stalls?: { readonly score: number; readonly share: number };
}

/**
 * How much longer each rank has worked than the median rank. A rank with more samples may take longer in
 * proportion, and one with fewer no less time: of time and time a sample, the ratio nearer to 1 counts.
 *
 * A few pauses are left out, since every machine has some. One whose processor time is limited by a quota has
 * nothing else: it computes some short steps at full speed and then stands still until its next turn. What tells its
 * stalls from pauses is that they come again and again, that no other rank has them in the same steps, and that they
 * are most of what the run waits for: of pauses that hit W ranks alike, one has a share of 1/W in the mean.
 * @param windows of each rank, the same steps
 */
export function compareRanks(windows: readonly (readonly Work[])[]): Comparison[] {
  const steady = againstMedian(windows, TRIMMED);
  return steady.map((comparison, rank) => {
    const { count, share } = stallsOf(rank, windows);
    if (count < RECURRING || share < CLEAR_SHARE) return comparison;
    return { ...comparison, stalls: { score: againstMedian(windows, 0)[rank]!.score, share } };
  });
}

function againstMedian(windows: readonly (readonly Work[])[], trimmed: number): Comparison[] {
  const times = windows.map((window) => {
    const sorted = window.map(({ ms }) => ms).sort((a, b) => a - b);
    const kept = sorted.slice(0, Math.max(1, sorted.length - trimmed));
    return kept.reduce((sum, ms) => sum + ms, 0);
  });
  const samples = windows.map(samplesOf);
  const ratios = ratiosToMedian(times);
  const perSample = ratiosToMedian(times.map((time, rank) => time / Math.max(1, samples[rank]!)));
  const middle = lowerMedian(times);
  return ratios.map((ratio, rank) => ({
    score: Math.min(ratio, perSample[rank]!),
    lagMs: times[rank]! - middle,
  }));
}

/** Steps in which all others waited for `rank` alone, and what share of the time they did. */
function stallsOf(rank: number, windows: readonly (readonly Work[])[]): { count: number; share: number } {
  const mine = windows[rank]!;
  const others = windows.filter((_, other) => other !== rank);
  const due = Math.min(1, lowerMedian(windows.map(samplesOf)) / Math.max(1, samplesOf(mine)));
  let [count, waited, total] = [0, 0, 0];
  for (const [step, { ms }] of mine.entries()) {
    const own = ms * due;
    const slowest = Math.max(...others.map((window) => window[step]!.ms));
    total += Math.max(own, slowest);
    if (own < STALL * slowest || own < slowest + STALL_MS) continue;
    count++;
    waited += own - slowest;
  }
  return { count, share: total > 0 ? waited / total : 0 };
}

function samplesOf(window: readonly Work[]): number {
  return window.reduce((sum, { samples }) => sum + samples, 0);
}

function ratiosToMedian(values: readonly number[]): number[] {
  const middle = lowerMedian(values);
  return values.map((value) => (middle > 0 ? value / middle : 1));
}

/** The median, of an even number of values the lower middle one: of two ranks, the slow one is compared with the fast one. */
function lowerMedian(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

/** Scores of a generation's ranks, step by step. */
export class StragglerWatch {
  #worldSize = 0;
  /** Steps that not every rank has reported yet. */
  readonly #open = new Map<number, Map<number, Work>>();
  #windows: Work[][] = [];
  #straggling: boolean[] = [];

  begin(worldSize: number): void {
    this.#worldSize = worldSize;
    this.#open.clear();
    this.#windows = Array.from({ length: worldSize }, () => []);
    this.#straggling = this.#windows.map(() => false);
  }

  /** Takes a rank's steps, in order. Gives the scores of all ranks after the last step that all have reported, where one is new. */
  committed(rank: number, works: readonly (Work & { readonly step: number })[]): readonly Score[] {
    if (rank >= this.#worldSize || this.#worldSize < 2) return [];
    let last: number | undefined;
    for (const { step, ...work } of works) if (this.#completes(rank, step, work)) last = step;
    if (last === undefined || this.#windows[0]!.length < WINDOW) return [];
    const step = last;
    return compareRanks(this.#windows).map((comparison, r) => this.#judge(r, step, comparison));
  }

  /** Takes a rank's step. @returns whether all ranks have reported it now */
  #completes(rank: number, step: number, work: Work): boolean {
    const works = this.#open.get(step) ?? new Map<number, Work>();
    this.#open.set(step, works.set(rank, work));
    if (works.size < this.#worldSize) return false;
    // A rank tells of its steps in order: those before this one will never be whole.
    for (const open of this.#open.keys()) if (open <= step) this.#open.delete(open);
    for (const [r, window] of this.#windows.entries()) {
      window.push(works.get(r)!);
      if (window.length > WINDOW) window.shift();
    }
    return true;
  }

  #judge(rank: number, step: number, { score: steady, lagMs, stalls }: Comparison): Score {
    const before = this.#straggling[rank]!;
    const score = Math.max(steady, stalls?.score ?? 0);
    const isSteady = steady >= FLAG_AT && lagMs >= LAG_MS;
    const straggling = before ? score >= CLEAR_AT : isSteady || (stalls?.share ?? 0) >= FLAG_SHARE;
    this.#straggling[rank] = straggling;
    return { rank, step, score, straggling, changed: straggling !== before };
  }
}
