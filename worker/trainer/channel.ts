import { type Chunks, cut, lengthOf, room } from '../../base/chunks.ts';
import { LockstepError } from '../../base/errors.ts';
import type { Transport } from '../../collectives/transport/transport.ts';
import { BUCKETS } from './buckets.ts';

/** Longer messages travel in chunks of this size: a transport bounds its frames. */
const CHUNK_BYTES = 4 * 1024 * 1024;
/** Longest message that a rank accepts. */
const MAX_BYTES = 16 * 1024 ** 3;
/** First sequence number of start signals (start-signal.ts); messages are numbered from 0. */
export const SIGNALS = 32_768;

export interface ChannelOptions {
  /** The first sequence number. */
  readonly first?: number;
  /** Called whenever a chunk has gone out or come in. */
  readonly onProgress?: () => void;
}

/**
 * Messages of any length between pairs of ranks, before the steps of a generation begin. Both ends of a pair send and
 * receive in the same order. All methods throw what the transport throws.
 */
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

  /** Sends one message, given as chunks of any size. */
  async send(peer: number, ...chunks: Chunks): Promise<void> {
    const length = new Uint8Array(8);
    new DataView(length.buffer).setFloat64(0, lengthOf(chunks));
    await this.#transport.send(peer, this.#tag(this.#sent, peer), length, this.#signal);
    for (const chunk of cut(chunks, CHUNK_BYTES)) {
      await this.#transport.send(peer, this.#tag(this.#sent, peer), chunk, this.#signal);
      this.#onProgress();
    }
  }

  /**
   * The next message of `peer`. Each chunk is passed on to rank `next`, if given, as soon as it has come.
   * @throws LockstepError PEER_LOST where the message is announced with an impossible length
   */
  async receive(peer: number, next?: number): Promise<Buffer> {
    const length = await this.#lengthFrom(peer, next);
    const data = Buffer.alloc(length);
    for (const chunk of cut([data], CHUNK_BYTES)) await this.#receiveInto(chunk, peer, next);
    return data;
  }

  /** As `receive`, for messages that may be larger than one buffer can be. */
  async receiveChunks(peer: number, next?: number): Promise<Chunks> {
    const chunks = room(await this.#lengthFrom(peer, next), CHUNK_BYTES);
    for (const chunk of chunks) await this.#receiveInto(chunk, peer, next);
    return chunks;
  }

  async #lengthFrom(peer: number, next: number | undefined): Promise<number> {
    const header = new Uint8Array(8);
    await this.#transport.receive(peer, this.#tag(this.#received, peer), header, this.#signal);
    const length = new DataView(header.buffer).getFloat64(0);
    if (!(Number.isInteger(length) && length >= 0 && length <= MAX_BYTES)) {
      throw new LockstepError('PEER_LOST', `rank ${peer} announced a message of ${length} bytes`, { peer });
    }
    await this.#passOn(header, next);
    return length;
  }

  async #receiveInto(chunk: Uint8Array, peer: number, next: number | undefined): Promise<void> {
    await this.#transport.receive(peer, this.#tag(this.#received, peer), chunk, this.#signal);
    await this.#passOn(chunk, next);
    this.#onProgress();
  }

  async #passOn(chunk: Uint8Array, next: number | undefined): Promise<void> {
    if (next === undefined) return;
    await this.#transport.send(next, this.#tag(this.#sent, next), chunk, this.#signal);
  }

  #tag(counts: Map<number, number>, peer: number) {
    const sequence = counts.get(peer) ?? this.#first;
    counts.set(peer, sequence + 1);
    return { step: this.#step, bucket: BUCKETS.channel, sequence };
  }
}
