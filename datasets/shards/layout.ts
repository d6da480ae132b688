/**
 * How records lie in files. A shard holds records one after another, each behind its CRC-32. Where records have lengths
 * of their own, a file beside it says where each of them ends.
 */
import { crc32 } from 'node:zlib';
import * as z from 'zod';
import { bytesOfRecord, type SplitInfo } from '../records.ts';

export const CHECK_BYTES = 4;
/** Bytes of a record's end in the file of ends: a uint32. */
export const END_BYTES = 4;
export interface Limits {
  /** A shard that has as many bytes is full. Its ends fit into uint32, and a set of a terabyte has a thousand files. */
  readonly shardBytes: number;
  /** Bytes after which is noted how far the packing is: what a kill may cost. */
  readonly noteBytes: number;
}

export const LIMITS: Limits = { shardBytes: 1024 ** 3, noteBytes: 128 * 1024 ** 2 };

export const Shard = z.object({ records: z.int().min(0), bytes: z.int().min(0) });
export type Shard = z.infer<typeof Shard>;

export function shardName(split: string, index: number): string {
  return `${split}-${String(index).padStart(4, '0')}.shard`;
}

export function endsName(shard: string): string {
  return shard.replace(/shard$/, 'ends');
}

/** Bytes of each record in a shard; undefined where they differ. */
export function slotBytes(info: Pick<SplitInfo, 'columns'>): number | undefined {
  const bytes = bytesOfRecord(info);
  return bytes === undefined ? undefined : CHECK_BYTES + bytes;
}

/** The check of a record: its CRC-32, little-endian. */
export function checkOf(record: Uint8Array): Buffer {
  const check = Buffer.alloc(CHECK_BYTES);
  check.writeUInt32LE(crc32(record));
  return check;
}
