import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { steadyClock } from '../../base/clock.ts';
import { LockstepError, nameError } from '../../base/errors.ts';
import type { ObjectStorage } from '../../datasets/sources/object-storage.ts';
import type { RunEvent } from '../../proto/events.ts';
import {
  FILES,
  MANIFEST,
  type Manifest,
  manifestText,
  parseManifest,
  plan,
  refusal,
  storedIn,
} from './manifest.ts';
import { paced } from './pace.ts';
import { type Hashes, type PinnedFile, pinState } from './snapshot.ts';

/** Events after which the state on the disk is worth sending. */
const TELLING: ReadonlySet<RunEvent['type']> = new Set([
  'run_started',
  'generation_formed',
  'checkpoint_saved',
  'epoch_ended',
  'run_finished',
  'run_interrupted',
  'run_failed',
]);

/** Pauses, in ms: tests wait less. */
export interface Pauses {
  /** Between two states. */
  readonly restMs: number;
  /** After a first failure; it doubles with each that follows. */
  readonly firstMs: number;
  readonly longestMs: number;
}
const PAUSES: Pauses = { restMs: 2_000, firstMs: 1_000, longestMs: 60_000 };

/** Hears how a mirror does. */
export interface MirrorListener {
  /** The state of the time `taken` (in ms since 1970) is there, whole; so many bytes were sent for it. */
  stored(taken: number, bytes: number): void;
  /** An attempt has failed; `lostMs`: the time of training that would be lost if this machine were. */
  failed(error: LockstepError, lostMs: number): void;
  /** Another coordinator has taken the run up from the mirror. */
  replaced(error: LockstepError): void;
}

export interface MirrorParts {
  readonly storage: ObjectStorage;
  readonly runDir: string;
  readonly runId: string;
  /** Of `mirror.json`. */
  readonly holder: string;
  /** Whether the run directory was mirrored there before. */
  readonly known: boolean;
  readonly term: number;
  /** Resolves when all events so far are on the disk. */
  readonly eventsWritten: () => Promise<void>;
  readonly listener: MirrorListener;
  /** Most bytes that are sent in a second. */
  readonly bytesPerSecond?: number | undefined;
  readonly pauses?: Pauses;
}

/**
 * A copy of a run directory in object storage, brought up to date in the background. One state is sent at a time, file by
 * file, and then the manifest. What has changed meanwhile waits for the next state, which takes all of it at once: so
 * nothing queues up, however slow the storage is. While the storage is away, training goes on.
 */
export class Mirror {
  readonly #parts: MirrorParts;
  readonly #pauses: Pauses;
  readonly #writer = randomBytes(4).toString('hex');
  readonly #hashes: Hashes = new Map();
  /** Ends pauses, for the end of the run does not wait for them. */
  readonly #hurry = new AbortController();
  /** Ends requests. */
  readonly #giveUp = new AbortController();
  #there = { files: {} as Manifest['files'], keys: new Set<string>() };
  /** Of the manifest that is there. */
  #version: string | undefined;
  #claimed = false;
  #replaced = false;
  #wanted = false;
  #working: Promise<void> | undefined;
  #taken: number;
  /** Paths that the last attempt had to send. */
  #missing: readonly string[] = [];
  /** Why the last attempt came to nothing. */
  #failure: LockstepError | undefined;

  constructor(parts: MirrorParts) {
    this.#parts = parts;
    this.#pauses = parts.pauses ?? PAUSES;
    this.#taken = steadyClock();
  }

