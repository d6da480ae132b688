import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { LockstepError } from '../../base/errors.ts';
import { type Certificates, ROLES } from '../../net/certificates.ts';
import { isLoopback, type Listener, listen } from '../../net/listener.ts';
import type { Carrier, OnStream } from './mesh-endpoint.ts';

export interface ListenOptions {
  /** Address under which peers reach this worker. */
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Left out, links are in the clear. */
  readonly tls?: Certificates | undefined;
}

/** Links as TCP connections. @throws LockstepError ADDRESS_IN_USE */
export async function carryOverTcp(options: ListenOptions, onStream: OnStream): Promise<Carrier> {
  const listener = await listenForPeers(options, (stream, remote) =>
    onStream(stream, () => listener.know(remote)),
  );
  return {
    address: `${options.host}:${listener.port}`,
    dial: (address) => {
      const at = address.lastIndexOf(':');
      const target = { host: address.slice(0, at), port: Number(address.slice(at + 1)) };
      if (!options.tls) return connect({ ...target, noDelay: true });
      return connectTls({ ...target, ...options.tls.context, servername: ROLES.worker }).setNoDelay();
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
