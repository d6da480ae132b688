import type { EventBus } from '../events/bus.ts';
import type { Membership } from '../membership/state.ts';

/** How long a run waits in silence, in ms. */
const TELL_MS = 30_000;

/** Tells what a run waits for between two generations, where that takes long. */
export class LongWaits {
  readonly #bus: EventBus;
  #toldAt = 0;

  constructor(bus: EventBus) {
    this.#bus = bus;
  }

  /** To be called as long as the run waits; `now` is in ms. */
  waiting({ generation, waitingSince }: Membership, reason: string, now: number): void {
    const between = generation === undefined || generation.broken !== undefined;
    if (!between || now - Math.max(waitingSince, this.#toldAt) < TELL_MS) return;
    this.#toldAt = now;
    this.#bus.publish({ type: 'waiting', reason });
  }
}
