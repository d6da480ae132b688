import type { Socket } from 'node:net';

/** The parts of a socket that `Strangers` uses. */
interface Connection extends Pick<Socket, 'remoteAddress' | 'remotePort'> {
  destroy(): unknown;
  on(event: 'error', listener: () => void): unknown;
  once(event: 'close', listener: () => void): unknown;
}

export interface StrangerLimits {
  /** Most connections at a time; beyond that, the oldest is closed. */
  readonly most: number;
  /** Longest that each may stay, in ms. */
  readonly patienceMs: number;
}

/**
 * Connections that have not authenticated themselves yet, in bounded number and for a bounded time. Each one counts by
 * itself, whatever its address: a caller may return from the same port before its last connection is seen to end.
 */
export class Strangers {
  readonly #limits: StrangerLimits;
  /** In the order in which they came. */
  readonly #waiting = new Map<Connection, { remote: string; timer: NodeJS.Timeout }>();

  constructor(limits: StrangerLimits) {
    this.#limits = limits;
  }

  get count(): number {
    return this.#waiting.size;
  }

  greet(connection: Connection): void {
    // An honest caller authenticates itself quickly, so the one that has waited longest is closed.
    const [oldest] = this.#waiting.size >= this.#limits.most ? this.#waiting.keys() : [];
    if (oldest) this.#send(oldest);
    const timer = setTimeout(() => this.#send(connection), this.#limits.patienceMs);
    this.#waiting.set(connection, { remote: remoteOf(connection), timer });
    connection.on('error', () => connection.destroy());
    connection.once('close', () => this.#forget(connection));
  }

  /** The caller at `remote` (`address:port`) has authenticated itself and may stay. */
  know(remote: string): void {
    for (const [connection, stranger] of this.#waiting) {
      if (stranger.remote === remote) this.#forget(connection);
    }
  }

  sendAllAway(): void {
    for (const connection of [...this.#waiting.keys()]) this.#send(connection);
  }

  #send(connection: Connection): void {
    this.#forget(connection);
    connection.destroy();
  }

  #forget(connection: Connection): void {
    clearTimeout(this.#waiting.get(connection)?.timer);
    this.#waiting.delete(connection);
  }
}

/** `address:port` of the other side, as gRPC writes it. */
export function remoteOf({
  remoteAddress,
  remotePort,
}: Pick<Socket, 'remoteAddress' | 'remotePort'>): string {
  return `${remoteAddress}:${remotePort}`;
}
