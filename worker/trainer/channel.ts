import { type Chunks, cut, lengthOf, room } from '../../base/chunks.ts';
import { LockstepError } from '../../base/errors.ts';
import type { Transport } from '../../collectives/transport/transport.ts';
import { BUCKETS } from './buckets.ts';

/** Larger messages are cut, so that no single frame grows beyond what a transport takes. */
const PIECE_BYTES = 4 * 1024 * 1024;
/** Nothing that ranks tell each other outside the all-reduce is larger. */
const MAX_BYTES = 16 * 1024 ** 3;
/** Sequence numbers from here on are those of signs that go beside the messages. */
export const SIGNALS = 32_768;

export interface ChannelOptions {
  /** The first sequence number. */
  readonly first?: number;
  /** Told whenever a piece has gone out or come in. */
  readonly onProgress?: () => void;
}

/** Messages of any length between pairs of ranks, before the steps of a generation begin. */
export class Channel {
  readonly #transport: Transport;
  readonly #step: number;
  readonly #signal: AbortSignal;
  readonly #first: number;
  readonly #onProgress: () => void;
  readonly #sent = new Map<number, number>();
  readonly #received = new Map<number, number>();

  constructor(
    transport: Transport,
    step: number,
    signal: AbortSignal,
    { first = 0, onProgress = () => {} }: ChannelOptions = {},
  ) {
    this.#transport = transport;
    this.#step = step;
    this.#signal = signal;
    this.#first = first;
    this.#onProgress = onProgress;
  }

  async send(peer: number, ...pieces: Chunks): Promise<void> {
    const length = new Uint8Array(8);
    new DataView(length.buffer).setFloat64(0, lengthOf(pieces));
    await this.#transport.send(peer, this.#parity(this.#sent, peer), length, this.#signal);
    for (const piece of cut(pieces, PIECE_BYTES)) {
      await this.#transport.send(peer, this.#parity(this.#sent, peer), piece, this.#signal);
      this.#onProgress();
    }
  }

  /** The next message of `peer`; where there is a `next` rank, it gets every piece as soon as it has come. */
  async receive(peer: number, next?: number): Promise<Buffer> {
    const length = await this.#lengthFrom(peer, next);
    const data = Buffer.alloc(length);
    for (const piece of cut([data], PIECE_BYTES)) await this.#receiveInto(piece, peer, next);
    return data;
  }

  /** As `receive`, for messages that may be larger than one buffer. */
  async receivePieces(peer: number, next?: number): Promise<Chunks> {
    const pieces = room(await this.#lengthFrom(peer, next), PIECE_BYTES);
    for (const piece of pieces) await this.#receiveInto(piece, peer, next);
    return pieces;
  }

  async #lengthFrom(peer: number, next: number | undefined): Promise<number> {
    const header = new Uint8Array(8);
    await this.#transport.receive(peer, this.#parity(this.#received, peer), header, this.#signal);
    const length = new DataView(header.buffer).getFloat64(0);
    if (!(Number.isInteger(length) && length >= 0 && length <= MAX_BYTES)) {
      throw new LockstepError('PEER_LOST', `rank ${peer} announced a message of ${length} bytes`, { peer });
    }
    await this.#pass(header, next);
    return length;
  }

  async #receiveInto(piece: Uint8Array, peer: number, next: number | undefined): Promise<void> {
    await this.#transport.receive(peer, this.#parity(this.#received, peer), piece, this.#signal);
    await this.#pass(piece, next);
    this.#onProgress();
  }

  async #pass(piece: Uint8Array, next: number | undefined): Promise<void> {
    if (next === undefined) return;
    await this.#transport.send(next, this.#parity(this.#sent, next), piece, this.#signal);
  }

  #parity(counts: Map<number, number>, peer: number) {
    const sequence = counts.get(peer) ?? this.#first;
    counts.set(peer, sequence + 1);
    return { step: this.#step, bucket: BUCKETS.channel, sequence };
  }
}
