import { setTimeout as delay } from 'node:timers/promises';
import { asLockstepError, type ErrorCode, LockstepError } from '../../base/errors.ts';
import type { lockstep } from '../../proto/gen/lockstep.js';
import type { CoordinatorLink, Directive, SessionStream } from './client.ts';

type Report = lockstep.v1.Report.$Properties;

/** How long a worker looks for a coordinator before it gives up, in ms. */
const REATTACH_DEADLINE_MS = 600_000;
const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 1_000;
/** Most reports kept while there is no coordinator; beyond that, the oldest reports of steps are dropped first. */
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
  /** Introduces the worker to the coordinator, which may be another one than before. */
  register(): Promise<void>;
  /** Reports that begin each new stream: the introduction, then those that follow the kept reports. */
  greeting(): readonly Report[];
  onDirective(directive: Directive): void;
  /** Called when no coordinator accepts this worker any more. */
  onGone(error: LockstepError): void;
}

/** A session that survives its coordinator: when the stream ends, it registers and opens another one. */
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

  /** Whether this stream is the last one. */
  get isOver(): boolean {
    return this.#closed.signal.aborted;
  }

  /** Resolves when a coordinator is connected, or when none will be any more. @throws the signal's reason */
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

  /** Sends now, or once a coordinator is connected. */
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

  /** Sends only if a coordinator is connected: for reports that are useless later. */
  sendIfConnected(report: Report): void {
    this.#stream?.send(report);
  }

  /** Looks for no other coordinator from now on. */
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
    // The worker's present state comes after the reports of what it did before.
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
              ? new LockstepError(
                  'UNREACHABLE',
                  `no coordinator has come back for ${REATTACH_DEADLINE_MS / 60_000} minutes`,
                  { cause: error },
                )
              : error,
          );
          return;
        }
        pause = Math.min(LONGEST_DELAY_MS, 2 * pause);
      }
    }
  }
}
