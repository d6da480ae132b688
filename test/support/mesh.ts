import { randomBytes } from 'node:crypto';
import type { Certificates } from '../../proto/certificates.ts';
import { listen, type TransportKind } from '../../worker/transport/endpoint.ts';
import type { MeshOptions } from '../../worker/transport/mesh-endpoint.ts';
import type { Endpoint, MeshPlan, Transport } from '../../worker/transport/transport.ts';

export type MeshListenOptions = MeshOptions & { readonly tls?: Certificates };

/** A generation of the endpoints, one plan a rank. */
export function plans(
  endpoints: readonly Endpoint[],
  generation = 1,
  key: Uint8Array = randomBytes(32),
): MeshPlan[] {
  const members = endpoints.map(({ address }, rank) => ({ workerId: `w${rank}`, rank, address }));
  return members.map(({ rank }) => ({ runId: 'run', generation, rank, members, key }));
}

export async function listenAll(
  kind: TransportKind,
  world: number,
  options: (rank: number) => MeshListenOptions = () => ({}),
): Promise<Endpoint[]> {
  const ranks = Array.from({ length: world }, (_, rank) => rank);
  return await Promise.all(
    ranks.map((rank) => listen(kind, { host: '127.0.0.1', port: 0, ...options(rank) })),
  );
}

/** Ranks of this process, linked over the loopback. */
export async function openMesh(
  kind: TransportKind,
  world: number,
  options?: (rank: number) => MeshListenOptions,
): Promise<{ endpoints: Endpoint[]; ranks: Transport[] }> {
  const endpoints = await listenAll(kind, world, options);
  const all = plans(endpoints);
  const { signal } = new AbortController();
  const ranks = await Promise.all(endpoints.map((endpoint, i) => endpoint.connect(all[i]!, signal)));
  return { endpoints, ranks };
}
