import { LockstepError } from '../../base/errors.ts';
import { Inbox } from '../../collectives/transport/inbox.ts';
import type { Tag, Transport } from '../../collectives/transport/transport.ts';

/** Ranks of one process linked by memory, for tests and simulations. */
export class MemoryTransport implements Transport {
  readonly generation: number;
  readonly rank: number;
  readonly worldSize: number;
  readonly sent = { bytes: 0, messages: 0 };
  readonly #ranks: readonly MemoryTransport[];
  readonly #inboxes: Inbox[];
  #closed = false;

  private constructor(generation: number, rank: number, ranks: MemoryTransport[], worldSize: number) {
    this.generation = generation;
    this.rank = rank;
    this.worldSize = worldSize;
    this.#ranks = ranks;
    this.#inboxes = Array.from({ length: worldSize }, (_, peer) => new Inbox(peer, () => {}));
  }

  /** One transport a rank. */
  static mesh(worldSize: number, generation = 1): MemoryTransport[] {
    const ranks: MemoryTransport[] = [];
    for (let rank = 0; rank < worldSize; rank++) {
      ranks.push(new MemoryTransport(generation, rank, ranks, worldSize));
    }
    return ranks;
  }

  async send(peer: number, tag: Tag, data: Uint8Array, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const other = this.#ranks[peer];
    if (this.#closed) throw new LockstepError('ABORTED', 'the transport is closed');
    if (!other || other.#closed) {
      throw new LockstepError('PEER_LOST', `rank ${peer} has closed its end`, { peer, step: tag.step });
    }
    this.sent.bytes += data.byteLength;
    this.sent.messages++;
    const inbox = other.#inboxes[this.rank]!;
    inbox.begin(tag, data.byteLength, false);
    if (data.byteLength > 0) inbox.write(data);
  }

  receive(peer: number, tag: Tag, into: Uint8Array, signal: AbortSignal): Promise<void> {
    return this.#inboxes[peer]!.receive(tag, { bytes: into }, signal);
  }

  receiveAdd(peer: number, tag: Tag, into: Float32Array, signal: AbortSignal): Promise<void> {
    return this.#inboxes[peer]!.receive(tag, { sums: into }, signal);
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const inbox of this.#inboxes) inbox.fail(new LockstepError('ABORTED', 'the transport is closed'));
    for (const other of this.#ranks) {
      other.#inboxes[this.rank]!.fail(
        new LockstepError('PEER_LOST', `rank ${this.rank} has closed its end`, { peer: this.rank }),
      );
    }
  }
}
