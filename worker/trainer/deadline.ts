import { LockstepError } from '../../proto/errors.ts';

/**
 * A watchdog over many short waits: one timer and one signal for a whole generation, since a timer a
 * step would cost more than the step's own bookkeeping.
 */
export class Deadline {
  /** Aborts when the time is up (reason: LockstepError TIMEOUT) or when the outer signal does. */
  readonly signal: AbortSignal;
  readonly #timer: NodeJS.Timeout;
  #phase = 'linking up';

  constructor(ms: number, outer: AbortSignal) {
    const controller = new AbortController();
    this.#timer = setTimeout(() => {
      controller.abort(
        new LockstepError('TIMEOUT', `${this.#phase} took longer than ${ms} ms`, { phase: this.#phase }),
      );
    }, ms);
    this.signal = AbortSignal.any([outer, controller.signal]);
  }

  /** Gives the next phase the whole time again. */
  restart(phase: string): void {
    this.#phase = phase;
    this.#timer.refresh();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

/** Aborts `ms` after `signal` does, for work that may first come to a good place to stop. */
export function delayed(signal: AbortSignal, ms: number): AbortSignal {
  const controller = new AbortController();
  const abort = () => setTimeout(() => controller.abort(signal.reason), ms).unref();
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  return controller.signal;
}
