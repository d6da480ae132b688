/** What survives a coordinator: its run directory and journal, in memory, with the delays of a disk. */
import { createHash } from 'node:crypto';
import { LockstepError } from '../../base/errors.ts';
import { newestFirst, outdated, stepOfCheckpoint } from '../../coordinator/store/checkpoints.ts';
import type { Folds } from '../../coordinator/store/event-log.ts';
import type { JournalFiles } from '../../coordinator/store/journal-files.ts';
import type { RunDirectory } from '../../coordinator/store/run-directory.ts';
import type { RunEvent } from '../../proto/events.ts';

const DISK_MS = 2;
const SLOW_MS = 200;
/** What a write says that fails. */
export const DISK_FAILS = 'the disk fails';

export class Disk {
  slow = false;
  /** Takes no checkpoints. */
  full = false;
  /** Fails the next write of the coordinator's own. */
  fails = false;

  readonly files = new Map<string, Uint8Array>();
  readonly events: RunEvent[] = [];
  /** The journal's files, by number. */
  readonly journal = new Map<number, string>();

  /** Checkpoints that are not what was stored. */
  readonly rotten = new Set<string>();

  /** Regular checkpoints, newest first. */
  checkpoints(): string[] {
    const names = [...this.files.keys()].flatMap((name) => /^checkpoints\/(.*)$/.exec(name)?.slice(1) ?? []);
    return newestFirst(names).map((name) => `checkpoints/${name}`);
  }

  rot(path: string): void {
    const content = Buffer.from(this.files.get(path)!);
    content[content.length >> 1]! ^= 1;
    this.files.set(path, content);
    this.rotten.add(path);
  }

  text(name: string): string {
    return Buffer.from(this.files.get(name) ?? []).toString();
  }

  /** As a crash leaves it: in the middle of a write, or between a file's making and its first write. */
  tearJournal(fraction: number): void {
    const [number = 1, text = ''] = [...this.journal].at(-1) ?? [];
    const last = text.lastIndexOf('\n', text.length - 2) + 1;
    const line = text.slice(last);
    this.journal.set(number, text + line.slice(0, Math.floor(line.length * fraction)));
    if (fraction > 0.8) this.journal.set(number + 1, line.slice(0, Math.floor(line.length * (1 - fraction))));
  }

  /** Takes as long as a disk; a process that is killed meanwhile has not written. */
  written(): Promise<void> {
    return new Promise((resolve) => void setTimeout(resolve, this.slow ? SLOW_MS : DISK_MS));
  }

  /** @throws where the next write was to fail; the one after it does not */
  mayWrite(): void {
    if (!this.fails) return;
    this.fails = false;
    throw new LockstepError('STORAGE', DISK_FAILS);
  }

  journalFiles(): JournalFiles {
    const { journal } = this;
    return {
      numbers: () => [...journal.keys()],
      read: (number) => journal.get(number) ?? '',
      create: (number) => {
        if (journal.has(number)) return undefined;
        journal.set(number, '');
        const append = (text: string) => {
          this.mayWrite();
          // One that was removed meanwhile is written to all the same, and nobody reads it.
          if (journal.has(number)) journal.set(number, journal.get(number) + text);
        };
        return { append, close: () => {} };
      },
      remove: (number) => void journal.delete(number),
      old: () => undefined,
    };
  }

  /** @param storeMs what it takes to store a checkpoint that is brought in the background */
  directory(storeMs = 0): RunDirectory {
    return new MemoryDirectory(this, storeMs) as unknown as RunDirectory;
  }
}

class MemoryDirectory {
  readonly path = 'runs/simulated';
  readonly #disk: Disk;
  /** Of the events, which come to the disk in their order. */
  #last: Promise<unknown> = Promise.resolve();

  readonly #storeMs: number;

  constructor(disk: Disk, storeMs: number) {
    this.#disk = disk;
    this.#storeMs = storeMs;
  }

  readonly events = {
    replay: async (folds: Folds): Promise<void> => {
      for (const event of this.#disk.events) for (const fold of Object.values(folds)) fold.hear(event);
    },
    hear: (event: RunEvent): void => {
      const written = this.#disk.written();
      this.#last = this.#last.then(() => written).then(() => this.#disk.events.push(event));
    },
    written: async (): Promise<void> => void (await this.#last),
  };

  async checkpoints(): Promise<string[]> {
    return this.#disk.checkpoints();
  }

  async pruneCheckpoints(count: number, isWhole: (path: string) => boolean): Promise<readonly string[]> {
    const gone = outdated(await this.checkpoints(), count, isWhole);
    for (const path of gone) this.#disk.files.delete(path);
    return gone;
  }

  async newestWhole(sha256s: ReadonlyMap<string, string>) {
    const damaged: string[] = [];
    for (const path of await this.checkpoints()) {
      if (sha256s.get(path) === sha256Of(this.#disk.files.get(path)!)) {
        return { whole: { path, step: stepOfCheckpoint(path)! }, damaged };
      }
      damaged.push(path);
    }
    return { whole: undefined, damaged };
  }

  async *readForWorkers(path: string): AsyncGenerator<Uint8Array> {
    const content = this.#disk.files.get(path);
    if (!content) throw new LockstepError('BAD_INPUT', `this run has no ${path}`);
    yield Buffer.from(content);
  }

  async write(name: string, content: string | Uint8Array): Promise<void> {
    this.#disk.mayWrite();
    await this.#disk.written();
    this.#disk.files.set(name, Buffer.from(content));
  }

  async writeJson(name: string, value: unknown): Promise<void> {
    await this.write(name, JSON.stringify(value));
  }

  async upload(name: string) {
    const pieces: Uint8Array[] = [];
    const file = {
      bytes: 0,
      write: async (data: Uint8Array) => {
        pieces.push(data);
        file.bytes += data.byteLength;
      },
      commit: async (expected?: string, permit: () => void = () => {}) => {
        const content = Buffer.concat(pieces);
        if (expected !== sha256Of(content)) throw new LockstepError('STORAGE', `${name} arrived damaged`);
        if (this.#disk.full && stepOfCheckpoint(name) !== undefined) {
          throw new LockstepError('STORAGE', `there is no room for ${name}`);
        }
        if (/step-|best/.test(name)) await new Promise((resolve) => void setTimeout(resolve, this.#storeMs));
        await this.#disk.written();
        permit();
        this.#disk.files.set(name, content);
        this.#disk.rotten.delete(name);
      },
      discard: async () => {},
    };
    return file;
  }
}

function sha256Of(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
