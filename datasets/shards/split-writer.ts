import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { type Range, rangeOf } from '../../api/ranges.ts';
import { bytesOf } from '../../base/arrays.ts';
import { BadRow } from '../formats/rows.ts';
import { MOST_RECORD_BYTES } from '../record-parser.ts';
import { addClass, type ColumnInfo, type Records, SplitHash } from '../records.ts';
import { checkOf, endsName, type Limits, Shard, shardName, slotBytes } from './layout.ts';
import { folderFiles } from './pack-files.ts';
import { ShardedRecords } from './sharded-records.ts';

/** Bytes kept in memory before they are written. */
const BUFFER_BYTES = 4 * 1024 ** 2;

/** What a split in the making has come to; plain data. */
export const SplitState = z.object({
  shards: z.array(Shard),
  ranges: z.array(z.object({ min: z.number().nullable(), max: z.number().nullable(), whole: z.boolean() })),
  /** By column of whole numbers: how many records have 0, 1, and so on. */
  counts: z.record(z.string(), z.array(z.int())),
});
export type SplitState = z.infer<typeof SplitState>;

/** Writes the records of one split into shards. `flush` brings to disk what `state` tells. */
export class SplitWriter {
  readonly #folder: string;
  readonly #name: string;
  readonly #columns: readonly ColumnInfo[];
  readonly #state: SplitState;
  readonly #fixed: boolean;
  readonly #shardBytes: number;
  readonly #hash = new SplitHash();
  /** The shard that is not full, where an earlier attempt has written; others are begun anew. */
  readonly #begun: number;
  #waiting: Uint8Array[] = [];
  #waitingEnds: number[] = [];
  #waitingBytes = 0;
  #file: FileHandle | undefined;
  #ends: FileHandle | undefined;

  private constructor(
    folder: string,
    name: string,
    columns: readonly ColumnInfo[],
    state: SplitState,
    { shardBytes }: Limits,
  ) {
    this.#shardBytes = shardBytes;
    this.#folder = folder;
    this.#name = name;
    this.#columns = columns;
    this.#state = state;
    this.#begun = state.shards.length - 1;
    this.#fixed = slotBytes({ columns: [...columns] }) !== undefined;
  }

  /** Begins a split, or goes on with one after `state`: what was written beyond it is written again. */
  static async open(
    folder: string,
    name: string,
    columns: readonly ColumnInfo[],
    state: SplitState | undefined,
    limits: Limits,
  ): Promise<SplitWriter> {
    const before = state ?? {
      shards: [],
      ranges: columns.map(() => ({ min: null, max: null, whole: true })),
      counts: Object.fromEntries(columns.filter(mayBeClass).map((column) => [column.name, []])),
    };
    const writer = new SplitWriter(folder, name, columns, before, limits);
    await writer.#goOn();
    return writer;
  }

  get state(): SplitState {
    return this.#state;
  }

  get records(): number {
    return this.#state.shards.reduce((sum, shard) => sum + shard.records, 0);
  }

  get bytes(): number {
    return this.#state.shards.reduce((sum, shard) => sum + shard.bytes, 0);
  }

