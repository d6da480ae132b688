/** Records as they are sent: descriptions of splits, and chunks of whole records, column by column. */

import { createHash } from 'node:crypto';
import type { Column, ColumnType, Split } from '../api/data.ts';
import { rangeOf } from '../api/ranges.ts';
import { bytesOf, sizeOf } from '../base/arrays.ts';
import { cut } from '../base/chunks.ts';
import { LockstepError } from '../base/errors.ts';
import type { lockstep } from '../proto/gen/lockstep.js';
import { CHUNK_BYTES } from '../proto/services.ts';

type SplitInfo = lockstep.v1.SplitInfo.$Properties;
type RecordChunk = lockstep.v1.RecordChunk.$Properties;

/** The array class for each column type. */
export const ARRAYS = { uint8: Uint8Array, int32: Int32Array, float32: Float32Array };

/** How many numbers one record of a column has. */
export function columnWidth({ shape }: { shape?: readonly number[] | null }): number {
  return sizeOf(shape ?? []);
}

export function splitBytes({ columns }: Split): number {
  return columns.reduce((sum, { values }) => sum + values.byteLength, 0);
}

/**
 * The description of a split that workers get. Its hash covers names, types, shapes and contents. Numbers are
 * little-endian in the hash and in messages, as on every platform that Node runs on.
 */
export function describeSplit(split: Split): SplitInfo {
  return {
    length: split.length,
    columns: split.columns.map(({ name, type, shape, values }) => ({
      name,
      type,
      shape: [...shape],
      ...rangeOf(values),
    })),
    sha256: hashOf(split),
  };
}

/** sha256, hex. */
export function hashOf(split: Split): string {
  const columns = split.columns.map(({ name, type, shape }) => ({ name, type, shape: [...shape] }));
  const hash = createHash('sha256').update(JSON.stringify([split.length, columns]));
  for (const { values } of split.columns) {
    // Node's hash takes at most 2 GiB in one call.
    for (const piece of cut([bytesOf(values)], 2 ** 30)) hash.update(piece);
  }
  return hash.digest('hex');
}

/** The records `indices` (left out: all, in order) in chunks of bounded size. */
export function* encodeRecords(split: Split, indices?: readonly number[]): Generator<RecordChunk> {
  const total = indices?.length ?? split.length;
  const widths = split.columns.map((column) => columnWidth(column) * column.values.BYTES_PER_ELEMENT);
  const recordBytes = widths.reduce((sum, width) => sum + width, 0);
  const perChunk = Math.max(1, Math.floor(CHUNK_BYTES / Math.max(1, recordBytes)));
  for (let first = 0; first < total; first += perChunk) {
    const count = Math.min(perChunk, total - first);
    const columns = split.columns.map(({ values }, c) => {
      const width = widths[c]!;
      const bytes = bytesOf(values);
      if (!indices) return bytes.subarray(first * width, (first + count) * width);
      const gathered = new Uint8Array(count * width);
      for (let i = 0; i < count; i++) {
        const from = indices[first + i]! * width;
        gathered.set(bytes.subarray(from, from + width), i * width);
      }
      return gathered;
    });
    yield { first, count, columns };
  }
}

/** An empty split for `length` records, which `decodeRecords` fills. */
export function emptySplit(info: SplitInfo, length: number): Split {
  const columns = (info.columns ?? []).map((column): Column => {
    const type = column.type as ColumnType;
    const shape = column.shape ?? [];
    return {
      name: column.name ?? '',
      type,
      shape,
      values: new ARRAYS[type](length * columnWidth({ shape })),
    };
  });
  return { length, columns };
}

/**
 * Writes a chunk of records to its place in a split.
 * @throws LockstepError BAD_DATA when it does not fit
 */
export function decodeRecords(chunk: RecordChunk, into: Split): void {
  const { first = 0, count = 0, columns = [] } = chunk;
  for (const [c, column] of into.columns.entries()) {
    const width = columnWidth(column) * column.values.BYTES_PER_ELEMENT;
    const bytes = columns?.[c];
    if (bytes?.byteLength !== (count ?? 0) * width || (first ?? 0) + (count ?? 0) > into.length) {
      throw new LockstepError('BAD_DATA', `a chunk of records does not fit column ${column.name}`);
    }
    bytesOf(column.values).set(bytes, (first ?? 0) * width);
  }
}
