import type { Split } from '../api/data.ts';
import { bytesOf } from '../base/arrays.ts';
import { LockstepError } from '../base/errors.ts';
import { copyStrided } from '../base/strides.ts';
import { type PictureShape, pixelsOf } from './preparation/picture.ts';
import { MOST_RECORD_BYTES, RecordParser } from './record-parser.ts';
import {
  bytesInRecord,
  bytesOfColumn,
  bytesOfRecord,
  type ColumnInfo,
  columnWidth,
  emptySplit,
  type Records,
  type SplitInfo,
} from './records.ts';

/**
 * Records as they come, as a split in memory.
 * @param onDecoded is told the ms that went by in decoding, piece by piece
 * @throws LockstepError BAD_DATA where they are not `length` whole records
 */
export async function decodeRecords(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  info: SplitInfo,
  length: number,
  onDecoded: (ms: number) => void = () => {},
): Promise<Split> {
  const split = emptySplit(info, length);
  const recordBytes = bytesOfRecord(info);
  if (recordBytes !== undefined && recordBytes > 0 && recordBytes <= MOST_RECORD_BYTES) {
    await decodeEqual(pieces, split, recordBytes, onDecoded);
    return split;
  }
  const columns = (info.columns ?? []).map((column, c) => ({
    bytes: bytesOf(split.columns[c]!.values),
    width: bytesOfColumn(column),
    picture: column.stored === 'image' ? pictureShape(column) : undefined,
  }));
  const pictures = new Pictures();
  const parser = new RecordParser((info.columns ?? []).map(bytesInRecord));
  let count = 0;
  for await (const piece of pieces) {
    const start = performance.now();
    // An asynchronous step for each record, not for each piece, would take longer than all the rest.
    for (const values of parser.push(piece)) {
      if (count === length) throw tooMany(length);
      for (const [c, { bytes, width, picture }] of columns.entries()) {
        const from = count * width;
        if (picture) await pictures.decode(values[c]!, picture, bytes.subarray(from, from + width));
        else bytes.set(values[c]!, from);
      }
      count++;
    }
    onDecoded(performance.now() - start);
  }
  expectWhole(parser.isWhole, count, length);
  const start = performance.now();
  await pictures.done();
  onDecoded(performance.now() - start);
  return split;
}

/** Records of `recordBytes` each: a column at a time over all that a piece holds, which takes a fifth of the time. */
async function decodeEqual(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { length, columns }: Split,
  recordBytes: number,
  onDecoded: (ms: number) => void,
): Promise<void> {
  let count = 0;
  const take = (records: Uint8Array) => {
    const more = records.length / recordBytes;
    if (count + more > length) throw tooMany(length);
    let offset = 0;
    for (const { values, shape } of columns) {
      const width = columnWidth({ shape }) * values.BYTES_PER_ELEMENT;
      const from = { bytes: records, offset, stride: recordBytes };
      copyStrided(from, { bytes: bytesOf(values), offset: count * width, stride: width }, width, more);
      offset += width;
    }
    count += more;
  };
  /** A record whose end has not come yet. */
  const begun = new Uint8Array(recordBytes);
  let has = 0;
  for await (const bytes of pieces) {
    const start = performance.now();
    // Of a Buffer a view takes several times as long.
    const piece = bytesOf(bytes);
    const { byteLength } = piece;
    const missing = has === 0 ? 0 : Math.min(recordBytes - has, byteLength);
    begun.set(piece.subarray(0, missing), has);
    if (has + missing === recordBytes) take(begun);
    has = (has + missing) % recordBytes;
    const left = (byteLength - missing) % recordBytes;
    take(piece.subarray(missing, byteLength - left));
    begun.set(piece.subarray(byteLength - left), has);
    has += left;
    onDecoded(performance.now() - start);
  }
  expectWhole(has === 0, count, length);
}

function tooMany(length: number): LockstepError {
  return new LockstepError('BAD_DATA', `more than ${length} records came`);
}

function expectWhole(isWhole: boolean, count: number, length: number): void {
  if (!isWhole) throw new LockstepError('BAD_DATA', 'the last record is cut off');
  if (count !== length) throw new LockstepError('BAD_DATA', `${count} of ${length} records came`);
}

/** Records by their numbers, as a split in memory. */
export async function splitOf(records: Records, numbers: ArrayLike<number>): Promise<Split> {
  return await decodeRecords(records.read(numbers), records.info, numbers.length);
}

/** Pictures that may be decoded at the same time. */
const PICTURES_AT_ONCE = 8;

/** Decodes pictures several at a time, each to its own place. */
class Pictures {
  readonly #decoding = new Set<Promise<void>>();
  #failed: unknown;

  /** Resolves when another one may begin. @throws what an earlier one failed with */
  async decode(picture: Uint8Array, shape: PictureShape, target: Uint8Array): Promise<void> {
    const decoding: Promise<void> = pixelsOf(picture, shape)
      .then(
        (pixels) => target.set(pixels),
        (error) => {
          this.#failed ??= error;
        },
      )
      .finally(() => this.#decoding.delete(decoding));
    this.#decoding.add(decoding);
    if (this.#decoding.size >= PICTURES_AT_ONCE) await Promise.race(this.#decoding);
    if (this.#failed) throw this.#failed;
  }

  /** Resolves when all are decoded. @throws what one of them failed with */
  async done(): Promise<void> {
    await Promise.all(this.#decoding);
    if (this.#failed) throw this.#failed;
  }
}

function pictureShape({ shape }: ColumnInfo): PictureShape {
  const [height = 0, width = 0, channels] = shape ?? [];
  return { size: [height, width], channels: channels === 1 ? 1 : 3 };
}
