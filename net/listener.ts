import type { AddressInfo, Socket } from 'node:net';
import { createServer, isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { type Certificates, plays, type Role } from './certificates.ts';
import { remoteOf, Strangers } from './strangers.ts';

export interface ListenerOptions {
  /** Address to listen on; left out, all of them. */
  readonly host?: string | undefined;
  /** 0 takes any free port. */
  readonly port: number;
  /** Left out, connections are in the clear. */
  readonly tls?: { readonly certificates: Certificates; readonly admit: readonly Role[] } | undefined;
}

export interface Listener {
  readonly port: number;
  /** The caller at `remote` (`address:port`) has authenticated itself and may stay. */
  know(remote: string): void;
  /** Takes no more connections; those there are stay. */
  close(): Promise<void>;
}

/** Most connections that have not authenticated themselves; beyond that, the oldest is closed. */
const MAX_STRANGERS = 512;
/** Longest that such a connection may stay, in ms. */
const STRANGER_MS = 10_000;

/**
 * Listens for connections and bounds what strangers can hold. With TLS, only holders of a certificate that the
 * cluster's authority has issued for one of the admitted roles get as far as `onStream`.
 * @throws the socket's error where the address cannot be had
 */
export async function listen(
  { host, port, tls }: ListenerOptions,
  onStream: (stream: Duplex, remote: string) => void,
): Promise<Listener> {
  const strangers = new Strangers({ most: MAX_STRANGERS, patienceMs: STRANGER_MS });
  const server = tls
    ? createTlsServer({
        ...tls.certificates.context,
        requestCert: true,
        rejectUnauthorized: true,
        ALPNProtocols: ['h2'],
        handshakeTimeout: STRANGER_MS,
        noDelay: true,
      })
    : createServer({ noDelay: true });
  server.on('connection', (socket: Socket) => strangers.greet(socket));
  if (tls) {
    server.on('secureConnection', (socket: TLSSocket) => {
      socket.on('error', () => socket.destroy());
      if (plays(tls.admit, socket.getPeerCertificate())) onStream(socket, remoteOf(socket));
      else socket.destroy();
    });
  } else {
    server.on('connection', (socket: Socket) => onStream(socket, remoteOf(socket)));
  }
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host }, resolve);
  });
  // An accept that fails, as where too many files are open, costs that connection alone.
  server.on('error', () => {});
  return {
    port: (server.address() as AddressInfo).port,
    know: (remote) => strangers.know(remote),
    close: async () => {
      strangers.sendAllAway();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Whether an address can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  if (isIP(host) === 4) return host.startsWith('127.');
  return host === 'localhost' || host === '::1' || host.startsWith('::ffff:127.');
}
