import { asLockstepError } from '../../base/errors.ts';
import type { SealedFile } from '../checkpoint/archive.ts';
import type { CoordinatorLink } from './client.ts';
import type { Line } from './line.ts';

/** After these the coordinator may be back in a moment, and the upload worth another try. */
const PASSING: readonly string[] = ['UNREACHABLE', 'ABORTED', 'TIMEOUT'];

/** Files on their way to the run directory, one at a time, over the deaths of coordinators. */
export class Uploads {
  readonly #client: CoordinatorLink;
  readonly #line: Line;
  /** Files to keep that have not been begun, oldest first. */
  readonly #queue: { path: string; make: () => Promise<SealedFile> }[] = [];
  #running = false;

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
    if (!this.#running) void this.#drain();
  }

  /** Brings a file, however often it takes. @throws LockstepError STORAGE, or the signal's reason */
  async bring(path: string, file: SealedFile, signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.#line.whenConnected(signal);
      try {
        await this.#client.upload(path, file, signal);
        return;
      } catch (raw) {
        signal.throwIfAborted();
        const error = asLockstepError(raw, 'STORAGE');
        if (!PASSING.includes(error.code)) throw error;
      }
    }
  }

  async #drain(): Promise<void> {
    this.#running = true;
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
      try {
        await this.bring(next.path, await next.make(), new AbortController().signal);
      } catch {
        // The coordinator has refused it, and said so in its log; an archive that is lost fails the end of the epoch.
      }
    }
    this.#running = false;
  }
}
