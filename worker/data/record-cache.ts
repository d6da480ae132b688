import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { makeFolder } from '../../base/folders.ts';
import { CHECK_BYTES, checkOf } from '../../datasets/shards/layout.ts';
import { inTurns, spansOf } from '../../datasets/shards/spans.ts';

/** Most bytes of a cache, and the part of the disk's free space that it may have. */
const MOST_BYTES = 8 * 1024 ** 3;
const SHARE_OF_DISK = 0.5;
/** Most records: where they lie is kept in memory. */
const MOST_RECORDS = 1_000_000;

export interface RecordCacheOptions {
  readonly mostBytes?: number;
  readonly mostRecords?: number;
}

/**
 * Records on this worker's disk, by split and number. It keeps the first ones that come and drops none: an epoch wants
 * each record once, in an order of its own, so no other choice is hit more often. The file has no name, and goes
 * with the process however that ends. A disk that refuses ends the keeping, and is no error.
 */
export class RecordCache {
  readonly #file: FileHandle;
  readonly #mostBytes: number;
  readonly #mostRecords: number;
  /** In which slots the records of a split are. */
  readonly #slots = new Map<string, Map<number, number>>();
  /** Where slots end: each begins where the one before ends. */
  readonly #ends: number[] = [];
  #count = 0;
  #isFull = false;

  /** @param file that only this cache writes */
  constructor(
    file: FileHandle,
    { mostBytes = MOST_BYTES, mostRecords = MOST_RECORDS }: RecordCacheOptions = {},
  ) {
    this.#file = file;
    this.#mostBytes = mostBytes;
    this.#mostRecords = mostRecords;
  }

  /** Undefined where the disk has no place for one. */
  static async open(folder: string): Promise<RecordCache | undefined> {
    const path = join(folder, `${randomUUID()}.stream`);
    try {
      await makeFolder(folder);
      const { bavail, bsize } = await statfs(folder);
      const file = await open(path, 'wx+');
      await rm(path);
      return new RecordCache(file, { mostBytes: Math.min(MOST_BYTES, SHARE_OF_DISK * bavail * bsize) });
    } catch {
      return undefined;
    }
  }

  /** Whether nothing more is kept. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** Of each number the record; undefined where it is not here, or damaged. Those that lie near each other are read together. */
  async getAll(split: string, numbers: readonly number[]): Promise<(Buffer | undefined)[]> {
    const found = new Array<Buffer | undefined>(numbers.length).fill(undefined);
    const slots = this.#slots.get(split);
    if (!slots) return found;
    const here = numbers.flatMap((number, i) => {
      const slot = slots.get(number);
      return slot === undefined ? [] : [{ i, start: this.#endOf(slot - 1), end: this.#endOf(slot) }];
    });
    for (const some of inTurns(spansOf(here))) {
      const bytes = await Promise.all(some.map(({ start, end }) => this.#read(start, end - start)));
      for (const [k, { start, of }] of some.entries()) {
        for (const j of bytes[k] ? of : []) {
          const place = here[j]!;
          const slot = bytes[k]!.subarray(place.start - start, place.end - start);
          // A copy: else each record would keep all that was read with it.
          const record = Buffer.from(slot.subarray(CHECK_BYTES));
          if (slot.readUInt32LE() === crc32(record)) found[place.i] = record;
        }
      }
    }
    return found;
  }

  async get(split: string, number: number): Promise<Buffer | undefined> {
    return (await this.getAll(split, [number]))[0];
  }

  /** Keeps records that are not here yet, as far as there is room. They are not changed meanwhile. */
  async put(split: string, numbers: readonly number[], records: readonly Uint8Array[]): Promise<void> {
    if (this.#isFull) return;
    const slots = this.#slots.get(split) ?? new Map<number, number>();
    this.#slots.set(split, slots);
    const parts: Uint8Array[] = [];
    const start = this.#endOf(this.#count - 1);
    const kept: [number: number, slot: number][] = [];
    for (const [i, record] of records.entries()) {
      if (slots.has(numbers[i]!)) continue;
      const end = this.#endOf(this.#count - 1) + CHECK_BYTES + record.byteLength;
      this.#isFull = end > this.#mostBytes || this.#count === this.#mostRecords;
      if (this.#isFull) break;
      parts.push(checkOf(record), record);
      kept.push([numbers[i]!, this.#count]);
      this.#ends[this.#count++] = end;
    }
    if (parts.length === 0) return;
    try {
      const bytes = Buffer.concat(parts);
      for (let at = 0; at < bytes.byteLength; ) {
        at += (await this.#file.write(bytes, at, bytes.byteLength - at, start + at)).bytesWritten;
      }
    } catch {
      this.#isFull = true;
      return;
    }
    for (const [number, slot] of kept) slots.set(number, slot);
  }

  /** Where a slot ends; the one before the first ends at 0. */
  #endOf(slot: number): number {
    return slot < 0 ? 0 : this.#ends[slot]!;
  }

  async #read(position: number, length: number): Promise<Buffer | undefined> {
    const bytes = Buffer.allocUnsafe(length);
    try {
      for (let at = 0; at < length; ) {
        const { bytesRead } = await this.#file.read(bytes, at, length - at, position + at);
        if (bytesRead === 0) return undefined;
        at += bytesRead;
      }
      return bytes;
    } catch {
      return undefined;
    }
  }

  async close(): Promise<void> {
    this.#isFull = true;
    this.#slots.clear();
    await this.#file.close();
  }
}
