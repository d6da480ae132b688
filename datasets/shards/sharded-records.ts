import { crc32 } from 'node:zlib';
import { cut } from '../../base/chunks.ts';
import { CHUNK_BYTES } from '../../proto/services.ts';
import type { Records } from '../records.ts';
import { CHECK_BYTES, END_BYTES, endsName, type Shard, shardName, slotBytes } from './layout.ts';
import { CUT_OFF, damaged, type PackFile, type PackFiles } from './pack-files.ts';
import { inTurns, type Place, spansOf } from './spans.ts';

/** Bytes read at once, where records are read in order. */
const SPAN_BYTES = 4 * 1024 ** 2;
/** Records whose ends are read at once. */
const MOST_ENDS = 16_384;
/** Ends between two that are wanted, which are read in vain sooner than the second one by a read of its own. */
const GAP_ENDS = 8_192;
/** Records that are looked for at once, where they are read by number: the more, the nearer they lie. */
const MOST_PLACES = 65_536;
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

interface RecordPlace extends Place {
  readonly shard: OpenShard;
  readonly number: number;
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
    for (let first = 0; first < numbers.length; first += MOST_PLACES) {
      const length = Math.min(MOST_PLACES, numbers.length - first);
      const places = await this.#places(Array.from({ length }, (_, i) => numbers[first + i]!));
      for (let from = 0; from < length; ) {
        let [to, bytes] = [from, 0];
        while (to < length && bytes < SPAN_BYTES) bytes += places[to]!.end - places[to++]!.start;
        yield* cut([await this.#recordsAt(places.slice(from, to))], CHUNK_BYTES);
        from = to;
      }
    }
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

  /** Where records lie, in the order of their numbers as given. */
  async #places(numbers: readonly number[]): Promise<RecordPlace[]> {
    const found = new Array<RecordPlace>(numbers.length);
    const slot = this.#slot;
    for (const [shard, of] of this.#byShard(numbers)) {
      const at = of.map((i) => numbers[i]! - shard.first);
      if (slot !== undefined) {
        for (const [j, i] of of.entries())
          found[i] = { shard, number: numbers[i]!, start: at[j]! * slot, end: (at[j]! + 1) * slot };
        continue;
      }
      const spans = spansOf(
        at.map((record) => ({ start: record, end: record + 1 })),
        GAP_ENDS,
        MOST_ENDS,
      );
      for (const some of inTurns(spans)) {
        const bounds = await Promise.all(some.map(({ start, end }) => this.#bounds(shard, start, end)));
        for (const [k, { start, of: inSpan }] of some.entries()) {
          for (const j of inSpan) {
            const [from, to] = [bounds[k]![at[j]! - start]!, bounds[k]![at[j]! - start + 1]!];
            found[of[j]!] = { shard, number: numbers[of[j]!]!, start: from, end: to };
          }
        }
      }
    }
    return found;
  }

  /** The records at some places one after another, checked. Those that lie near each other in a shard are read together. */
  async #recordsAt(places: readonly RecordPlace[]): Promise<Uint8Array> {
    const offsets: number[] = [];
    let total = 0;
    for (const { start, end } of places) {
      offsets.push(total);
      total += end - start - CHECK_BYTES;
    }
    const records = Buffer.allocUnsafe(total);
    const reads = [...this.#byShard(places.map(({ number }) => number))].flatMap(([shard, of]) =>
      spansOf(of.map((i) => places[i]!)).map((span) => ({ ...span, shard, of: span.of.map((j) => of[j]!) })),
    );
    for (const some of inTurns(reads)) {
      const read = some.map(async ({ shard, start, end, of }) => {
        const bytes = Buffer.allocUnsafe(end - start);
        await fill(shard.file, bytes, start, shard.path);
        for (const i of of) {
          const place = places[i]!;
          const slot = bytes.subarray(place.start - start, place.end - start);
          records.set(checked(slot, shard, place.number), offsets[i]!);
        }
      });
      await Promise.all(read);
    }
    return records;
  }

  /** Which of the numbers each shard has. */
  #byShard(numbers: readonly number[]): Map<OpenShard, number[]> {
    const found = new Map<OpenShard, number[]>();
    for (const [i, number] of numbers.entries()) {
      const shard = this.#shards[this.#shardOf(number)]!;
      const of = found.get(shard);
      if (of) of.push(i);
      else found.set(shard, [i]);
    }
    return found;
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
  async #span(shard: OpenShard, from: number, bounds: readonly number[]): Promise<Buffer[]> {
    const start = bounds[0]!;
    const bytes = Buffer.allocUnsafe(bounds.at(-1)! - start);
    await fill(shard.file, bytes, start, shard.path);
    return bounds.slice(1).map((end, i) => {
      return checked(bytes.subarray(bounds[i]! - start, end - start), shard, shard.first + from + i);
    });
  }
}

/** The record in its slot. @throws LockstepError STORAGE where it is not what was written */
function checked(slot: Buffer, { path }: OpenShard, number: number): Buffer {
  const record = slot.subarray(CHECK_BYTES);
  if (slot.readUInt32LE() === crc32(record)) return record;
  throw damaged(path, `is damaged at record ${number}`);
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