  /**
   * Takes the place in storage for this run.
   * @throws LockstepError BAD_INPUT where another run is there, ABORTED where this run goes on elsewhere, STORAGE,
   * UNREACHABLE
   */
  async claim(): Promise<void> {
    const signal = this.#giveUp.signal;
    const found = await this.#expectToHold(signal);
    const { runId, holder, term, storage } = this.#parts;
    const claim = { runId, holder, term, taken: found?.taken ?? this.#taken, files: found?.files ?? {} };
    await this.#write(claim, signal);
    const keys = new Set(await storage.keys(FILES, signal));
    this.#there = { files: claim.files, keys };
    this.#taken = claim.taken;
    this.#claimed = true;
  }

  /** The time whose state is there, in ms since 1970; before the first one, when the mirror began. */
  get taken(): number {
    return this.#taken;
  }

  hear({ type }: RunEvent): void {
    if (TELLING.has(type)) this.touch();
  }

  /** The run directory has changed: it is sent soon. */
  touch(): void {
    this.#wanted = true;
    this.#working ??= this.#work();
  }

  /**
   * Sends the last state of the run, and ends the mirror. To be called when nothing is written any more.
   * @throws LockstepError STORAGE after `deadlineMs`: it says what is missing
   */
  async finish(deadlineMs: number): Promise<void> {
    const { storage, runDir } = this.#parts;
    const late = new LockstepError('TIMEOUT', `it took longer than ${deadlineMs / 1000} s`);
    const timer = setTimeout(() => this.#giveUp.abort(late), deadlineMs);
    try {
      this.#hurry.abort();
      await this.#working;
      if (!this.#replaced) await this.#persist(true, this.#giveUp.signal);
    } catch (cause) {
      if (this.#replaced) return;
      const [first = MANIFEST, ...others] = this.#missing;
      const missing = others.length > 0 ? `${first} and ${others.length} more` : first;
      const message = `${storage.address} lacks ${missing} of the run: ${(this.#failure ?? late).message}`;
      const hint = `The run is whole in ${runDir}: send it with lockstep copy ${runDir} ${storage.address}`;
      throw new LockstepError('STORAGE', message, { hint, cause });
    } finally {
      clearTimeout(timer);
      this.close();
    }
  }

  /** Ends the mirror where the run could not begin. */
  close(): void {
    this.#hurry.abort();
    this.#parts.storage.close();
  }

  async #work(): Promise<void> {
    while (this.#wanted && !this.#hurry.signal.aborted && !this.#replaced) {
      this.#wanted = false;
      try {
        await this.#persist(false, this.#hurry.signal);
        await delay(this.#pauses.restMs, undefined, { signal: this.#hurry.signal });
      } catch {
        // The run ends, or goes on elsewhere: the listener knows.
      }
    }
    this.#working = undefined;
  }

  /**
   * Sends the newest state, and tries again until it is there. `end` ends the pauses between attempts.
   * @throws the reason of `end`; LockstepError ABORTED where another coordinator has taken the run up
   */
  async #persist(last: boolean, end: AbortSignal): Promise<void> {
    const { listener } = this.#parts;
    for (let pauseMs = this.#pauses.firstMs; ; pauseMs = Math.min(2 * pauseMs, this.#pauses.longestMs)) {
      try {
        await this.#send(last);
        this.#failure = undefined;
        return;
      } catch (raw) {
        this.#giveUp.signal.throwIfAborted();
        const error = nameError(raw);
        if (error.code === 'ABORTED') {
          this.#replaced = true;
          listener.replaced(error);
          throw error;
        }
        this.#failure = error;
        listener.failed(error, steadyClock() - this.#taken);
      }
      await delay(pauseMs, undefined, { signal: end });
    }
  }

  async #send(last: boolean): Promise<void> {
    const { storage, runDir, runId, holder, term, bytesPerSecond, eventsWritten, listener } = this.#parts;
    const signal = this.#giveUp.signal;
    if (!this.#claimed) await this.claim();
    const taken = steadyClock();
    if (!last) await eventsWritten();
    const storedOf = storedIn(this.#there);
    const isStored = (sha256: string) => storedOf(sha256) !== undefined;
    const pinned = await pinState(runDir, this.#hashes, isStored, last);
    try {
      const { uploads, files, removals } = plan(pinned, this.#there, this.#writer);
      let bytes = 0;
      for (const [i, { file, key }] of uploads.entries()) {
        this.#missing = uploads.slice(i).map(({ file }) => file.path);
        await storage.put(key, paced(file.pieces(), bytesPerSecond, signal), signal);
        this.#there.keys.add(key);
        bytes += file.bytes;
      }
      this.#missing = [];
      await this.#expectToHold(signal);
      await this.#write({ runId, holder, term, taken, files }, signal);
      this.#there = { ...this.#there, files };
      this.#taken = taken;
      for (const key of removals) {
        await storage.remove(key, signal);
        this.#there.keys.delete(key);
      }
      listener.stored(taken, bytes);
    } finally {
      await closeAll(pinned);
    }
  }

  /** The manifest that is there. @throws LockstepError where it is not for us to replace */
  async #expectToHold(signal: AbortSignal): Promise<Manifest | undefined> {
    const { storage, runId, holder, term, known } = this.#parts;
    const found = await storage.read(MANIFEST, signal);
    const manifest = found && manifestIn(found.text, storage.address);
    const why = refusal({ runId, holder, term, claimed: this.#claimed, known }, manifest);
    if (why === 'replaced') {
      const what = `another coordinator has taken up the run ${runId} from ${storage.address}`;
      throw new LockstepError('ABORTED', what, {
        hint: `Go on from there with --resume ${storage.address}, or name another --mirror`,
      });
    }
    if (why === 'another run') {
      throw new LockstepError('BAD_INPUT', `${storage.address} already holds the run ${manifest!.runId}`, {
        hint: `Go on with it by --resume ${storage.address}, or name another place`,
      });
    }
    this.#version = found?.version;
    return manifest;
  }

  /** Replaces the manifest that `expectToHold` has seen. */
  async #write(manifest: Omit<Manifest, 'format'>, signal: AbortSignal): Promise<void> {
    const { storage } = this.#parts;
    const text = manifestText(manifest);
    this.#version = await storage.replace(MANIFEST, text, this.#version, signal);
    if (this.#version !== undefined) return;
    // Another one has come before; or ours is there, and the answer that said so was lost.
    const found = await storage.read(MANIFEST, signal);
    if (found?.text !== text)
      throw new LockstepError('UNREACHABLE', `${storage.address}/${MANIFEST} has changed meanwhile`);
    this.#version = found.version;
  }
}

/** @throws LockstepError BAD_DATA */
export function manifestIn(text: string, address: string): Manifest {
  try {
    return parseManifest(text);
  } catch (cause) {
    throw new LockstepError(
      'BAD_DATA',
      `${address}/${MANIFEST} is not what a mirror of this version writes`,
      {
        hint: 'Name another place, or use the version of Lockstep that wrote it',
        cause,
      },
    );
  }
}

async function closeAll(files: readonly PinnedFile[]): Promise<void> {
  for (const file of files) await file.close();
}
