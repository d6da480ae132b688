/** Meshes and endpoints that are closed after each test. */
import { afterEach } from 'vitest';
import type { TransportKind } from '../../collectives/transport/endpoint.ts';
import type { Endpoint, Transport } from '../../collectives/transport/transport.ts';
import { listenAll, type MeshListenOptions, openMesh } from './mesh.ts';

export const tag = (sequence: number, step = 1, bucket = 0) => ({ step, bucket, sequence });

/** What is to be closed after the test that runs. */
export const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((thing) => thing.close()));
});

export async function linkedMesh(
  kind: TransportKind,
  world: number,
  options: (rank: number) => MeshListenOptions = () => ({}),
): Promise<Transport[]> {
  const mesh = await openMesh(kind, world, options);
  open.push(...mesh.endpoints, ...mesh.ranks);
  return mesh.ranks;
}

export async function listening(
  kind: TransportKind,
  world: number,
  options: MeshListenOptions = {},
): Promise<Endpoint[]> {
  const endpoints = await listenAll(kind, world, () => options);
  open.push(...endpoints);
  return endpoints;
}
