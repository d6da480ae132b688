import { listenTcp, type TcpOptions } from './tcp.ts';
import type { Endpoint } from './transport.ts';

export type TransportKind = 'tcp';

/** The listening end of a worker, for the transport that the run uses. */
export async function listen(kind: TransportKind, options: TcpOptions): Promise<Endpoint> {
  switch (kind) {
    case 'tcp':
      return listenTcp(options);
  }
}
