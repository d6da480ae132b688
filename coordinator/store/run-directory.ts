import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { open, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BLOB_FOLDER, isBlobPath } from '../../api/blobs.ts';
import type { Chunks } from '../../base/chunks.ts';
import { LockstepError } from '../../base/errors.ts';
import { FileLock } from '../../base/file-lock.ts';
import { makeFolder } from '../../base/folders.ts';
import { CHUNK_BYTES } from '../../proto/services.ts';
import type { StoredCheckpoint } from '../membership/state.ts';
import { newestFirst, outdated, stepOfCheckpoint } from './checkpoints.ts';
import { discardEvents, EventLog } from './event-log.ts';
import { JOURNAL_FOLDER } from './journal-files.ts';

/** What the run was started with. */
export const CONFIG_FILE = 'config.json';
/** The job as one CommonJS module, as it travels to the workers. */
export const JOB_FILE = 'job.cjs';
/** The lock that the coordinator holds while it leads the run. */
export const LOCK_FOLDER = 'lock';
/** Says where the run directory is mirrored. It stays on this machine: each copy of a run has one of its own. */
export const MIRROR_FILE = 'mirror.json';

/** Files that workers may bring, relative to the run directory. */
const UPLOADABLE = /^(model|checkpoints|pictures)(\/[A-Za-z0-9][A-Za-z0-9._-]*){1,2}$/;

/** The folder of a run. Each file is written under another name and then renamed, so that none is ever half there. */
export class RunDirectory {
  readonly path: string;
  readonly events: EventLog;

  private constructor(path: string, events: EventLog) {
    this.path = path;
    this.events = events;
  }

  /** @throws LockstepError STORAGE when the folder cannot be made or already holds a run */
  static async create(path: string): Promise<RunDirectory> {
    try {
      await makeFolder(path);
      return new RunDirectory(path, new EventLog(path, 'wx'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw storageError(path, error);
      throw new LockstepError('STORAGE', `${path} already holds a run`, {
        hint: 'Name another folder with --run-dir',
        cause: error,
      });
    }
  }

  /** Opens the folder of a run that has been begun, and changes nothing in it. @throws LockstepError STORAGE */
  static async reopen(path: string): Promise<RunDirectory> {
    try {
      return new RunDirectory(path, new EventLog(path, 'a'));
    } catch (cause) {
      throw storageError(path, cause);
    }
  }

  /** Regular checkpoints, newest first: paths inside the folder. */
  async checkpoints(): Promise<string[]> {
    const names = await readdir(join(this.path, 'checkpoints')).catch(() => []);
    return newestFirst(names).map((name) => `checkpoints/${name}`);
  }

  /**
   * Removes regular checkpoints older than the newest `count` whole ones; a damaged one does not count. Checkpoints
   * with names (best, final) stay.
   * @returns those that are gone
   */
  async pruneCheckpoints(count: number, isWhole: (path: string) => boolean): Promise<readonly string[]> {
    const gone = outdated(await this.checkpoints(), count, isWhole);
    for (const path of gone) await rm(join(this.path, path), { force: true });
    return gone;
  }

  /** The newest checkpoint whose sha256 is the one in `sha256s` (by path), and the newer ones that differ. */
  async newestWhole(
    sha256s: ReadonlyMap<string, string>,
  ): Promise<{ whole: StoredCheckpoint | undefined; damaged: string[] }> {
    const damaged: string[] = [];
    for (const path of await this.checkpoints()) {
      const hash = createHash('sha256');
      for await (const piece of piecesOf(join(this.path, path))) hash.update(piece);
      const sha256 = hash.digest('hex');
      if (sha256s.get(path) === sha256) return { whole: { path, step: stepOfCheckpoint(path)! }, damaged };
      damaged.push(path);
    }
    return { whole: undefined, damaged };
  }

  /**
   * A file that workers may have: a regular checkpoint, the job, or a blob of it.
   * @throws LockstepError BAD_INPUT for anything else
   */
  async *readForWorkers(path: string): AsyncGenerator<Uint8Array> {
    const isJob = path === JOB_FILE || isBlobPath(path);
    if (!(isJob || (await this.checkpoints()).includes(path)) || !existsSync(join(this.path, path))) {
      throw new LockstepError('BAD_INPUT', `this run has no ${path}`);
    }
    yield* piecesOf(join(this.path, path));
  }

  /** Removes half-written files of a coordinator that was killed. To be called only by the holder of the lock. */
  async removeUnfinished(): Promise<void> {
    const names = await readdir(this.path, { recursive: true });
    for (const name of names) {
      if (name.endsWith('.part')) await rm(join(this.path, name), { recursive: true, force: true });
    }
  }

  async write(name: string, content: string | Chunks): Promise<void> {
    const file = await this.#open(name);
    try {
      for (const piece of typeof content === 'string' ? [Buffer.from(content)] : content)
        await file.write(piece);
    } catch (error) {
      await file.discard();
      throw error;
    }
    await file.commit();
  }

  async writeJson(name: string, value: unknown): Promise<void> {
    await this.write(name, `${JSON.stringify(value, null, 2)}\n`);
  }

  /**
   * Opens a file that a worker brings.
   * @throws LockstepError BAD_INPUT when the path is not one a worker may write
   */
  async upload(name: string): Promise<PendingFile> {
    if (!UPLOADABLE.test(name)) throw new LockstepError('BAD_INPUT', `workers may not write "${name}"`);
    return this.#open(name);
  }

  async #open(name: string): Promise<PendingFile> {
    const target = join(this.path, name);
    const aside = `${target}.${randomUUID()}.part`;
    try {
      await makeFolder(dirname(target));
      return new PendingFile(target, aside, await open(aside, 'wx'));
    } catch (error) {
      throw storageError(target, error);
    }
  }

  /** Removes what `create` made, for a run that could not begin; other files in the folder stay. */
  async discard(): Promise<void> {
    // The caller already reports the error that it discards the run for.
    await this.close().catch(() => undefined);
    await this.#removeAll().catch(() => undefined);
  }

  async #removeAll(): Promise<void> {
    await discardEvents(this.path);
    for (const name of [CONFIG_FILE, JOB_FILE, MIRROR_FILE]) await rm(join(this.path, name), { force: true });
    for (const folder of [JOURNAL_FOLDER, LOCK_FOLDER, BLOB_FOLDER])
      await rm(join(this.path, folder), { recursive: true, force: true });
    await rmdir(this.path).catch(() => undefined);
  }

