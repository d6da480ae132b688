import { LockstepError } from '../../base/errors.ts';
import { cut, lengthOf, type Pieces, room } from '../../base/pieces.ts';
import type { Transport } from '../../collectives/transport/transport.ts';

/** Larger messages are cut, so that no single frame grows beyond what a transport takes. */
const PIECE_BYTES = 4 * 1024 * 1024;
/** Nothing that ranks tell each other outside the all-reduce is larger. */
const MAX_BYTES = 16 * 1024 ** 3;
const BUCKET = 2;

/** Messages of any length between pairs of ranks, before the steps of a generation begin. */
export class Channel {
  readonly #transport: Transport;
  readonly #step: number;
  readonly #signal: AbortSignal;
  readonly #sent = new Map<number, number>();
  readonly #received = new Map<number, number>();

  constructor(transport: Transport, step: number, signal: AbortSignal) {
    this.#transport = transport;
    this.#step = step;
    this.#signal = signal;
  }

  async send(peer: number, ...pieces: Pieces): Promise<void> {
    const length = new Uint8Array(8);
    new DataView(length.buffer).setFloat64(0, lengthOf(pieces));
    await this.#transport.send(peer, this.#slot(this.#sent, peer), length, this.#signal);
    for (const piece of cut(pieces, PIECE_BYTES)) {
      await this.#transport.send(peer, this.#slot(this.#sent, peer), piece, this.#signal);
    }
  }

  async receive(peer: number): Promise<Buffer> {
    const data = Buffer.alloc(await this.#lengthFrom(peer));
    for (let at = 0; at < data.byteLength; at += PIECE_BYTES) {
      await this.#receiveInto(data.subarray(at, at + PIECE_BYTES), peer);
    }
    return data;
  }

  /** For messages that may be larger than one buffer. */
  async receivePieces(peer: number): Promise<Pieces> {
    const pieces = room(await this.#lengthFrom(peer), PIECE_BYTES);
    for (const piece of pieces) await this.#receiveInto(piece, peer);
    return pieces;
  }

  async #lengthFrom(peer: number): Promise<number> {
    const header = new Uint8Array(8);
    await this.#transport.receive(peer, this.#slot(this.#received, peer), header, this.#signal);
    const length = new DataView(header.buffer).getFloat64(0);
    if (!(Number.isInteger(length) && length >= 0 && length <= MAX_BYTES)) {
      throw new LockstepError('PEER_LOST', `rank ${peer} announced a message of ${length} bytes`, { peer });
    }
    return length;
  }

  async #receiveInto(piece: Uint8Array, peer: number): Promise<void> {
    await this.#transport.receive(peer, this.#slot(this.#received, peer), piece, this.#signal);
  }

  #slot(counts: Map<number, number>, peer: number) {
    const sequence = counts.get(peer) ?? 0;
    counts.set(peer, sequence + 1);
    return { step: this.#step, bucket: BUCKET, sequence };
  }
}
