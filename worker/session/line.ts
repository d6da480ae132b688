import { setTimeout as delay } from 'node:timers/promises';
import { asLockstepError, type ErrorCode, LockstepError } from '../../base/errors.ts';
import type { lockstep } from '../../proto/gen/lockstep.js';
import type { CoordinatorLink, Directive, SessionStream } from './client.ts';

type Report = lockstep.v1.Report.$Properties;

/** How long a worker trains on without a coordinator before it gives up. */
const REATTACH_DEADLINE_MS = 600_000;
const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 1_000;
/** Reports kept while there is no coordinator; of those that are too many, steps go first. */
const MOST_KEPT = 10_000;

/** Refusals that no later attempt would change. */
const FINAL: readonly ErrorCode[] = [
  'UNAUTHENTICATED',
  'PROTOCOL_MISMATCH',
  'JOB_MISMATCH',
  'BAD_INPUT',
  'RUN_OVER',
];

export interface LineEvents {
  /** Introduces the worker to a coordinator that may be another one than before. */
  register(): Promise<void>;
  /** First reports on each new stream: the introduction, and what is to follow the reports that were kept. */
  greeting(): readonly Report[];
  onDirective(directive: Directive): void;
  /** No coordinator will take this worker any more. */
  onGone(error: LockstepError): void;
}

/** A session that survives its coordinator: when the stream ends, it registers and attaches anew. */
export class Line {
  readonly #client: CoordinatorLink;
  readonly #events: LineEvents;
  #stream: SessionStream | undefined;
  #kept: Report[] = [];
  #closed = new AbortController();
  #waiting: (() => void)[] = [];

  constructor(client: CoordinatorLink, events: LineEvents) {
    this.#client = client;
    this.#events = events;
    this.#open();
  }

  get connected(): boolean {
    return this.#stream !== undefined;
  }

  /** Whether no other stream follows when this one ends. */
  get isOver(): boolean {
    return this.#closed.signal.aborted;
  }

  /** Resolves when there is a coordinator (again), or there will be none. */
  async whenConnected(signal: AbortSignal): Promise<void> {
    if (this.connected || this.isOver) return;
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const abort = () => reject(signal.reason);
      signal.addEventListener('abort', abort, { once: true });
      this.#waiting.push(() => {
        signal.removeEventListener('abort', abort);
        resolve();
      });
    });
  }

  /** Sends now, or as soon as there is a coordinator. */
  send(report: Report): void {
    if (this.#stream) {
      this.#stream.send(report);
      return;
    }
    this.#kept.push(report);
    if (this.#kept.length <= MOST_KEPT) return;
    const steps = this.#kept.findIndex(({ progress }) => progress);
    this.#kept.splice(Math.max(0, steps), 1);
  }

  /** Sends unless there is no coordinator: for what is of no use later. */
  sendIfConnected(report: Report): void {
    this.#stream?.send(report);
  }

  /** From now on the end of the stream is the end. */
  settle(): void {
    this.#closed.abort();
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  async close(): Promise<void> {
    this.settle();
    await this.#stream?.end();
  }

  #open(): void {
    const stream = this.#client.openSession({
      onDirective: (directive) => this.#events.onDirective(directive),
      onEnd: () => {
        if (this.#stream !== stream) return;
        this.#stream = undefined;
        if (!this.#closed.signal.aborted) void this.#reattach();
      },
    });
    this.#stream = stream;
    const [attach, ...standing] = this.#events.greeting();
    // Where the worker stands now comes after what it did before.
    for (const report of [attach!, ...this.#kept.splice(0), ...standing]) stream.send(report);
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  async #reattach(): Promise<void> {
    const { signal } = this.#closed;
    const giveUpAt = performance.now() + REATTACH_DEADLINE_MS;
    let pause = FIRST_DELAY_MS;
    while (!signal.aborted) {
      try {
        await delay(pause, undefined, { signal });
        await this.#events.register();
        if (!signal.aborted) this.#open();
        return;
      } catch (raw) {
        if (signal.aborted) return;
        const error = asLockstepError(raw, 'UNREACHABLE');
        const late = performance.now() > giveUpAt;
        if (late || FINAL.includes(error.code)) {
          this.#events.onGone(
            late
              ? new LockstepError('UNREACHABLE', 'the coordinator has not come back', { cause: error })
              : error,
          );
          return;
        }
        pause = Math.min(LONGEST_DELAY_MS, 2 * pause);
      }
    }
  }
}
