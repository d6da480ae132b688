import { carryOverGrpc } from './grpc.ts';
import { MeshEndpoint, type MeshOptions } from './mesh-endpoint.ts';
import { carryOverTcp, type ListenOptions } from './tcp.ts';
import type { Endpoint } from './transport.ts';

export type TransportKind = 'tcp' | 'grpc';

const CARRIERS = { tcp: carryOverTcp, grpc: carryOverGrpc };

/**
 * Opens the listening end of a worker, for the transport that the run uses.
 * @throws LockstepError ADDRESS_IN_USE
 */
export async function listen(kind: TransportKind, options: ListenOptions & MeshOptions): Promise<Endpoint> {
  return await MeshEndpoint.open((onStream) => CARRIERS[kind](options, onStream), options);
}
