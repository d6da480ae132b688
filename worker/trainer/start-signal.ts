import { LockstepError } from '../../base/errors.ts';
import type { Transport } from '../../collectives/transport/transport.ts';
import { Channel, SIGNALS } from './channel.ts';

/** How often those who wait hear that there is still something to wait for. */
const EVERY_MS = 500;
const WAIT = 0;
const START = 1;

/**
 * Gives the other members of a generation the sign to begin, when all hold the same state. That may take longer than
 * any one wait may: so they hear again and again that the source is at work, and each wait begins anew.
 */
export class StartSignal {
  readonly #channel: Channel;
  readonly #timer: NodeJS.Timeout;
  /** What is on its way to each of them; one at a time. */
  readonly #sending = new Map<number, Promise<void>>();

  constructor(transport: Transport, step: number, others: readonly number[], signal: AbortSignal) {
    this.#channel = new Channel(transport, step, signal, { first: SIGNALS });
    for (const peer of others) this.#sending.set(peer, Promise.resolve());
    this.#timer = setInterval(() => {
      for (const peer of others) this.#tell(peer, WAIT).catch(() => undefined);
    }, EVERY_MS);
  }

  async give(): Promise<void> {
    this.stop();
    await Promise.all([...this.#sending.keys()].map((peer) => this.#tell(peer, START)));
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #tell(peer: number, sign: number): Promise<void> {
    const sent = this.#sending.get(peer)!.then(() => this.#channel.send(peer, Uint8Array.of(sign)));
    this.#sending.set(peer, sent);
    return sent;
  }
}

/** Resolves when the source gives the sign; `alive` is told whenever it says that it is still at work. */
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
      throw new LockstepError('PEER_LOST', `rank ${source} gave an unknown sign`, { peer: source });
    alive();
  }
}
