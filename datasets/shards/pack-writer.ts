import { open, readFile, rename, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { SplitName } from '../../api/data.ts';
import { Prepared } from '../../api/prepared.ts';
import { LockstepError, nameError } from '../../base/errors.ts';
import type { ColumnInfo } from '../records.ts';
import { LIMITS, type Limits } from './layout.ts';
import type { SplitOnDisk } from './sharded-records.ts';
import { SplitState, SplitWriter } from './split-writer.ts';

const STATE = 'state.json';
/** Bytes of the disk that packing leaves free. */
const LEAVE_FREE = 256 * 1024 ** 2;

const SPLITS = ['train', 'validation', 'test'] as const satisfies readonly SplitName[];

/** Rows that could not be used. */
export const Skipped = z.object({
  train: z.int(),
  validation: z.int(),
  test: z.int(),
  /** The first of them, and why. */
  first: z.string().optional(),
});
export type Skipped = z.infer<typeof Skipped>;

const State = z.object({
  learned: Prepared,
  /** The source that is being read, of those of the splits, and how many of its rows are done. */
  pass: z.int(),
  rows: z.int(),
  skipped: Skipped,
  splits: z.record(z.string(), SplitState),
});
type State = z.infer<typeof State>;

/** Fills a pack, from where an attempt that was cut off has come to. */
export class PackWriter {
  readonly #folder: string;
  readonly #signal: AbortSignal | undefined;
  readonly #before: State | undefined;
  readonly #limits: Limits;
  readonly #splits = new Map<SplitName, SplitWriter>();
  readonly skipped: Skipped;
  #learned: Prepared | undefined;
  #pass: number;
  #rows: number;
  #notedBytes = 0;

  private constructor(
    folder: string,
    signal: AbortSignal | undefined,
    before: State | undefined,
    limits: Limits,
  ) {
    this.#limits = limits;
    this.#folder = folder;
    this.#signal = signal;
    this.#before = before;
    this.#learned = before?.learned;
    this.#pass = before?.pass ?? 0;
    this.#rows = before?.rows ?? 0;
    this.skipped = before?.skipped ?? { train: 0, validation: 0, test: 0 };
  }

  static async open(
    folder: string,
    signal: AbortSignal | undefined,
    limits: Limits = LIMITS,
  ): Promise<PackWriter> {
    const text = await readFile(join(folder, STATE), 'utf8').catch(() => undefined);
    const before = text === undefined ? undefined : State.parse(JSON.parse(text));
    return new PackWriter(folder, signal, before, limits);
  }

  /** What the attempt that was cut off has learned of the training rows. */
  get learned(): Prepared | undefined {
    return this.#learned;
  }

  /** Bytes and samples written so far. */
  get written(): { bytes: number; samples: number } {
    const writers = [...this.#splits.values()];
    return {
      bytes: writers.reduce((sum, { bytes }) => sum + bytes, 0),
      samples: writers.reduce((sum, { records }) => sum + records, 0),
    };
  }

  /** Begins to write. @param learned of the training rows; from now on an attempt that is cut off is not lost */
  async begin(learned: Prepared, columns: readonly ColumnInfo[]): Promise<void> {
    this.#learned = learned;
    for (const name of SPLITS) {
      this.#splits.set(
        name,
        await SplitWriter.open(this.#folder, name, columns, this.#before?.splits[name], this.#limits),
      );
    }
    await this.#guarded(() => this.#note());
  }

  /** Whether a row of a source is in the pack already, or was left out. */
  isDone(pass: number, row: number): boolean {
    const { pass: doneTo = 0, rows = 0 } = this.#before ?? {};
    return pass < doneTo || (pass === doneTo && row < rows);
  }

  /** Notes that a row of a source was added or left out. Rows come in order. */
  done(pass: number, row: number): void {
    this.#pass = pass;
    this.#rows = row + 1;
  }

  /** Takes a record. @param at where it comes from, for a message @throws BadRow where it cannot be one */
  add(split: SplitName, values: readonly ArrayBufferView[], at: string): void {
    this.#splits.get(split)!.add(values, at);
  }

  /** Leaves a row out. */
  skip(split: SplitName, why: string): void {
    this.skipped[split]++;
    this.skipped.first ??= why;
  }

  /** True where `write` should be called before more is added. */
  get isFull(): boolean {
    for (const writer of this.#splits.values()) if (writer.isFull) return true;
    return false;
  }

  /** Brings what was added to disk. @throws LockstepError STORAGE where that is full or refuses */
  async write(): Promise<void> {
    this.#signal?.throwIfAborted();
    await this.#guarded(async () => {
      const isDue = this.written.bytes - this.#notedBytes >= this.#limits.noteBytes;
      for (const writer of this.#splits.values()) await writer.write(isDue);
      if (!isDue) return;
      const { bavail, bsize } = await statfs(this.#folder);
      if (bavail * bsize < LEAVE_FREE) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
      await this.#note();
    });
  }

  /** Ends all splits. */
  async finish(): Promise<Record<string, SplitOnDisk>> {
    const splits: Record<string, SplitOnDisk> = {};
    await this.#guarded(async () => {
      for (const [name, writer] of this.#splits) {
        const info = await writer.finish();
        splits[name] = { info, shards: writer.state.shards, counts: writer.state.counts };
      }
    });
    return splits;
  }

  /** Writes a file of the pack, whole or not at all. */
  async writeJson(name: string, content: unknown): Promise<void> {
    const aside = join(this.#folder, `${name}.new`);
    const file = await open(aside, 'w');
    try {
      await file.writeFile(JSON.stringify(content));
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(aside, join(this.#folder, name));
  }

  async close(): Promise<void> {
    for (const writer of this.#splits.values()) await writer.close();
  }

  async #note(): Promise<void> {
    const splits = Object.fromEntries([...this.#splits].map(([name, { state }]) => [name, state]));
    const state = {
      learned: this.#learned,
      pass: this.#pass,
      rows: this.#rows,
      skipped: this.skipped,
      splits,
    };
    await this.writeJson(STATE, state);
    this.#notedBytes = this.written.bytes;
  }

  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (raw) {
      const { code } = raw as NodeJS.ErrnoException;
      if (code !== 'ENOSPC' && code !== 'EDQUOT') throw nameError(raw);
      const { bytes, samples } = this.written;
      const done = `${samples} samples, ${(bytes / 1e9).toFixed(1)} GB`;
      throw new LockstepError('STORAGE', `the disk of ${this.#folder} is full after ${done}`, {
        hint: 'Free space there, or name a folder on another disk in LOCKSTEP_CACHE; packing goes on where it stood',
        cause: raw,
      });
    }
  }
}
