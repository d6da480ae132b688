/** Which rank computes slower than the others. Pure: no clock, no I/O. */

/** Steps that a score is made of, and how many of the slowest of them are left out: pauses are no straggling. */
const WINDOW = 16;
const TRIMMED = 4;
/** A rank straggles from this many times the median rank's time on, until it is below the other. */
const FLAG_AT = 2;
const CLEAR_AT = 1.5;
/** Time behind the median rank over the window, in ms, below which it may be the operating system's scheduler. */
const LAG_MS = 30;

/** What a rank did in one step: time for data and gradient in ms, and samples. */
export interface Work {
  readonly ms: number;
  readonly samples: number;
}

export interface Score {
  readonly rank: number;
  /** Step that the newest part of it comes from. */
  readonly step: number;
  /** Times the median rank's time; 1 for a rank like the others. */
  readonly score: number;
  readonly straggling: boolean;
  /** Whether it has begun or ceased to straggle with this step. */
  readonly changed: boolean;
}

/** How a rank has worked over a window, beside the median rank. */
export interface Comparison {
  /** Times the median rank's time. */
  readonly score: number;
  /** Time more than the median rank's, in ms. */
  readonly lagMs: number;
}

/**
 * How much longer each rank has worked than the median rank. A rank with more samples may take longer in
 * proportion, and one with fewer no less time: of time and time a sample, the ratio nearer to 1 counts.
 * @param windows of each rank, the same steps
 */
export function compareRanks(windows: readonly (readonly Work[])[]): Comparison[] {
  const times = windows.map((window) => {
    const sorted = window.map(({ ms }) => ms).sort((a, b) => a - b);
    const kept = sorted.slice(0, Math.max(1, sorted.length - TRIMMED));
    return kept.reduce((sum, ms) => sum + ms, 0);
  });
  const samples = windows.map((window) => window.reduce((sum, work) => sum + work.samples, 0));
  const ratios = ratiosToMedian(times);
  const perSample = ratiosToMedian(times.map((time, rank) => time / Math.max(1, samples[rank]!)));
  const middle = median(times);
  return ratios.map((ratio, rank) => ({
    score: Math.min(ratio, perSample[rank]!),
    lagMs: times[rank]! - middle,
  }));
}

function ratiosToMedian(values: readonly number[]): number[] {
  const middle = median(values);
  return values.map((value) => (middle > 0 ? value / middle : 1));
}

/** The lower of two middle ones: of two ranks, the slow one is measured by the fast one. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

/** Scores of a generation's ranks, step by step. */
export class StragglerWatch {
  #worldSize = 0;
  /** Steps that not every rank has told of yet. */
  readonly #open = new Map<number, Map<number, Work>>();
  #windows: Work[][] = [];
  #straggling: boolean[] = [];

  begin(worldSize: number): void {
    this.#worldSize = worldSize;
    this.#open.clear();
    this.#windows = Array.from({ length: worldSize }, () => []);
    this.#straggling = this.#windows.map(() => false);
  }

  /** Scores of all ranks where this was the last one to tell of its step, and enough steps are known. */
  committed(rank: number, step: number, work: Work): readonly Score[] {
    if (rank >= this.#worldSize || this.#worldSize < 2) return [];
    const works = this.#open.get(step) ?? new Map<number, Work>();
    this.#open.set(step, works.set(rank, work));
    if (works.size < this.#worldSize) return [];
    this.#open.delete(step);
    for (const [r, window] of this.#windows.entries()) {
      window.push(works.get(r)!);
      if (window.length > WINDOW) window.shift();
    }
    if (this.#windows[0]!.length < WINDOW) return [];
    return compareRanks(this.#windows).map((comparison, r) => this.#judge(r, step, comparison));
  }

  #judge(rank: number, step: number, { score, lagMs }: Comparison): Score {
    const before = this.#straggling[rank]!;
    const straggling = before ? score >= CLEAR_AT : score >= FLAG_AT && lagMs >= LAG_MS;
    this.#straggling[rank] = straggling;
    return { rank, step, score, straggling, changed: straggling !== before };
  }
}
