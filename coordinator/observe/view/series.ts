import type { SeriesChange } from '../../../proto/snapshot.ts';

/** Most points of a curve; beyond that, neighbours are merged. */
const MOST_POINTS = 1_200;

/** A curve as plain data. */
export interface SavedSeries {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly every: number;
  readonly pending: { readonly x: number; readonly y: number; readonly count: number };
}

/** A curve of bounded size, however long the run is: each point is the mean of as many neighbouring values as needed. */
export class Series {
  #x: number[] = [];
  #y: number[] = [];
  /** How many values a point is the mean of. */
  #every = 1;
  #pending = { x: 0, y: 0, count: 0 };
  /** How many points `change` has given so far. */
  #told = 0;

  add(x: number, y: number): void {
    if (!Number.isFinite(y)) return;
    const pending = this.#pending;
    pending.x += x;
    pending.y += y;
    pending.count++;
    if (pending.count < this.#every) return;
    this.#x.push(rounded(pending.x / pending.count));
    this.#y.push(rounded(pending.y / pending.count));
    this.#pending = { x: 0, y: 0, count: 0 };
    if (this.#x.length >= MOST_POINTS) this.#merge();
  }

  all(): SeriesChange {
    return { from: 0, x: this.#x, y: this.#y };
  }

  /** What has changed since the last call. */
  change(): SeriesChange {
    const from = this.#told;
    this.#told = this.#x.length;
    return { from, x: this.#x.slice(from), y: this.#y.slice(from) };
  }

  save(): SavedSeries {
    return { x: this.#x, y: this.#y, every: this.#every, pending: this.#pending };
  }

  static restored({ x, y, every, pending }: SavedSeries): Series {
    const series = new Series();
    series.#x = [...x];
    series.#y = [...y];
    series.#every = every;
    series.#pending = { ...pending };
    return series;
  }

  #merge(): void {
    const halved = (values: readonly number[]) =>
      Array.from({ length: values.length / 2 }, (_, i) => rounded((values[2 * i]! + values[2 * i + 1]!) / 2));
    this.#x = halved(this.#x);
    this.#y = halved(this.#y);
    this.#every *= 2;
    this.#told = 0;
  }
}

/** Seven digits are more than any screen shows. */
function rounded(value: number): number {
  return Number(value.toPrecision(7));
}
