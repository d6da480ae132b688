import { crc32 } from 'node:zlib';
import { LockstepError } from '../../base/errors.ts';
import type { Inbox } from './inbox.ts';
import { TAG_LIMITS, type Tag } from './transport.ts';

/** A frame's header: length u32, step u32, sequence u32, bucket u16, flags u16, crc32 of the message u32, of the fields before it u32; little-endian. */
export const HEADER_BYTES = 24;
const FIELD_BYTES = 20;
/** Largest message in bytes. */
export const MAX_FRAME_BYTES = 1024 * 1024 * 1024;

const CHECKSUMMED = 1;
const PING = 2;
const SPARSE = 4;

/** A frame without a message: says that this side lives. */
export const PING_FRAME = Buffer.alloc(HEADER_BYTES);
PING_FRAME.writeUInt16LE(PING, 14);
sealHeader(PING_FRAME);

/** @param data as it is sent, without its zeros where it is `sparse` (sparse.ts) */
export function encodeHeader(
  { step, sequence, bucket }: Tag,
  data: Uint8Array,
  checksum: boolean,
  sparse = false,
): Buffer {
  const header = Buffer.allocUnsafe(HEADER_BYTES);
  header.writeUInt32LE(data.byteLength, 0);
  header.writeUInt32LE(step, 4);
  header.writeUInt32LE(sequence, 8);
  header.writeUInt16LE(bucket, 12);
  header.writeUInt16LE((checksum ? CHECKSUMMED : 0) | (sparse ? SPARSE : 0), 14);
  header.writeUInt32LE(checksum ? crc32(data) : 0, 16);
  sealHeader(header);
  return header;
}

/** Headers are always checksummed: one that was damaged could announce a message that never comes. */
function sealHeader(header: Buffer): void {
  header.writeUInt32LE(crc32(header.subarray(0, FIELD_BYTES)), FIELD_BYTES);
}

/** Reads frames from the bytes of one peer, cut anywhere, and passes the messages to an inbox. */
export class FrameReader {
  readonly #peer: number;
  readonly #inbox: Inbox;
  readonly #header = Buffer.alloc(HEADER_BYTES);
  readonly #fields = this.#header.subarray(0, FIELD_BYTES);
  #headerBytes = 0;
  #left = 0;
  /** Of the message that is coming, where it is checksummed. */
  #expected: number | undefined;
  #checksum = 0;

  constructor(peer: number, inbox: Inbox) {
    this.#peer = peer;
    this.#inbox = inbox;
  }

  /** @throws LockstepError PEER_LOST for a malformed frame, or one that was damaged */
  push(piece: Uint8Array): void {
    let from = 0;
    while (from < piece.byteLength) {
      if (this.#left === 0) {
        const take = Math.min(HEADER_BYTES - this.#headerBytes, piece.byteLength - from);
        this.#header.set(piece.subarray(from, from + take), this.#headerBytes);
        this.#headerBytes += take;
        from += take;
        if (this.#headerBytes === HEADER_BYTES) this.#begin();
        continue;
      }
      const part = piece.subarray(from, from + this.#left);
      from += part.byteLength;
      this.#left -= part.byteLength;
      if (this.#expected !== undefined) this.#check(part);
      this.#inbox.write(part);
    }
  }

  #begin(): void {
    this.#headerBytes = 0;
    const header = this.#header;
    if (crc32(this.#fields) !== header.readUInt32LE(FIELD_BYTES)) throw this.#damaged('header');
    const length = header.readUInt32LE(0);
    const tag = {
      step: header.readUInt32LE(4),
      sequence: header.readUInt32LE(8),
      bucket: header.readUInt16LE(12),
    };
    const flags = header.readUInt16LE(14);
    if (flags === PING && length === 0) return;
    const { bucket, sequence } = TAG_LIMITS;
    const isKnown = tag.bucket < bucket && tag.sequence < sequence;
    if (length > MAX_FRAME_BYTES || (flags & ~(CHECKSUMMED | SPARSE)) !== 0 || !isKnown) {
      throw new LockstepError('PEER_LOST', `rank ${this.#peer} sent a malformed frame`, { peer: this.#peer });
    }
    this.#left = length;
    this.#checksum = 0;
    this.#expected = flags & CHECKSUMMED ? header.readUInt32LE(16) : undefined;
    this.#inbox.begin(tag, length, (flags & SPARSE) !== 0);
  }

  /** Checked before the last bytes are passed on, so that a damaged message never completes. */
  #check(part: Uint8Array): void {
    this.#checksum = crc32(part, this.#checksum);
    if (this.#left > 0 || this.#checksum === this.#expected) return;
    throw this.#damaged('message');
  }

  #damaged(what: string): LockstepError {
    const text = `a ${what} of rank ${this.#peer} was damaged on its way (checksum)`;
    const hint = 'Check the network path to that host, or use TLS';
    return new LockstepError('PEER_LOST', text, { peer: this.#peer, hint });
  }
}
