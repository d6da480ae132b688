/**
 * Records: samples as bytes, one after another, as they are sent and as they lie in shards. A record is its columns'
 * values, little-endian as on every platform that Node runs on. A value of a length of its own stands behind that length
 * (uint32).
 */
import { createHash } from 'node:crypto';
import type { ColumnType, Dataset, Split, SplitName } from '../api/data.ts';
import { rangeOf } from '../api/ranges.ts';
import { bytesOf, sizeOf } from '../base/arrays.ts';
import { copyStrided } from '../base/strides.ts';
import type { lockstep } from '../proto/gen/lockstep.js';
import { CHUNK_BYTES } from '../proto/services.ts';

export type SplitInfo = lockstep.v1.SplitInfo.$Properties;
export type ColumnInfo = lockstep.v1.ColumnInfo.$Properties;

/** The samples of a split, wherever they lie. */
export interface Records {
  /** What workers are told of them. */
  readonly info: SplitInfo & { readonly length: number };
  /** By columns of one whole number that may be a class: how many records have 0, 1, and so on. */
  readonly counts: Readonly<Record<string, readonly number[]>>;
  /** The bytes of records by their numbers (left out: all, in order), in pieces of bounded size. */
  read(numbers?: ArrayLike<number>): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** The data set that a run is fed with. */
export interface RunData extends Omit<Dataset, SplitName> {
  readonly train: Records;
  readonly validation?: Records | undefined;
  readonly test: Records;
  /** Rows of a user's own data that could not be used and were left out. */
  readonly skipped?: number;
  /** Name of the pack that it lies in, where others may read it too. */
  readonly pack?: string | undefined;
  /** Closes its files. A second call does nothing. */
  close(): Promise<void>;
}

/** The array class for each column type. */
export const ARRAYS = { uint8: Uint8Array, int32: Int32Array, float32: Float32Array };

/** How many numbers one sample of a column has. */
export function columnWidth({ shape }: { shape?: readonly number[] | null }): number {
  return sizeOf(shape ?? []);
}

/** Bytes of a sample of a column in memory. */
export function bytesOfColumn({ type, shape }: Pick<ColumnInfo, 'type' | 'shape'>): number {
  return columnWidth({ shape: shape ?? [] }) * ARRAYS[type as ColumnType].BYTES_PER_ELEMENT;
}

/** Bytes of a split in memory. */
export function bytesInMemory({ length, columns }: SplitInfo): number {
  return (length ?? 0) * (columns ?? []).reduce((sum, column) => sum + bytesOfColumn(column), 0);
}

/** Bytes of a column's value in a record; undefined where each says its own length. */
export function bytesInRecord(column: ColumnInfo): number | undefined {
  return column.stored ? undefined : bytesOfColumn(column);
}

/** Bytes of every record; undefined where they differ. */
export function bytesOfRecord({ columns }: Pick<SplitInfo, 'columns'>): number | undefined {
  const widths = (columns ?? []).map(bytesInRecord);
  return widths.reduce(
    (sum, width) => (sum === undefined || width === undefined ? undefined : sum + width),
    0,
  );
}

/** The hash of a split: of its records, in order, and of the names, types and shapes of its columns. */
export class SplitHash {
  readonly #records = createHash('sha256');

  update(records: Uint8Array): void {
    this.#records.update(records);
  }

  /** sha256, hex. Nothing can be added afterwards. */
  digest({ length, columns }: SplitInfo): string {
    const head = (columns ?? []).map(({ name, type, shape }) => ({ name, type, shape: [...(shape ?? [])] }));
    const hash = createHash('sha256').update(JSON.stringify([length ?? 0, head]));
    return hash.update(this.#records.digest()).digest('hex');
  }
}

/** A split that is in memory. */
export function memoryRecords(split: Split): Records {
  const counts = split.columns.flatMap(({ name, shape, values }) => {
    const found = shape.length === 0 ? countsOf(values) : undefined;
    return found ? [[name, found] as const] : [];
  });
  return {
    info: describeSplit(split),
    counts: Object.fromEntries(counts),
    read: (numbers) => encodeRecords(split, numbers),
  };
}

/** The description of a split that workers get. Its hash covers names, types, shapes and contents. */
export function describeSplit(split: Split): Records['info'] {
  const { length } = split;
  const columns = split.columns.map(({ name, type, shape, values }) => ({
    name,
    type,
    shape: [...shape],
    ...rangeOf(values),
  }));
  const hash = new SplitHash();
  for (const piece of encodeRecords(split)) hash.update(piece);
  return { length, columns, sha256: hash.digest({ length, columns }) };
}

/** More different numbers than classes there can be. */
const MOST_CLASSES = 10_000;

/** How often 0, 1, and so on are there; undefined where a number is no class. */
function countsOf(values: ArrayLike<number>): number[] | undefined {
  const counts: number[] = [];
  for (let i = 0; i < values.length; i++) if (!addClass(counts, values[i]!)) return undefined;
  return counts;
}

/** Counts one more of a class. False where the number cannot be one. */
export function addClass(counts: number[], value: number): boolean {
  if (!Number.isInteger(value) || value < 0 || value >= MOST_CLASSES) return false;
  while (counts.length <= value) counts.push(0);
  counts[value]!++;
  return true;
}

/** The records of a split by their numbers (left out: all, in order), in pieces of bounded size. */
export function* encodeRecords(split: Split, numbers?: ArrayLike<number>): Generator<Uint8Array> {
  const total = numbers?.length ?? split.length;
  const columns = split.columns.map((column) => ({
    bytes: bytesOf(column.values),
    width: columnWidth(column) * column.values.BYTES_PER_ELEMENT,
  }));
  const recordBytes = columns.reduce((sum, { width }) => sum + width, 0);
  const perPiece = Math.max(1, Math.floor(CHUNK_BYTES / Math.max(1, recordBytes)));
  for (let first = 0; first < total; first += perPiece) {
    const count = Math.min(perPiece, total - first);
    const piece = new Uint8Array(count * recordBytes);
    let offset = 0;
    for (const { bytes, width } of columns) {
      if (numbers) {
        for (let i = 0; i < count; i++) {
          const from = numbers[first + i]! * width;
          piece.set(bytes.subarray(from, from + width), i * recordBytes + offset);
        }
      } else {
        const from = { bytes, offset: first * width, stride: width };
        copyStrided(from, { bytes: piece, offset, stride: recordBytes }, width, count);
      }
      offset += width;
    }
    yield piece;
  }
}

/** A split in memory with room for `length` samples. */
export function emptySplit(info: SplitInfo, length: number): Split {
  const columns = (info.columns ?? []).map(({ name, type, shape }) => ({
    name: name ?? '',
    type: type as ColumnType,
    shape: shape ?? [],
    values: new ARRAYS[type as ColumnType](length * columnWidth({ shape: shape ?? [] })),
  }));
  return { length, columns };
}
