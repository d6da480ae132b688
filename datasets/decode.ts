import type { Split } from '../api/data.ts';
import { bytesOf } from '../base/arrays.ts';
import { LockstepError } from '../base/errors.ts';
import { RecordParser } from './record-parser.ts';
import { bytesOfColumn, emptySplit, type Records, type SplitInfo } from './records.ts';

/**
 * The records in a stream of bytes, each as the bytes of its columns' values, good until the next one is asked for.
 * @throws LockstepError BAD_DATA where the last one is not whole
 */
async function* recordsOf(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { columns }: SplitInfo,
): AsyncGenerator<Uint8Array[]> {
  const parser = new RecordParser((columns ?? []).map(bytesOfColumn));
  for await (const piece of pieces) yield* parser.push(piece);
  if (!parser.isWhole) throw new LockstepError('BAD_DATA', 'the last record is cut off');
}

/** All records of a split, in order, as `recordsOf`. */
export function recordsIn(records: Records): AsyncGenerator<Uint8Array[]> {
  return recordsOf(records.read(), records.info);
}

/**
 * Records as they come, as a split in memory.
 * @throws LockstepError BAD_DATA where they are not `length` whole records
 */
export async function decodeRecords(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  info: SplitInfo,
  length: number,
): Promise<Split> {
  const split = emptySplit(info, length);
  const targets = split.columns.map(({ values }) => bytesOf(values));
  let count = 0;
  for await (const values of recordsOf(pieces, info)) {
    if (count === length) throw new LockstepError('BAD_DATA', `more than ${length} records came`);
    for (const [c, value] of values.entries()) targets[c]!.set(value, count * value.byteLength);
    count++;
  }
  if (count === length) return split;
  throw new LockstepError('BAD_DATA', `${count} of ${length} records came`);
}

/** Records by their numbers, as a split in memory. */
export async function splitOf(records: Records, numbers: ArrayLike<number>): Promise<Split> {
  return await decodeRecords(records.read(numbers), records.info, numbers.length);
}
