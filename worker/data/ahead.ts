import type { Split } from '../../api/data.ts';

export interface Source<Id> {
  /** Equal for equal things. */
  keyOf(id: Id): string;
  fetch(id: Id, signal: AbortSignal): Promise<Split>;
}

interface Fetched {
  readonly key: string;
  readonly records: Promise<Split>;
  readonly stop: AbortController;
}

/** Records fetched one thing after another, in the order in which they will be needed. */
export class FetchAhead<Id> {
  readonly #source: Source<Id>;
  #fetched: readonly Fetched[] = [];

  constructor(source: Source<Id>) {
    this.#source = source;
  }

  /**
   * The first of `ids`; those after it are fetched in their turn, and all others dropped. What could not be fetched
   * is forgotten, so that whoever asks again has it fetched again.
   * @throws whatever it could not be fetched for, or the signal's reason
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
    for (const { stop } of before.values()) stop.abort(new Error('nobody needs it any more'));
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

/** What `work` comes to. @throws the signal's reason where that aborts before */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let abort = nothing;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function nothing(): void {}
