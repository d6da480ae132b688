import { steadyClock } from '../../base/clock.ts';
import type { RunEvent, RunEventBody } from '../../proto/events.ts';

export type Listener = (event: RunEvent) => void;

/** Hands each event of a run to all listeners, in order. A listener must not throw, and must buffer if it is slow. */
export class EventBus {
  readonly #listeners = new Set<Listener>();
  readonly #runId: string;
  readonly #now: () => number;

  constructor(runId: string, now: () => number = steadyClock) {
    this.#runId = runId;
    this.#now = now;
  }

  /** Adds a listener; the returned function removes it. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  publish(body: RunEventBody): void {
    const event = { time: this.#now(), runId: this.#runId, ...body } as RunEvent;
    for (const listener of this.#listeners) listener(event);
  }
}
