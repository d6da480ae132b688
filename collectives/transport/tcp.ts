import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { LockstepError } from '../../base/errors.ts';
import { type Certificates, ROLES } from '../../net/certificates.ts';
import { isLoopback, type Listener, listen } from '../../net/listener.ts';
import type { Carrier, OnStream } from './mesh-endpoint.ts';
import type { Secure } from './native.ts';

export interface ListenOptions {
  /** Address under which peers reach this worker. */
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Left out, links are in the clear. */
  readonly tls?: Certificates | undefined;
  /** Does TLS over TCP in the place of Node. */
  readonly secure?: Secure | undefined;
}

/** Links as TCP connections. @throws LockstepError ADDRESS_IN_USE */
export async function carryOverTcp(options: ListenOptions, onStream: OnStream): Promise<Carrier> {
  const { tls, secure } = options;
  const listener = await listenForPeers(secure ? { ...options, tls: undefined } : options, (stream, remote) =>
    onStream(secure ? secure(stream as Socket, 'listener') : stream, () => listener.know(remote)),
  );
  return {
    address: `${options.host}:${listener.port}`,
    dial: (address) => {
      const at = address.lastIndexOf(':');
      const target = { host: address.slice(0, at), port: Number(address.slice(at + 1)) };
      if (tls && !secure)
        return connectTls({ ...target, ...tls.context, servername: ROLES.worker }).setNoDelay();
      const socket = connect({ ...target, noDelay: true });
      return secure ? secure(socket, 'dialer') : socket;
    },
    close: listener.close,
  };
}

/** What listens for peers, whatever carries the links. @throws LockstepError ADDRESS_IN_USE */
export async function listenForPeers(
  { host, port, tls }: ListenOptions,
  onStream: (stream: Duplex, remote: string) => void,
): Promise<Listener> {
  // A name may belong to any interface, so it listens on all of them. Links need the generation's key.
  const where = isLoopback(host) ? host : undefined;
  const secured = tls && { certificates: tls, admit: ['worker'] as const };
  return await listen({ host: where, port, tls: secured }, onStream).catch((cause) => {
    throw new LockstepError('ADDRESS_IN_USE', `cannot listen on port ${port} (${cause.message})`, {
      hint: 'Choose another port with --peer-port, or 0 for any',
      cause,
    });
  });
}
