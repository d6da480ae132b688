/** Which rank computes slower than the others. Pure: no clock, no I/O. */

/** Steps that a score is made of, and how many of the slowest of them are left out: pauses are no straggling. */
const WINDOW = 16;
const TRIMMED = 4;
/** A rank straggles from this many times the median rank's time on, until it is below the other. */
const FLAG_AT = 2;
const CLEAR_AT = 1.5;

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

/**
 * How many times as long each rank has worked as the median rank. A rank with more samples may take longer in
 * proportion, and one with fewer no less time: of time and time a sample, the ratio nearer to 1 counts.
 * @param windows of each rank, the same steps
 */
export function stragglerScores(windows: readonly (readonly Work[])[]): number[] {
  const times = windows.map((window) => {
    const sorted = window.map(({ ms }) => ms).sort((a, b) => a - b);
    const kept = sorted.slice(0, Math.max(1, sorted.length - TRIMMED));
    return kept.reduce((sum, ms) => sum + ms, 0);
  });
  const samples = windows.map((window) => window.reduce((sum, work) => sum + work.samples, 0));
  const ratios = ratiosToMedian(times);
  const perSample = ratiosToMedian(times.map((time, rank) => time / Math.max(1, samples[rank]!)));
  return ratios.map((ratio, rank) => Math.min(ratio, perSample[rank]!));
}

function ratiosToMedian(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  // The lower of two middle ones: of two ranks, the slow one is measured by the fast one.
  const median = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  return values.map((value) => (median > 0 ? value / median : 1));
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
    return stragglerScores(this.#windows).map((score, r) => this.#judge(r, step, score));
  }

  #judge(rank: number, step: number, score: number): Score {
    const before = this.#straggling[rank]!;
    const straggling = score >= (before ? CLEAR_AT : FLAG_AT);
    this.#straggling[rank] = straggling;
    return { rank, step, score, straggling, changed: straggling !== before };
  }
}
