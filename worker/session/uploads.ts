import { setTimeout as delay } from 'node:timers/promises';
import { unlessAborted, within } from '../../base/abort.ts';
import { asLockstepError, LockstepError } from '../../base/errors.ts';
import type { SealedFile } from '../checkpoint/archive.ts';
import type { CoordinatorLink } from './client.ts';
import type { Line } from './line.ts';

/** Errors after which another attempt may succeed: the coordinator may be back soon. */
const PASSING: readonly string[] = ['UNREACHABLE', 'ABORTED', 'TIMEOUT'];
/** Longest that an upload may make no progress, in ms, and how often it may stall before it fails. */
const STALL_MS = 60_000;
const MOST_STALLS = 3;
/** Longest that making a file may take, in ms; a gigabyte takes some seconds. */
const MAKE_MS = 120_000;
/** Most background uploads that wait. */
const MOST_WAITING = 16;
/** How many attempts in a row may fail while a coordinator is there, and the pauses between them, in ms. */
const MOST_ATTEMPTS = 16;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 10_000;

/** Uploads files to the run directory, one at a time, and survives the deaths of coordinators. */
export class Uploads {
  readonly #client: CoordinatorLink;
  readonly #line: Line;
  readonly #onLost: (path: string, error: LockstepError) => void;
  /** Background uploads that have not begun, oldest first. */
  readonly #queue: { path: string; make: () => Promise<SealedFile> }[] = [];
  /** Aborts the background uploads. */
  readonly #closed = new AbortController();
  /** Works through the queue; undefined while it is empty. */
  #running: Promise<void> | undefined;

  /** @param onLost told of a background upload that has failed; training goes on */
  constructor(
    client: CoordinatorLink,
    line: Line,
    onLost: (path: string, error: LockstepError) => void = () => {},
  ) {
    this.#client = client;
    this.#line = line;
    this.#onLost = onLost;
  }

  /**
   * Uploads a file in the background. Training goes on if that fails. Of step checkpoints that wait, only the newest is
   * kept, and so of files with one path; of all others as many as memory is given to, since each may hold a whole state.
   */
  keep(path: string, make: () => Promise<SealedFile>): void {
    const isStep = (name: string) => name.startsWith('checkpoints/step-');
    const replaced = this.#queue.findIndex(
      (waiting) => waiting.path === path || (isStep(waiting.path) && isStep(path)),
    );
    if (replaced >= 0) this.#queue.splice(replaced, 1);
    this.#queue.push({ path, make });
    if (this.#queue.length > MOST_WAITING) {
      const oldest = this.#queue.shift()!;
      const what = `${MOST_WAITING} newer files wait for the coordinator`;
      this.#onLost(oldest.path, new LockstepError('UNREACHABLE', what));
    }
    this.#running ??= this.#drain();
  }

  /** Resolves when no background upload is left. @throws the signal's reason */
  async kept(signal: AbortSignal): Promise<void> {
    while (this.#running) await unlessAborted(this.#running, signal);
  }

  /** Gives the background uploads `ms` to end, then aborts them. */
  async close(ms: number): Promise<void> {
    const cut = setTimeout(
      () => this.#closed.abort(new LockstepError('TIMEOUT', `no file may take longer than ${ms} ms now`)),
      ms,
    );
    await this.#running;
    clearTimeout(cut);
  }

  /**
   * Uploads a file, with as many attempts as coordinators come and go, and a few more.
   * @throws LockstepError STORAGE where the coordinator refuses the file, stalls too often or lets every attempt fail, or
   * the signal's reason
   */
  async bring(path: string, file: SealedFile, signal: AbortSignal): Promise<void> {
    let [stalls, failures] = [0, 0];
    for (;;) {
      // After the session's end the coordinator still accepts files, but there is only one attempt.
      const last = this.#line.isOver;
      // Another coordinator may take what the one before it did not.
      if (!this.#line.connected) failures = 0;
      if (!last) await this.#line.whenConnected(signal);
      try {
        await this.#attempt(path, file, signal);
        return;
      } catch (raw) {
        signal.throwIfAborted();
        const error = asLockstepError(raw, 'STORAGE');
        if (last || !PASSING.includes(error.code)) throw error;
        if (error.code === 'TIMEOUT') stalls++;
        if (stalls === MOST_STALLS || ++failures === MOST_ATTEMPTS) {
          throw new LockstepError('STORAGE', `the coordinator does not take ${path}: ${error.message}`, {
            hint: "Check the coordinator's disk and the network to it",
            cause: error,
          });
        }
      }
      const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1));
      await delay(pause, undefined, { signal }).catch(() => signal.throwIfAborted());
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
      } catch (raw) {
        this.#onLost(next.path, asLockstepError(raw, 'INTERNAL'));
      }
    }
    this.#running = undefined;
  }
}