  async close(): Promise<void> {
    await this.events.close();
  }
}

/** Takes a run directory for this process alone. @throws LockstepError STORAGE that names the process which leads the run */
export function lockRun(path: string): FileLock {
  const attempt = FileLock.take(join(path, LOCK_FOLDER));
  if ('lock' in attempt) return attempt.lock;
  throw new LockstepError('STORAGE', `process ${attempt.heldBy} leads this run already`, {
    hint: 'Stop it first',
  });
}

/** The bytes of a file, in pieces that fit into a message. */
export function piecesOf(path: string): AsyncIterable<Buffer> {
  return createReadStream(path, { highWaterMark: CHUNK_BYTES });
}

/** A file being written aside; it appears under its name only on `commit`. */
export class PendingFile {
  readonly #target: string;
  readonly #aside: string;
  readonly #handle: Awaited<ReturnType<typeof open>>;
  readonly #hash = createHash('sha256');
  bytes = 0;

  constructor(target: string, aside: string, handle: Awaited<ReturnType<typeof open>>) {
    this.#target = target;
    this.#aside = aside;
    this.#handle = handle;
  }

  async write(data: Uint8Array): Promise<void> {
    this.#hash.update(data);
    this.bytes += data.byteLength;
    try {
      await this.#handle.writeFile(data);
    } catch (error) {
      throw storageError(this.#target, error);
    }
  }

  /**
   * @param permit throws where the file may not appear any more; asked at the last moment
   * @throws LockstepError ABORTED when the content's sha256 is not `expected`, STORAGE when the disk refuses
   */
  async commit(expected?: string, permit: () => void = () => {}): Promise<string> {
    const sha256 = this.#hash.digest('hex');
    try {
      if (expected !== undefined && expected !== sha256) {
        throw new LockstepError(
          'ABORTED',
          `${this.#target} arrived damaged: sha256 ${sha256}, not ${expected}`,
        );
      }
      await this.#handle.sync();
      await this.#handle.close();
      permit();
      await rename(this.#aside, this.#target);
      return sha256;
    } catch (error) {
      await this.discard();
      throw error instanceof LockstepError ? error : storageError(this.#target, error);
    }
  }

  async discard(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
    // The next coordinator of the run removes a file that stays.
    await rm(this.#aside, { force: true }).catch(() => undefined);
  }
}

function storageError(path: string, cause: unknown): LockstepError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new LockstepError('STORAGE', `cannot write ${path}: ${reason}`, {
    hint: 'Check the free space and the rights of the run directory',
    cause,
  });
}
