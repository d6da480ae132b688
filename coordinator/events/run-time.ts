import * as z from 'zod';
import type { RunEvent } from '../../proto/events.ts';

const Saved = z.object({
  startedAt: z.number().nullable(),
  /** The newest event. */
  heardAt: z.number().nullable().default(null),
  restMs: z.number().default(0),
  /** The newest time in which there was no coordinator. */
  absence: z.object({ from: z.number(), until: z.number() }).nullable().default(null),
  pausedAt: z.number().nullable().default(null),
});

/**
 * How long a run has run, from its events: without its pauses, and without the time between the end of one coordinator
 * and the start of the next, in which nothing ran. Times are in ms since 1970.
 */
export class RunTime {
  #state = Saved.parse({ startedAt: null });

  hear(event: RunEvent): void {
    const state = this.#state;
    const { time } = event;
    // A pause outlasts a coordinator.
    if (event.type === 'run_started' && state.startedAt !== null && state.pausedAt === null) {
      state.absence = { from: Math.min(state.heardAt ?? time, time), until: time };
      state.restMs += state.absence.until - state.absence.from;
    }
    state.startedAt ??= time;
    state.heardAt = Math.max(state.heardAt ?? time, time);
    if (event.type === 'generation_formed') this.#formed(event.paused ?? false, time);
    if (event.type === 'step') this.#stepped(event.start);
  }

  /** Seconds of work up to `time`, which is no earlier than the newest event. */
  secondsAt(time: number): number {
    const { startedAt, restMs, pausedAt } = this.#state;
    if (startedAt === null) return 0;
    return ((pausedAt ?? time) - startedAt - restMs) / 1000;
  }

  save(): unknown {
    return this.#state;
  }

  restore(saved: unknown): void {
    this.#state = Saved.parse(saved);
  }

  #formed(paused: boolean, time: number): void {
    const state = this.#state;
    if (state.pausedAt !== null) state.restMs += time - state.pausedAt;
    state.pausedAt = paused ? time : null;
  }

  /** Workers go on without a coordinator: what they did meanwhile they tell the next one. */
  #stepped(start: number): void {
    const state = this.#state;
    if (!state.absence || start >= state.absence.until) return;
    const from = Math.max(start, state.absence.from);
    state.restMs -= state.absence.until - from;
    state.absence = { ...state.absence, until: from };
  }
}
