import type { SeriesChange } from '../../../proto/snapshot.ts';
import { type SavedSeries, Series } from './series.ts';

/** The curves of a run, by name. */
export class Curves {
  readonly #series = new Map<string, Series>();

  add(name: string, x: number, y: number): void {
    const series = this.#series.get(name) ?? new Series();
    series.add(x, y);
    this.#series.set(name, series);
  }

  has(name: string): boolean {
    return this.#series.has(name);
  }

  all(): Record<string, SeriesChange> {
    return this.#each((series) => series.all());
  }

  /** What has changed since the last call. */
  change(): Record<string, SeriesChange> {
    return this.#each((series) => series.change());
  }

  save(): Record<string, SavedSeries> {
    return this.#each((series) => series.save());
  }

  restore(saved: Readonly<Record<string, SavedSeries>>): void {
    this.#series.clear();
    for (const [name, series] of Object.entries(saved)) this.#series.set(name, Series.restored(series));
  }

  #each<T>(look: (series: Series) => T): Record<string, T> {
    return Object.fromEntries([...this.#series].map(([name, series]) => [name, look(series)]));
  }
}
