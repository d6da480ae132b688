import { LockstepError } from '../../base/errors.ts';
import type { Transport } from '../../collectives/transport/transport.ts';

/** Larger messages are cut, so that no single frame grows beyond what a transport takes. */
const PIECE_BYTES = 4 * 1024 * 1024;
/** Nothing that ranks tell each other outside the all-reduce is larger. */
const MAX_BYTES = 16 * 1024 ** 3;
const BUCKET = 2;
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

  async send(peer: number, data: Uint8Array): Promise<void> {
    const length = new Uint8Array(8);
    new DataView(length.buffer).setFloat64(0, data.byteLength);
    await this.#transport.send(peer, this.#slot(this.#sent, peer), length, this.#signal);
    for (let at = 0; at < data.byteLength; at += PIECE_BYTES) {
      const piece = data.subarray(at, at + PIECE_BYTES);
      await this.#transport.send(peer, this.#slot(this.#sent, peer), piece, this.#signal);
      this.#onProgress();
    }
  }

  /** The next message of `peer`; where there is a `next` rank, it gets every piece as soon as it has come. */
  async receive(peer: number, next?: number): Promise<Buffer> {
    const header = new Uint8Array(8);
    await this.#transport.receive(peer, this.#slot(this.#received, peer), header, this.#signal);
    const length = new DataView(header.buffer).getFloat64(0);
    if (!(Number.isInteger(length) && length >= 0 && length <= MAX_BYTES)) {
      throw new LockstepError('PEER_LOST', `rank ${peer} announced a message of ${length} bytes`, { peer });
    }
    const pass = async (piece: Uint8Array) => {
      if (next === undefined) return;
      await this.#transport.send(next, this.#slot(this.#sent, next), piece, this.#signal);
    };
    await pass(header);
    const data = Buffer.alloc(length);
    for (let at = 0; at < length; at += PIECE_BYTES) {
      const piece = data.subarray(at, at + PIECE_BYTES);
      await this.#transport.receive(peer, this.#slot(this.#received, peer), piece, this.#signal);
      await pass(piece);
      this.#onProgress();
    }
    return data;
  }

  #slot(counts: Map<number, number>, peer: number) {
    const sequence = counts.get(peer) ?? this.#first;
    counts.set(peer, sequence + 1);
    return { step: this.#step, bucket: BUCKET, sequence };
  }
}