  /**
   * Takes a record, a value a column: numbers, or bytes of a length of their own.
   * @param at where it comes from, for a message
   * @throws BadRow where a number is not finite, or the record is too large
   */
  add(values: readonly ArrayBufferView[], at: string): void {
    const parts: Uint8Array[] = [];
    for (const [c, column] of this.#columns.entries()) {
      const value = values[c]!;
      if (column.stored) {
        const length = Buffer.alloc(4);
        length.writeUInt32LE(value.byteLength);
        parts.push(length, bytesOf(value));
      } else {
        parts.push(bytesOf(value));
      }
    }
    const record = Buffer.concat(parts);
    if (record.byteLength > MOST_RECORD_BYTES) {
      throw new BadRow(`${at} has more than ${MOST_RECORD_BYTES} bytes`, 'Make it smaller');
    }
    const ranges = this.#columns.map((column, c) =>
      column.stored ? PICTURE : finiteRange(values[c]!, column, at),
    );
    for (const [c, range] of ranges.entries()) this.#count(c, range);
    let shard = this.#state.shards.at(-1);
    // What waits is written into one file.
    if (!shard || (shard.bytes >= this.#shardBytes && this.#waitingBytes === 0)) {
      shard = { records: 0, bytes: 0 };
      this.#state.shards.push(shard);
    }
    this.#hash.update(record);
    const slot = [checkOf(record), record];
    this.#waiting.push(...slot);
    this.#waitingBytes += slot[0]!.byteLength + record.byteLength;
    shard.records++;
    shard.bytes += slot[0]!.byteLength + record.byteLength;
    if (!this.#fixed) this.#waitingEnds.push(shard.bytes);
  }

  /** True where so much is waiting that it should be written before more is added, or a shard is full. */
  get isFull(): boolean {
    return this.#waitingBytes >= BUFFER_BYTES || (this.#state.shards.at(-1)?.bytes ?? 0) >= this.#shardBytes;
  }

  /** Writes what was added since the last call. @param lasting also to the disk itself */
  async write(lasting = false): Promise<void> {
    if (this.#waitingBytes > 0) {
      await this.#openShard();
      await this.#file!.writev(this.#waiting);
      const ends = Uint32Array.from(this.#waitingEnds);
      if (ends.length > 0) await this.#ends!.write(bytesOf(ends));
      this.#waiting = [];
      this.#waitingEnds = [];
      this.#waitingBytes = 0;
    }
    if (lasting) await Promise.all([this.#file?.datasync(), this.#ends?.datasync()]);
    if ((this.#state.shards.at(-1)?.bytes ?? 0) >= this.#shardBytes) await this.#closeShard();
  }

  /** Ends the split. */
  async finish(): Promise<Records['info']> {
    await this.write(true);
    await this.#closeShard();
    const columns = this.#columns.map((column, c) => {
      const { min, max, whole } = this.#state.ranges[c]!;
      return {
        ...column,
        min: min ?? Number.POSITIVE_INFINITY,
        max: max ?? Number.NEGATIVE_INFINITY,
        whole,
      };
    });
    const length = this.records;
    return { length, columns, sha256: this.#hash.digest({ length, columns }) };
  }

  async close(): Promise<void> {
    await this.#closeShard();
  }

  #count(c: number, { min, max, whole }: Range): void {
    const range = this.#state.ranges[c]!;
    range.min = Math.min(range.min ?? min, min);
    range.max = Math.max(range.max ?? max, max);
    range.whole &&= whole;
    const name = this.#columns[c]!.name ?? '';
    const counts = this.#state.counts[name];
    if (counts && !addClass(counts, min)) delete this.#state.counts[name];
  }

  /** Brings the files and the hash to where `state` is. */
  async #goOn(): Promise<void> {
    if (this.records === 0) return;
    const shards = this.#state.shards;
    await this.#openShard();
    await this.#file!.truncate(shards.at(-1)!.bytes);
    await this.#ends?.truncate(4 * shards.at(-1)!.records);
    await this.#closeShard();
    const info = { length: this.records, columns: [...this.#columns] };
    const there = await ShardedRecords.open(folderFiles(this.#folder), this.#name, {
      info,
      shards,
      counts: {},
    });
    try {
      for await (const piece of there.read()) this.#hash.update(piece);
    } finally {
      await there.close();
    }
  }

  async #openShard(): Promise<void> {
    if (this.#file) return;
    const index = this.#state.shards.length - 1;
    const path = join(this.#folder, shardName(this.#name, index));
    const flags = index === this.#begun ? 'a' : 'w';
    this.#file = await open(path, flags);
    if (!this.#fixed) this.#ends = await open(endsName(path), flags);
  }

  async #closeShard(): Promise<void> {
    const files = [this.#file, this.#ends];
    this.#file = undefined;
    this.#ends = undefined;
    for (const file of files) {
      await file?.datasync();
      await file?.close();
    }
  }
}

/** Levels of a picture. */
const PICTURE: Range = { min: 0, max: 255, whole: true };

function finiteRange(value: ArrayBufferView, { name }: ColumnInfo, at: string): Range {
  const range = rangeOf(value as Float32Array);
  if (Number.isFinite(range.min) && Number.isFinite(range.max)) return range;
  throw new BadRow(
    `${at}: ${name} has a number that is not finite`,
    "Fill in what is missing, or leave such rows out: onBadRow: 'skip'",
  );
}

function mayBeClass({ type, shape, stored }: ColumnInfo): boolean {
  return type === 'int32' && (shape ?? []).length === 0 && !stored;
}
