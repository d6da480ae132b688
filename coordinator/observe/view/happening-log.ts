import type { Happening } from '../../../proto/snapshot.ts';

/** Most happenings that are kept; beyond that the oldest go. */
const MOST = 500;

/** What happened in a run, the newest of it. */
export class HappeningLog {
  #items: Happening[] = [];
  /** Happenings that are no longer kept. */
  #before = 0;
  #told = 0;

  add(happening: Happening): void {
    this.#items.push(happening);
    if (this.#items.length <= MOST) return;
    this.#items.shift();
    this.#before++;
  }

  get all(): readonly Happening[] {
    return this.#items;
  }

  /** What has been added since the last call, and the place of its first. */
  change(): { from: number; items: readonly Happening[] } {
    const from = this.#told;
    this.#told = this.#before + this.#items.length;
    return { from, items: this.#items.slice(Math.max(0, from - this.#before)) };
  }

  restore(items: readonly Happening[]): void {
    this.#items = [...items];
  }
}
