import { LockstepError } from '../base/errors.ts';

/** Most bytes of one record: a length that arrives is no reason to wait for more. */
export const MOST_RECORD_BYTES = 128 * 1024 ** 2;

/** Bytes of the length before a value of a length of its own. */
const LENGTH_BYTES = 4;

/** Cuts a stream of bytes into records. Pure. */
export class RecordParser {
  /** Bytes of each column's value; undefined where each says its own length. */
  readonly #widths: readonly (number | undefined)[];
  #pieces: Uint8Array[] = [];
  #bytes = 0;
  #needed = 1;

  constructor(widths: readonly (number | undefined)[]) {
    this.#widths = widths;
  }

  /** True where the bytes so far end with a record. */
  get isWhole(): boolean {
    return this.#bytes === 0;
  }

  /**
   * The records that a piece completes, each as the values of its columns, which share the piece's memory.
   * @throws LockstepError BAD_DATA for a record of more than 128 MiB
   */
  *push(piece: Uint8Array): Generator<Uint8Array[]> {
    this.#pieces.push(piece);
    this.#bytes += piece.byteLength;
    if (this.#bytes < this.#needed) return;
    const bytes = this.#pieces.length === 1 ? piece : Buffer.concat(this.#pieces);
    let start = 0;
    for (;;) {
      const record = this.#recordAt(bytes, start);
      if (typeof record === 'number') {
        this.#needed = record;
        break;
      }
      start = record.end;
      yield record.values;
    }
    this.#pieces = start < bytes.length ? [bytes.subarray(start)] : [];
    this.#bytes = bytes.length - start;
  }

  /** The record at `start`, or the bytes from there on that must be there before more of it is known. */
  #recordAt(bytes: Uint8Array, start: number): { values: Uint8Array[]; end: number } | number {
    if (start === bytes.length) return 1;
    const values: Uint8Array[] = [];
    let at = start;
    for (const fixed of this.#widths) {
      let width = fixed;
      if (width === undefined) {
        if (at + LENGTH_BYTES > bytes.length) return at + LENGTH_BYTES - start;
        width = Buffer.from(bytes.buffer, bytes.byteOffset).readUInt32LE(at);
        at += LENGTH_BYTES;
      }
      if (at + width - start > MOST_RECORD_BYTES) {
        throw new LockstepError('BAD_DATA', `a record has more than ${MOST_RECORD_BYTES} bytes`);
      }
      if (at + width > bytes.length) return at + width - start;
      values.push(bytes.subarray(at, at + width));
      at += width;
    }
    return { values, end: at };
  }
}
