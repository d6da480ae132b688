import { setTimeout as delay } from 'node:timers/promises';
import { unlessAborted, within } from '../../base/abort.ts';
import { asLockstepError, LockstepError } from '../../base/errors.ts';
import type { SealedFile } from '../checkpoint/archive.ts';
import type { CoordinatorLink } from './client.ts';
import type { Line } from './line.ts';

/** After these the coordinator may be back in a moment, and the upload worth another try. */
const PASSING: readonly string[] = ['UNREACHABLE', 'ABORTED', 'TIMEOUT'];
/** Longest that an upload may stand still, and how often it may: the coordinator's disk hangs, or the network does. */
const STALL_MS = 60_000;
const MOST_STALLS = 3;
/** Longest that the making of a file may take: some seconds a gigabyte. */
const MAKE_MS = 120_000;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

/** Files on their way to the run directory, one at a time, over the deaths of coordinators. */
export class Uploads {
  readonly #client: CoordinatorLink;
  readonly #line: Line;
  /** Files to keep that have not been begun, oldest first. */
  readonly #queue: { path: string; make: () => Promise<SealedFile> }[] = [];
  /** Aborts when nothing is brought in the background any more. */
  readonly #closed = new AbortController();
  /** Brings what is in the queue, while there is something. */
  #running: Promise<void> | undefined;

  constructor(client: CoordinatorLink, line: Line) {
    this.#client = client;
    this.#line = line;
  }

  /**
   * Brings a file in the background. Training goes on when it fails: the coordinator, where it failed, tells.
   * Of regular checkpoints that wait, the newest is enough.
   */
  keep(path: string, make: () => Promise<SealedFile>): void {
    const isStep = (name: string) => name.startsWith('checkpoints/step-');
    const older = this.#queue.findIndex((waiting) => isStep(waiting.path) && isStep(path));
    if (older >= 0) this.#queue.splice(older, 1);
    this.#queue.push({ path, make });
    this.#running ??= this.#drain();
  }

  /** Resolves when nothing is on its way in the background any more. @throws the signal's reason */
  async kept(signal: AbortSignal): Promise<void> {
    while (this.#running) await unlessAborted(this.#running, signal);
  }

  /** Gives what is on its way in the background `ms` to arrive. */
  async close(ms: number): Promise<void> {
    const cut = setTimeout(
      () => this.#closed.abort(new LockstepError('TIMEOUT', `no file may take longer than ${ms} ms now`)),
      ms,
    );
    await this.#running;
    clearTimeout(cut);
  }

  /**
   * Brings a file, however often it takes.
   * @throws LockstepError STORAGE where it is refused or not taken, or the signal's reason
   */
  async bring(path: string, file: SealedFile, signal: AbortSignal): Promise<void> {
    let [stalls, pause] = [0, FIRST_PAUSE_MS];
    for (;;) {
      // When the session is over, the coordinator still takes what is on its way.
      const last = this.#line.isOver;
      if (!last) await this.#line.whenConnected(signal);
      try {
        await this.#attempt(path, file, signal);
        return;
      } catch (raw) {
        signal.throwIfAborted();
        const error = asLockstepError(raw, 'STORAGE');
        if (last || !PASSING.includes(error.code)) throw error;
        if (error.code === 'TIMEOUT' && ++stalls === MOST_STALLS) {
          throw new LockstepError('STORAGE', `the coordinator does not take ${path}: ${error.message}`, {
            hint: 'Look whether its disk or the network to it hangs',
            cause: error,
          });
        }
      }
      await delay(pause, undefined, { signal }).catch(() => signal.throwIfAborted());
      pause = Math.min(LONGEST_PAUSE_MS, 2 * pause);
    }
  }

  async #attempt(path: string, file: SealedFile, signal: AbortSignal): Promise<void> {
    const stalled = new AbortController();
    let watch: NodeJS.Timeout | undefined;
    const advanced = () => {
      clearTimeout(watch);
      const what = `the upload of ${path} has stood still for ${STALL_MS} ms`;
      watch = setTimeout(() => stalled.abort(new LockstepError('TIMEOUT', what)), STALL_MS);
    };
    advanced();
    const either = AbortSignal.any([signal, stalled.signal]);
    try {
      await unlessAborted(this.#client.upload(path, file, either, advanced), either);
    } finally {
      clearTimeout(watch);
    }
  }

  async #drain(): Promise<void> {
    const { signal } = this.#closed;
    for (let next = this.#queue.shift(); next && !signal.aborted; next = this.#queue.shift()) {
      try {
        const file = await within(MAKE_MS, `the making of ${next.path}`, next.make(), signal);
        await this.bring(next.path, file, signal);
      } catch {
        // The coordinator has refused it, and said so in its log; an archive that is lost fails the end of the epoch.
      }
    }
    this.#running = undefined;
  }
}
