import { crc32 } from 'node:zlib';
import { cut } from '../../base/chunks.ts';
import { CHUNK_BYTES } from '../../proto/services.ts';
import type { Records } from '../records.ts';
import { CHECK_BYTES, END_BYTES, endsName, type Shard, shardName, slotBytes } from './layout.ts';
import { CUT_OFF, damaged, type PackFile, type PackFiles } from './pack-files.ts';

/** Bytes read at once, where records are read in order. */
const SPAN_BYTES = 4 * 1024 ** 2;
/** Records whose ends are read at once. */
const MOST_ENDS = 16_384;
/** Records read at the same time, where they are read by number. */
const AT_ONCE = 32;

/** What is known of a split on disk. */
export interface SplitOnDisk {
  readonly info: Records['info'];
  readonly shards: readonly Shard[];
  readonly counts: Readonly<Record<string, readonly number[]>>;
}

interface OpenShard extends Shard {
  /** Where it lies, for messages. */
  readonly path: string;
  readonly file: PackFile;
  readonly ends: PackFile | undefined;
  /** Number of its first record. */
  readonly first: number;
}

/** The records of a split in the shards of a pack. Memory holds none of them for longer than they are read. */
export class ShardedRecords implements Records {
  readonly info: Records['info'];
  readonly counts: SplitOnDisk['counts'];
  #shards: readonly OpenShard[];
  readonly #slot: number | undefined;

  private constructor({ info, counts }: SplitOnDisk, shards: readonly OpenShard[]) {
    this.info = info;
    this.counts = counts;
    this.#shards = shards;
    this.#slot = slotBytes(info);
  }

  /** Opens all shards. @throws LockstepError STORAGE where one is missing or cut off */
  static async open(files: PackFiles, name: string, split: SplitOnDisk): Promise<ShardedRecords> {
    const opened: OpenShard[] = [];
    try {
      let first = 0;
      for (const [i, shard] of split.shards.entries()) {
        const own = shardName(name, i);
        const file = await files.open(own, shard.bytes);
        const open: OpenShard = { ...shard, path: files.placeOf(own), file, ends: undefined, first };
        opened.push(open);
        if (slotBytes(split.info) === undefined) {
          const ends = await files.open(endsName(own), END_BYTES * shard.records);
          opened[i] = { ...open, ends };
        }
        first += shard.records;
      }
      return new ShardedRecords(split, opened);
    } catch (error) {
      await closeAll(opened);
      throw error;
    }
  }

  async *read(numbers?: ArrayLike<number>): AsyncGenerator<Uint8Array> {
    yield* numbers ? this.#byNumber(numbers) : this.#inOrder();
  }

  /** A second call does nothing. */
  async close(): Promise<void> {
    const shards = this.#shards;
    this.#shards = [];
    await closeAll(shards);
  }

  async *#byNumber(numbers: ArrayLike<number>): AsyncGenerator<Uint8Array> {
    let waiting: Uint8Array[] = [];
    let bytes = 0;
    for (let first = 0; first < numbers.length; first += AT_ONCE) {
      const length = Math.min(AT_ONCE, numbers.length - first);
      const some = Array.from({ length }, (_, i) => this.#one(numbers[first + i]!));
      for (const record of await Promise.all(some)) {
        waiting.push(record);
        bytes += record.byteLength;
      }
      if (bytes < CHUNK_BYTES) continue;
      yield* cut(waiting, CHUNK_BYTES);
      waiting = [];
      bytes = 0;
    }
    yield* cut(waiting, CHUNK_BYTES);
  }

  async *#inOrder(): AsyncGenerator<Uint8Array> {
    for (const shard of this.#shards) {
      for (let from = 0; from < shard.records; ) {
        const most = this.#slot === undefined ? MOST_ENDS : Math.max(1, Math.floor(SPAN_BYTES / this.#slot));
        const bounds = await this.#bounds(shard, from, Math.min(shard.records, from + most));
        let count = bounds.findIndex((bound) => bound - bounds[0]! > SPAN_BYTES) - 1;
        if (count < 0) count = bounds.length - 1;
        count = Math.max(1, count);
        yield* cut(await this.#span(shard, from, bounds.slice(0, count + 1)), CHUNK_BYTES);
        from += count;
      }
    }
  }

  async #one(number: number): Promise<Uint8Array> {
    const shard = this.#shards[this.#shardOf(number)]!;
    const at = number - shard.first;
    const [record] = await this.#span(shard, at, await this.#bounds(shard, at, at + 1));
    return record!;
  }

  #shardOf(number: number): number {
    let [low, high] = [0, this.#shards.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.#shards[middle]!.first <= number) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Where the records `from` to before `to` of a shard begin, and where the last one ends. */
  async #bounds({ ends, path }: OpenShard, from: number, to: number): Promise<number[]> {
    const length = to - from + 1;
    const slot = this.#slot;
    if (slot !== undefined) return Array.from({ length }, (_, i) => (from + i) * slot);
    // The end of the one before is where the first one begins.
    const before = from === 0 ? 0 : 1;
    const bytes = Buffer.alloc(END_BYTES * (to - from + before));
    await fill(ends!, bytes, END_BYTES * (from - before), path);
    const found = Array.from({ length: to - from + before }, (_, i) => bytes.readUInt32LE(END_BYTES * i));
    return before === 0 ? [0, ...found] : found;
  }

  /** Records that follow each other, checked. */
  async #span({ file, path, first }: OpenShard, from: number, bounds: readonly number[]): Promise<Buffer[]> {
    const start = bounds[0]!;
    const bytes = Buffer.allocUnsafe(bounds.at(-1)! - start);
    await fill(file, bytes, start, path);
    return bounds.slice(1).map((end, i) => {
      const slot = bytes.subarray(bounds[i]! - start, end - start);
      const record = slot.subarray(CHECK_BYTES);
      if (slot.readUInt32LE() !== crc32(record))
        throw damaged(path, `is damaged at record ${first + from + i}`);
      return record;
    });
  }
}

async function fill(file: PackFile, bytes: Buffer, position: number, path: string): Promise<void> {
  if (!(await file.fill(bytes, position))) throw damaged(path, CUT_OFF);
}

async function closeAll(shards: readonly OpenShard[]): Promise<void> {
  for (const { file, ends } of shards) {
    await file.close();
    await ends?.close();
  }
}
