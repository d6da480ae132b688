import type { Histogram } from '../../proto/data-page.ts';

/** Bins in memory, a power of two; as many at most are shown. */
const BINS = 64;
const MOST_SHOWN = 32;
/** Numbers that are looked at before bins are laid. */
const FIRST = 1_000;

/**
 * Counts numbers in bins of one width, one after another: where a number lies beyond the bins, pairs of them become one.
 * Whole numbers begin bins, so that few of them have a bin each.
 */
export class HistogramCounter {
  #first: number[] | undefined = [];
  #from = 0;
  #width = 1;
  readonly #counts = new Array<number>(BINS).fill(0);

  add(value: number): void {
    if (!this.#first) {
      this.#count(value);
      return;
    }
    this.#first.push(value);
    if (this.#first.length === FIRST) this.#lay();
  }

  /** Undefined where no number has come. */
  result(): Histogram | undefined {
    this.#lay();
    const first = this.#counts.findIndex((count) => count > 0);
    if (first < 0) return undefined;
    const last = this.#counts.findLastIndex((count) => count > 0);
    let [counts, width] = [this.#counts.slice(first, last + 1), this.#width];
    if (counts.length > MOST_SHOWN) {
      counts = pairsOf(counts);
      width *= 2;
    }
    return { from: this.#from + first * this.#width, width, counts };
  }

  #lay(): void {
    const numbers = this.#first;
    if (!numbers) return;
    this.#first = undefined;
    if (numbers.length === 0) return;
    const min = numbers.reduce((least, value) => Math.min(least, value));
    const max = numbers.reduce((most, value) => Math.max(most, value));
    const whole = numbers.every(Number.isInteger);
    this.#from = min;
    if (whole) this.#width = 2 ** Math.max(0, Math.ceil(Math.log2((max - min + 1) / BINS)));
    // The largest number lies inside the last bin.
    else this.#width = ((max - min) / (BINS / 2)) * (1 + 1e-9) || 1;
    for (const value of numbers) this.#count(value);
  }

  #count(value: number): void {
    while (value >= this.#from + BINS * this.#width && this.#grow()) this.#counts.push(...this.#empty());
    while (value < this.#from && this.#grow()) {
      this.#from -= (BINS / 2) * this.#width;
      this.#counts.unshift(...this.#empty());
    }
    const bin = Math.floor((value - this.#from) / this.#width);
    this.#counts[Math.min(BINS - 1, Math.max(0, bin))]!++;
  }

  /** Makes one bin of each two. False where numbers have no room for wider ones. */
  #grow(): boolean {
    if (!Number.isFinite(4 * BINS * this.#width)) return false;
    this.#counts.splice(0, BINS, ...pairsOf(this.#counts));
    this.#width *= 2;
    return true;
  }

  #empty(): number[] {
    return new Array<number>(BINS / 2).fill(0);
  }
}

function pairsOf(counts: readonly number[]): number[] {
  return Array.from({ length: Math.ceil(counts.length / 2) }, (_, i) => {
    return counts[2 * i]! + (counts[2 * i + 1] ?? 0);
  });
}
