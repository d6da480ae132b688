import { LockstepError } from '../../base/errors.ts';

/** A deadline as work in many pieces knows it. */
export type Watch = Pick<Deadline, 'signal' | 'again'>;

/** A timer that rings so much late, in ms, was held up together with its process: by a machine that paused, say. */
const HELD_UP_MS = 500;

/**
 * A watchdog over many short waits: one timer and one signal for a whole generation, since a timer a
 * step would cost more than the step's own bookkeeping.
 */
export class Deadline {
  /** Aborts when the time is up (reason: LockstepError TIMEOUT) or when the outer signal does. */
  readonly signal: AbortSignal;
  readonly #controller = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #timerAt = Number.POSITIVE_INFINITY;
  #phase = '';
  #ms = 0;
  #endsAt = 0;
  /** Whether the present phase was given the time again in which this process was held up. */
  #excused = false;

  constructor(phase: string, ms: number, outer: AbortSignal) {
    this.signal = AbortSignal.any([outer, this.#controller.signal]);
    this.restart(phase, ms);
  }

  /** Name of the present phase, for error messages. */
  get phase(): string {
    return this.#phase;
  }

  /** What the present phase may take, in ms. */
  get ms(): number {
    return this.#ms;
  }

  /** Begins the next phase, which may take `ms`. */
  restart(phase: string, ms: number): void {
    this.#phase = phase;
    this.#ms = ms;
    this.#endsAt = performance.now() + ms;
    this.#excused = false;
    // A timer that is set already and fires too early is set again in `#ring`.
    if (this.#endsAt < this.#timerAt) this.#set();
  }

  /** The present phase has come further: what is left of it may take as long again. */
  again(): void {
    this.restart(this.#phase, this.#ms);
  }

  /** Suspends the deadline until the next `restart`, for work that has deadlines of its own. */
  rest(): void {
    clearTimeout(this.#timer);
    this.#timerAt = Number.POSITIVE_INFINITY;
  }

  /** Ends the watch for good. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timerAt = Number.NEGATIVE_INFINITY;
  }

  #set(): void {
    clearTimeout(this.#timer);
    this.#timerAt = this.#endsAt;
    this.#timer = setTimeout(() => this.#ring(), this.#endsAt - performance.now());
  }

  #ring(): void {
    const late = performance.now() - this.#endsAt;
    // Meanwhile it could hear no peer, and what they have sent is read after this: once, that counts against nobody.
    const isExcused = late > HELD_UP_MS && !this.#excused;
    if (isExcused) {
      this.#excused = true;
      this.#endsAt += late + Math.min(late, this.#ms);
    }
    // Timers round to milliseconds.
    if (isExcused || late < -1) {
      this.#set();
      return;
    }
    const [phase, ms] = [this.#phase, Math.round(this.#ms)];
    this.#controller.abort(
      new LockstepError('TIMEOUT', `${phase} took longer than ${ms} ms`, {
        phase,
        hint: 'A rank hangs or is cut off. If steps are this slow by nature, raise --step-deadline',
      }),
    );
  }
}

/** What may end a rank's part in a generation. */
export interface Limits {
  readonly deadline: Deadline;
  /** Aborts when this worker is asked to leave. */
  readonly asked: AbortSignal;
}

/** Aborts `ms()` after `signal` does, so that work can first reach a good place to stop. */
export function delayed(signal: AbortSignal, ms: () => number): AbortSignal {
  const controller = new AbortController();
  const abort = () => setTimeout(() => controller.abort(signal.reason), ms()).unref();
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  return controller.signal;
}

/** Whether a signal has aborted because something is broken, and not because somebody asked to stop. */
export function isDefect({ aborted, reason }: AbortSignal): boolean {
  return aborted && reason instanceof LockstepError && reason.code !== 'ABORTED';
}
