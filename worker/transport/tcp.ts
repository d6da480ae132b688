import { type AddressInfo, connect, createServer } from 'node:net';
import type { Duplex } from 'node:stream';
import { LockstepError } from '../../proto/errors.ts';
import type { Carrier } from './mesh-endpoint.ts';

export interface ListenOptions {
  /** Address under which peers reach this worker. */
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
}

/** Links as plain TCP connections. @throws LockstepError ADDRESS_IN_USE */
export async function carryOverTcp(
  { host, port }: ListenOptions,
  onStream: (stream: Duplex) => void,
): Promise<Carrier> {
  const server = createServer({ noDelay: true, pauseOnConnect: true }, onStream);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(addressInUse(port, cause)));
    // On all interfaces: the name that peers know may belong to any of them. Links need the key.
    server.listen(port, resolve);
  });
  return {
    address: `${host}:${(server.address() as AddressInfo).port}`,
    dial: (address) => {
      const at = address.lastIndexOf(':');
      return connect({ host: address.slice(0, at), port: Number(address.slice(at + 1)), noDelay: true });
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

export function addressInUse(port: number, cause: Error): LockstepError {
  return new LockstepError('ADDRESS_IN_USE', `cannot listen on port ${port} (${cause.message})`, {
    mend: 'Name another port with --peer-port, or 0 for any',
    cause,
  });
}
