import { LockstepError } from '../../base/errors.ts';
import type { Transport } from '../../collectives/transport/transport.ts';
import { Channel, SIGNALS } from './channel.ts';

/** How often waiting members hear that the source rank is still at work, in ms. */
const EVERY_MS = 500;
const WAIT = 0;
const START = 1;

/**
 * Tells the other members of a generation to begin, once all hold the same state. That may take longer than a single
 * wait is allowed to: until then the source rank repeats that it is still at work, and each wait begins anew.
 */
export class StartSignal {
  readonly #channel: Channel;
  readonly #timer: NodeJS.Timeout;
  /** The last send to each of them: sends to one rank follow one another. */
  readonly #sending = new Map<number, Promise<void>>();

  constructor(transport: Transport, step: number, others: readonly number[], signal: AbortSignal) {
    this.#channel = new Channel(transport, step, signal, { first: SIGNALS });
    for (const peer of others) this.#sending.set(peer, Promise.resolve());
    this.#timer = setInterval(() => {
      for (const peer of others) this.#tell(peer, WAIT).catch(() => undefined);
    }, EVERY_MS);
  }

  /** Tells all members to begin. */
  async give(): Promise<void> {
    this.stop();
    await Promise.all([...this.#sending.keys()].map((peer) => this.#tell(peer, START)));
  }

  /** Stops repeating. */
  stop(): void {
    clearInterval(this.#timer);
  }

  #tell(peer: number, sign: number): Promise<void> {
    const sent = this.#sending.get(peer)!.then(() => this.#channel.send(peer, Uint8Array.of(sign)));
    this.#sending.set(peer, sent);
    return sent;
  }
}

/**
 * Resolves when the source rank tells this one to begin; calls `alive` whenever it says that it is still at work.
 * @throws LockstepError PEER_LOST where it sends anything else
 */
export async function startSignal(
  transport: Transport,
  step: number,
  source: number,
  signal: AbortSignal,
  alive: () => void,
): Promise<void> {
  const channel = new Channel(transport, step, signal, { first: SIGNALS });
  for (;;) {
    const [sign] = await channel.receive(source);
    if (sign === START) return;
    if (sign !== WAIT)
      throw new LockstepError('PEER_LOST', `rank ${source} sent an unknown start signal`, { peer: source });
    alive();
  }
}
