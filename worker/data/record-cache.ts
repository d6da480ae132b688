import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

/** Most bytes of a cache, and the part of the disk's free space that it may have. */
const MOST_BYTES = 8 * 1024 ** 3;
const SHARE_OF_DISK = 0.5;
/** Most records: where they lie is kept in memory. */
const MOST_RECORDS = 1_000_000;
/** Before each record: its length and its checksum (uint32 each). */
const HEAD_BYTES = 8;

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
  /** Where records begin. */
  readonly #offsets = new Map<string, Map<number, number>>();
  #bytes = 0;
  #records = 0;
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
      await mkdir(folder, { recursive: true });
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

  /** The record; undefined where it is not here, or damaged. */
  async get(split: string, number: number): Promise<Buffer | undefined> {
    const offset = this.#offsets.get(split)?.get(number);
    if (offset === undefined) return undefined;
    const head = await this.#read(offset, HEAD_BYTES);
    const record = head && (await this.#read(offset + HEAD_BYTES, head.readUInt32LE(0)));
    return record && crc32(record) === head.readUInt32LE(4) ? record : undefined;
  }

  /** Keeps records that are not here yet, as far as there is room. They are not changed meanwhile. */
  async put(split: string, numbers: readonly number[], records: readonly Uint8Array[]): Promise<void> {
    if (this.#isFull) return;
    const offsets = this.#offsets.get(split) ?? new Map<number, number>();
    this.#offsets.set(split, offsets);
    const parts: Uint8Array[] = [];
    const start = this.#bytes;
    const begins: [number: number, offset: number][] = [];
    for (const [i, record] of records.entries()) {
      if (offsets.has(numbers[i]!)) continue;
      const needed = HEAD_BYTES + record.byteLength;
      this.#isFull = this.#bytes + needed > this.#mostBytes || this.#records === this.#mostRecords;
      if (this.#isFull) break;
      const head = Buffer.alloc(HEAD_BYTES);
      head.writeUInt32LE(record.byteLength, 0);
      head.writeUInt32LE(crc32(record), 4);
      parts.push(head, record);
      begins.push([numbers[i]!, this.#bytes]);
      this.#bytes += needed;
      this.#records++;
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
    for (const [number, offset] of begins) offsets.set(number, offset);
  }

  async #read(position: number, length: number): Promise<Buffer | undefined> {
    // A damaged length may be anything.
    if (position + length > this.#bytes) return undefined;
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
    this.#offsets.clear();
    await this.#file.close();
  }
}
