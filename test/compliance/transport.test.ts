import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { allReduce } from '../../collectives/index.ts';
import { listen, type TransportKind } from '../../collectives/transport/endpoint.ts';
import { PING_FRAME } from '../../collectives/transport/framing.ts';
import type { Transport } from '../../collectives/transport/transport.ts';
import { readCertificates } from '../../net/certificates.ts';
import { randomBytes, seeded } from '../faults/hostile/mutate.ts';
import { authority, member } from '../support/certificates.ts';
import { linkedMesh, listening, open, tag } from '../support/closed-meshes.ts';
import { native } from '../support/engines.ts';
import { MemoryTransport } from '../support/memory-transport.ts';
import { type MeshListenOptions, memberThatSends, plans } from '../support/mesh.ts';

const { signal } = new AbortController();
const folder = mkdtempSync(join(tmpdir(), 'lockstep-certificates-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const worker = readCertificates(member(folder, authority(), 'worker'), 'worker', Date.now());

const MESHES: Record<string, (world: number) => Promise<Transport[]>> = {
  memory: async (world) => MemoryTransport.mesh(world),
  tcp: (world) => linkedMesh('tcp', world),
  'tcp with checksums': (world) => linkedMesh('tcp', world, () => ({ checksums: true })),
  'tcp with TLS': (world) => linkedMesh('tcp', world, () => ({ tls: worker })),
  grpc: (world) => linkedMesh('grpc', world),
  'grpc with TLS': (world) => linkedMesh('grpc', world, () => ({ tls: worker })),
};
if (native) {
  MESHES['native tcp'] = (world) => linkedMesh('tcp', world, () => ({ native }));
  MESHES['native tcp with checksums'] = (world) =>
    linkedMesh('tcp', world, () => ({ native, checksums: true }));
  MESHES['tcp, native at every other rank'] = (world) =>
    linkedMesh('tcp', world, (rank) => (rank % 2 === 0 ? { native } : {}));
  const secured = { tls: worker, native, secure: native.secure(worker) };
  MESHES['native tcp with TLS'] = (world) => linkedMesh('tcp', world, () => secured);
  MESHES['tcp with TLS, native at every other rank'] = (world) =>
    linkedMesh('tcp', world, (rank) => (rank % 2 === 0 ? secured : { tls: worker }));
}

describe.each(Object.entries(MESHES))('%s', (_name, mesh) => {
  test('knows rank, world and generation', async () => {
    const ranks = await mesh(3);
    expect(ranks.map(({ rank, worldSize, generation }) => [rank, worldSize, generation])).toEqual([
      [0, 3, 1],
      [1, 3, 1],
      [2, 3, 1],
    ]);
  });

  test('brings messages to the tag that asks, in whatever order', async () => {
    const [one, two] = await mesh(2);
    await one!.send(1, tag(0), Uint8Array.of(1, 2, 3), signal);
    await one!.send(1, tag(1), Uint8Array.of(4), signal);
    await one!.send(1, tag(0, 1, 1), Uint8Array.of(), signal);
    const [last, empty, first] = [new Uint8Array(1), new Uint8Array(), new Uint8Array(3)];
    await two!.receive(0, tag(1), last, signal);
    await two!.receive(0, tag(0, 1, 1), empty, signal);
    await two!.receive(0, tag(0), first, signal);
    expect([...first, ...last]).toEqual([1, 2, 3, 4]);
    expect(one!.sent).toEqual({ bytes: 4, messages: 3 });
  });

  test('adds what comes, before or after it is asked for', async () => {
    const [one, two] = await mesh(2);
    const values = Float32Array.from({ length: 100_003 }, (_, i) => i / 3);
    const bytes = new Uint8Array(values.buffer);
    const sums = [new Float32Array(values.length).fill(1), new Float32Array(values.length).fill(2)];
    const asked = two!.receiveAdd(0, tag(0), sums[0]!, signal);
    await one!.send(1, tag(0), bytes, signal);
    await one!.send(1, tag(1), bytes, signal);
    await asked;
    await two!.receiveAdd(0, tag(1), sums[1]!, signal);
    const expected = [1, 2].map((base) => values.map((value) => value + base));
    expect(sums.map((sum, i) => Buffer.from(sum.buffer).equals(Buffer.from(expected[i]!.buffer)))).toEqual([
      true,
      true,
    ]);
  });

  test('sends from and receives into shared memory', async () => {
    const [one, two] = await mesh(2);
    const from = new Float32Array(new SharedArrayBuffer(40)).fill(7);
    const into = new Float32Array(new SharedArrayBuffer(40)).fill(1);
    const received = two!.receiveAdd(0, tag(0), into, signal);
    await one!.send(1, tag(0), new Uint8Array(from.buffer), signal);
    await received;
    expect([...into]).toEqual(Array(10).fill(8));
  });

  test('a message of another length than expected fails the link', async () => {
    const [one, two] = await mesh(2);
    await one!.send(1, tag(0), new Uint8Array(8), signal);
    await expect(two!.receive(0, tag(0), new Uint8Array(4), signal)).rejects.toMatchObject({
      code: 'PEER_LOST',
      context: { peer: 0 },
    });
  });

  test('a closed peer fails those who wait for it and those who ask later', async () => {
    const [one, two] = await mesh(2);
    const waiting = two!.receive(0, tag(0), new Uint8Array(4), signal);
    const failed = expect(waiting).rejects.toMatchObject({ code: 'PEER_LOST', context: { peer: 0 } });
    await one!.close();
    await failed;
    const later = two!.receive(0, tag(0, 9), new Uint8Array(4), signal);
    await expect(later).rejects.toMatchObject({ code: 'PEER_LOST', context: { peer: 0, step: 9 } });
  });

  test('closing fails one’s own calls with ABORTED', async () => {
    const [one] = await mesh(2);
    const waiting = expect(one!.receive(1, tag(0), new Uint8Array(4), signal)).rejects.toMatchObject({
      code: 'ABORTED',
    });
    await one!.close();
    await waiting;
  });

  test('an abort rejects with the signal’s reason', async () => {
    const [one] = await mesh(2);
    const controller = new AbortController();
    const waiting = one!.receive(1, tag(0), new Uint8Array(4), controller.signal);
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    await expect(one!.send(1, tag(1), new Uint8Array(4), controller.signal)).rejects.toBe(reason);
  });

  test.each([2, 3, 5])('carries an all-reduce of %i ranks', async (world) => {
    const ranks = await mesh(world);
    for (const length of [1, 1000, 400_000]) {
      const buffers = ranks.map(({ rank }) => new Float32Array(length).fill(rank + 1));
      await Promise.all(
        ranks.map((rank, i) => allReduce(rank, buffers[i]!, { step: length, bucket: 0 }, signal)),
      );
      const sum = (world * (world + 1)) / 2;
      expect(buffers.every((buffer) => buffer.every((value) => value === sum))).toBe(true);
    }
  });
});

describe.each<TransportKind>(['tcp', 'grpc'])('%s links', (kind) => {
  test('the next generation links anew while the old one ends', async () => {
    const endpoints = await listening(kind, 3);
    for (const generation of [1, 2]) {
      const all = plans(endpoints, generation);
      const ranks = await Promise.all(endpoints.map((endpoint, i) => endpoint.connect(all[i]!, signal)));
      expect(ranks.map((rank) => rank.generation)).toEqual([generation, generation, generation]);
      await Promise.all(ranks.map((rank) => rank.close()));
    }
  });

  test('a rank that comes long before the others waits for them', async () => {
    const endpoints = await listening(kind, 2);
    const all = plans(endpoints);
    const early = endpoints[1]!.connect(all[1]!, signal);
    const late = endpoints[0]!.connect(all[0]!, signal);
    open.push(...(await Promise.all([early, late])));
  });

  test('a peer with another key is refused by name', async () => {
    const endpoints = await listening(kind, 2);
    const [zero] = plans(endpoints);
    const [, one] = plans(endpoints);
    const controller = new AbortController();
    const listener = endpoints[0]!.connect(zero!, controller.signal);
    await expect(endpoints[1]!.connect(one!, signal)).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      context: { peer: 0 },
    });
    controller.abort(new Error('the test is over'));
    await expect(listener).rejects.toMatchObject({ code: 'ABORTED', context: { peer: 1 } });
  });

  test('garbage changes nothing', async () => {
    const endpoints = await listening(kind, 2);
    const port = Number(endpoints[0]!.address.split(':')[1]);
    const random = seeded(1);
    for (let i = 0; i < 20; i++)
      connect(port, '127.0.0.1')
        .on('error', () => {})
        .end(randomBytes(random, 37 * i));
    const all = plans(endpoints);
    const ranks = await Promise.all(endpoints.map((endpoint, i) => endpoint.connect(all[i]!, signal)));
    open.push(...ranks);
    expect(ranks).toHaveLength(2);
  });

  test('a port that is taken is named', async () => {
    const [endpoint] = await listening(kind, 1);
    const port = Number(endpoint!.address.split(':')[1]);
    await expect(listen(kind, { host: '127.0.0.1', port })).rejects.toMatchObject({ code: 'ADDRESS_IN_USE' });
  });
});

const SILENT: Record<string, MeshListenOptions> = { tcp: {}, ...(native && { 'native tcp': { native } }) };

test.each(Object.entries(SILENT))(
  '%s: a member that falls silent is lost, ranks that have nothing to say are not',
  async (_name, options) => {
    const pulse = { everyMs: 20, silenceMs: 3_000 };
    const idle = await linkedMesh('tcp', 2, (rank) => (rank === 0 ? { pulse, ...options } : { pulse }));
    const silent = await memberThatSends(PING_FRAME, { pulse, ...options }, true);
    open.push(silent);
    await expect(silent.transport.receive(1, tag(0), new Uint8Array(4), signal)).rejects.toMatchObject({
      code: 'PEER_LOST',
      message: expect.stringMatching(/nothing came/),
    });
    await idle[0]!.send(1, tag(0), Uint8Array.of(7), signal);
    const received = new Uint8Array(1);
    await idle[1]!.receive(0, tag(0), received, signal);
    expect([...received]).toEqual([7]);
  },
);
