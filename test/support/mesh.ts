import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { listen, type TransportKind } from '../../collectives/transport/endpoint.ts';
import { answerProof, encodeHello } from '../../collectives/transport/handshake.ts';
import type { MeshOptions } from '../../collectives/transport/mesh-endpoint.ts';
import type { Secure } from '../../collectives/transport/native.ts';
import type { Endpoint, MeshPlan, Transport } from '../../collectives/transport/transport.ts';
import type { Certificates } from '../../net/certificates.ts';

export type MeshListenOptions = MeshOptions & { readonly tls?: Certificates; readonly secure?: Secure };

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

/**
 * A rank whose only peer holds the key, sends `bytes` right after its proof, and then ends the connection or, when
 * it `stays`, neither sends nor reads any more.
 */
export async function memberThatSends(
  bytes: Buffer,
  options: MeshOptions,
  stays = false,
): Promise<{ transport: Transport; close(): Promise<void> }> {
  const endpoint = await listen('tcp', { host: '127.0.0.1', port: 0, ...options });
  const key = randomBytes(32);
  const { address } = endpoint;
  const members = [address, 'nobody:1'].map((at, rank) => ({ workerId: `w${rank}`, rank, address: at }));
  const socket = connect(Number(address.split(':')[1]), '127.0.0.1');
  const hello = encodeHello('run', 1, 1);
  socket.write(hello);
  socket.once('data', (answer: Buffer) => {
    // The handshake's end and what follows it come in one piece.
    socket.write(Buffer.concat([answerProof(key, hello, answer)!, bytes]));
    if (!stays) socket.end();
  });
  socket.on('error', () => {});
  const { signal } = new AbortController();
  const transport = await endpoint.connect({ runId: 'run', generation: 1, rank: 0, members, key }, signal);
  const close = async () => {
    socket.destroy();
    await transport.close();
    await endpoint.close();
  };
  return { transport, close };
}
