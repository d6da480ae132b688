import type { MemoryMaker } from '../../collectives/transport/host-memory.ts';
import { IDENTITY_BYTES } from '../../collectives/transport/hosts.ts';
import { withSharedMemory } from '../../collectives/transport/shared.ts';
import type { MeshPlan, Transport } from '../../collectives/transport/transport.ts';

/**
 * Ranks of this process that find out who shares a host, as those of several processes do.
 * @param layout by rank, the number of its host; undefined where it can share nothing
 * @param maker by host
 */
export async function meetOnHosts(
  layout: readonly (number | undefined)[],
  links: readonly Transport[],
  maker: (host: number) => MemoryMaker,
  signal: AbortSignal,
): Promise<Transport[]> {
  const members = links.map(({ rank }) => ({ workerId: `w${rank}`, rank, address: '' }));
  return await Promise.all(
    links.map((transport, rank) => {
      const plan: MeshPlan = { runId: 'r', generation: 1, rank, members, key: new Uint8Array(32).fill(7) };
      const endpoint = { address: '', connect: async () => transport, close: async () => undefined };
      const host = layout[rank];
      const offer =
        host === undefined
          ? undefined
          : { maker: maker(host), host: new Uint8Array(IDENTITY_BYTES).fill(host + 1) };
      return withSharedMemory(endpoint, offer).connect(plan, signal);
    }),
  );
}
