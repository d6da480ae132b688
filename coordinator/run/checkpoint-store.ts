import { createHash } from 'node:crypto';
import { LockstepError } from '../../base/errors.ts';
import type { EventBus } from '../events/bus.ts';
import { stepOfCheckpoint } from '../store/checkpoints.ts';
import type { Journal } from '../store/journal.ts';
import type { RunDirectory } from '../store/run-directory.ts';
import type { Roster } from './roster.ts';

export interface CheckpointParts {
  readonly directory: RunDirectory;
  readonly journal: Journal;
  readonly bus: EventBus;
  readonly roster: Roster;
  /** How many of the newest regular checkpoints to keep. */
  readonly keep: number;
  readonly onStored: (step: number) => void;
}

/** The checkpoints of a run. One that arrives whole is journalled with its hash; only such are given to workers. */
export class CheckpointStore {
  readonly #directory: RunDirectory;
  readonly #journal: Journal;
  readonly #bus: EventBus;
  readonly #roster: Roster;
  readonly #keep: number;
  readonly #onStored: (step: number) => void;
  readonly #hashes: Map<string, string>;

  constructor({ directory, journal, bus, roster, keep, onStored }: CheckpointParts) {
    this.#directory = directory;
    this.#journal = journal;
    this.#bus = bus;
    this.#roster = roster;
    this.#keep = keep;
    this.#onStored = onStored;
    this.#hashes = new Map(journal.before?.checkpoints);
  }

  /** @throws LockstepError ABORTED where another coordinator leads the run: its files are not ours to replace */
  expectToLead(): void {
    this.#journal.expectToLead();
  }

  /**
   * A worker's checkpoint is whole on the disk. Removes all but the newest `keep`.
   * @throws LockstepError STORAGE where the checkpoint does not count
   */
  async stored(path: string, bytes: number, sha256: string): Promise<void> {
    const step = stepOfCheckpoint(path);
    if (step === undefined) return;
    this.#journal.append({ type: 'checkpoint', path, sha256 });
    this.#hashes.set(path, sha256);
    this.#bus.publish({ type: 'checkpoint_saved', path, step, bytes });
    this.#roster.storeCheckpoint({ path, step });
    this.#onStored(step);
    const gone = await this.#directory.pruneCheckpoints(this.#keep, (other) => this.#hashes.has(other));
    for (const older of gone) this.#hashes.delete(older);
  }

  /** Takes these checkpoints out of the store: they are not what was stored. */
  damaged(paths: readonly string[]): void {
    for (const path of paths) {
      this.#hashes.delete(path);
      this.failed(path, 'its content is not what was stored');
    }
  }

  /** A checkpoint could not be stored, or is damaged. Training goes on. */
  failed(path: string, reason: string): void {
    this.#bus.publish({ type: 'checkpoint_failed', path, reason });
  }

  /**
   * Reads the job or a checkpoint for a worker, piece by piece. The last piece is empty and has the file's hash.
   * @throws LockstepError ABORTED where it is damaged: the next generation takes another one; BAD_INPUT
   */
  async *read(path: string): AsyncGenerator<{ data: Uint8Array; sha256: string }> {
    const hash = createHash('sha256');
    for await (const data of this.#directory.readForWorkers(path)) {
      hash.update(data);
      yield { data, sha256: '' };
    }
    const sha256 = hash.digest('hex');
    if (stepOfCheckpoint(path) === undefined || sha256 === this.#hashes.get(path)) {
      yield { data: new Uint8Array(), sha256 };
      return;
    }
    const { whole, damaged } = await this.#directory.newestWhole(this.#hashes);
    this.#roster.replaceCheckpoint(whole);
    this.damaged(damaged);
    throw new LockstepError(
      'ABORTED',
      `${path} is damaged${whole ? `; the state comes from ${whole.path}` : ', and so are all others'}`,
    );
  }
}
