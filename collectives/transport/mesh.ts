import { LockstepError } from '../../base/errors.ts';
import type { Link, Pulse } from './link.ts';
import { toSparse } from './sparse.ts';
import type { MeshPlan, Tag, Transport } from './transport.ts';

/** A rank's links to all other ranks of its generation. */
export class MeshTransport implements Transport {
  readonly generation: number;
  readonly rank: number;
  readonly worldSize: number;
  readonly sent = { bytes: 0, messages: 0 };
  readonly #links: ReadonlyMap<number, Link>;
  readonly #beat: NodeJS.Timeout;

  constructor(plan: MeshPlan, links: ReadonlyMap<number, Link>, pulse: Pulse) {
    this.generation = plan.generation;
    this.rank = plan.rank;
    this.worldSize = plan.members.length;
    this.#links = links;
    this.#beat = setInterval(() => {
      for (const link of links.values()) link.beat(pulse);
    }, pulse.everyMs);
  }

  async send(peer: number, tag: Tag, data: Uint8Array, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const sparse = toSparse(data);
    const message = sparse ?? data;
    this.sent.bytes += message.byteLength;
    this.sent.messages++;
    await this.#link(peer).send(tag, message, sparse !== undefined);
  }

  receive(peer: number, tag: Tag, into: Uint8Array, signal: AbortSignal): Promise<void> {
    return this.#link(peer).inbox.receive(tag, { bytes: into }, signal);
  }

  receiveAdd(peer: number, tag: Tag, into: Float32Array, signal: AbortSignal): Promise<void> {
    return this.#link(peer).inbox.receive(tag, { sums: into }, signal);
  }

  async close(): Promise<void> {
    clearInterval(this.#beat);
    for (const link of this.#links.values()) link.close();
  }

  #link(peer: number): Link {
    const link = this.#links.get(peer);
    if (!link) throw new LockstepError('INTERNAL', `there is no link to rank ${peer}`, { peer });
    return link;
  }
}
