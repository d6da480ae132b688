import type { Split } from '../../api/data.ts';
import { unlessAborted } from '../../base/abort.ts';

/** Where records come from. `Id` names what is fetched at once. */
export interface Source<Id> {
  /** Equal for equal ids. */
  keyOf(id: Id): string;
  fetch(id: Id, signal: AbortSignal): Promise<Split>;
}

interface Fetched {
  readonly key: string;
  readonly records: Promise<Split>;
  readonly stop: AbortController;
}

/** Fetches records ahead of need, one id after another. */
export class FetchAhead<Id> {
  readonly #source: Source<Id>;
  #fetched: readonly Fetched[] = [];

  constructor(source: Source<Id>) {
    this.#source = source;
  }

  /**
   * The records of the first id. Those of the other ids are fetched next, in their order, and those of all ids that are
   * not named any more are dropped. A fetch that failed is forgotten, so that the next call tries again.
   * @throws the error of the fetch, or the signal's reason
   */
  async take([first, ...others]: readonly [Id, ...Id[]], signal: AbortSignal): Promise<Split> {
    const before = new Map(this.#fetched.map((one) => [one.key, one]));
    const fetched: Fetched[] = [];
    for (const id of [first, ...others]) {
      const key = this.#source.keyOf(id);
      fetched.push(before.get(key) ?? this.#begin(key, id, fetched.at(-1)));
      before.delete(key);
    }
    this.#fetched = fetched;
    for (const { stop } of before.values()) stop.abort(new Error('these records are not needed any more'));
    return await unlessAborted(fetched[0]!.records, signal);
  }

  #begin(key: string, id: Id, previous: Fetched | undefined): Fetched {
    const stop = new AbortController();
    const turn = previous ? previous.records.then(nothing, nothing) : Promise.resolve();
    const records = turn.then(() => this.#source.fetch(id, stop.signal));
    const begun = { key, records, stop };
    records.catch(() => {
      this.#fetched = this.#fetched.filter((one) => one !== begun);
    });
    return begun;
  }
}

function nothing(): void {}
