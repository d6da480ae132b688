import type { Socket } from 'node:net';

/** What is used of a socket. */
interface Connection extends Pick<Socket, 'remoteAddress' | 'remotePort'> {
  destroy(): unknown;
  on(event: 'error', listener: () => void): unknown;
  once(event: 'close', listener: () => void): unknown;
}

export interface StrangerLimits {
  /** Connections at once; of more, the oldest goes. */
  readonly most: number;
  /** None stays longer, in ms. */
  readonly patienceMs: number;
}

/**
 * Connections that have not shown yet who they are. Each is known by itself and not by where it comes from: a caller
 * may come back from the same port before we hear that its last connection is over.
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
    // Whoever comes now may be honest and quick; whoever has been here longest and said nothing is not.
    const [oldest] = this.#waiting.size >= this.#limits.most ? this.#waiting.keys() : [];
    if (oldest) this.#send(oldest);
    const timer = setTimeout(() => this.#send(connection), this.#limits.patienceMs);
    this.#waiting.set(connection, { remote: remoteOf(connection), timer });
    connection.on('error', () => connection.destroy());
    connection.once('close', () => this.#forget(connection));
  }

  /** Whoever calls from `remote` (`address:port`) has shown who it is and may stay. */
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

/** As gRPC names the other side of a call. */
export function remoteOf({
  remoteAddress,
  remotePort,
}: Pick<Socket, 'remoteAddress' | 'remotePort'>): string {
  return `${remoteAddress}:${remotePort}`;
}
