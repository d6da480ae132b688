import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls, createServer as createTlsServer } from 'node:tls';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { type Issued, issue } from '../../cli/certs/authority.ts';
import { allReduce } from '../../collectives/index.ts';
import { listen, type TransportKind } from '../../collectives/transport/endpoint.ts';
import { PING_FRAME } from '../../collectives/transport/framing.ts';
import type { Endpoint, Transport } from '../../collectives/transport/transport.ts';
import { type Certificates, ROLES, readCertificates } from '../../net/certificates.ts';
import { randomBytes, seeded } from '../faults/hostile/mutate.ts';
import { authority, days, foreignRole, member } from '../support/certificates.ts';
import { native } from '../support/engines.ts';
import { MemoryTransport } from '../support/memory-transport.ts';
import { listenAll, type MeshListenOptions, memberThatSends, openMesh, plans } from '../support/mesh.ts';

const { signal } = new AbortController();
const folder = mkdtempSync(join(tmpdir(), 'lockstep-certificates-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const [own, foreign] = [authority(), authority()];
const worker = readCertificates(member(join(folder, 'worker'), own, 'worker'), 'worker', Date.now());
/** Signed by another authority, though it trusts ours. */
const stranger: Certificates = {
  ...worker,
  context: {
    ...readCertificates(member(join(folder, 'stranger'), foreign, 'worker'), 'worker', Date.now()).context,
    ca: own.certificate,
  },
};
/** Signed by our authority, but out of its time, or for another role. */
const contextOf = ({ certificate, key }: Issued): Certificates => ({
  ...worker,
  context: { ...worker.context, cert: certificate, key },
});
const expired = contextOf(issue(own, 'worker', [], days(-5, -1)));
const visitor = contextOf(foreignRole(own));
const tag = (sequence: number, step = 1, bucket = 0) => ({ step, bucket, sequence });
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((thing) => thing.close()));
});

async function linkedMesh(
  kind: TransportKind,
  world: number,
  options: (rank: number) => MeshListenOptions = () => ({}),
): Promise<Transport[]> {
  const mesh = await openMesh(kind, world, options);
  open.push(...mesh.endpoints, ...mesh.ranks);
  return mesh.ranks;
}

async function listening(
  kind: TransportKind,
  world: number,
  options: MeshListenOptions = {},
): Promise<Endpoint[]> {
  const endpoints = await listenAll(kind, world, () => options);
  open.push(...endpoints);
  return endpoints;
}

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

type Secured = (tls: Certificates) => MeshListenOptions;
const SECURED: [string, TransportKind, Secured][] = [
  ['tcp', 'tcp', (tls) => ({ tls })],
  ['grpc', 'grpc', (tls) => ({ tls })],
];
const exchange = native;
if (exchange) {
  SECURED.push(['native tcp', 'tcp', (tls) => ({ tls, native: exchange, secure: exchange.secure(tls) })]);
}

describe.each(SECURED)('%s links with TLS', (_name, kind, secured) => {
  test('a peer whose certificate comes from elsewhere is not linked to', async () => {
    const [honest] = await listening(kind, 1, secured(worker));
    const [impostor] = await listening(kind, 1, secured(stranger));
    const [zero, one] = plans([impostor!, honest!]);
    const controller = new AbortController();
    const waiting = impostor!.connect(zero!, controller.signal);
    await expect(honest!.connect(one!, signal)).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      message: expect.stringMatching(/certificate of rank 0 at .* comes from another authority/),
    });
    controller.abort(new Error('the test is over'));
    await expect(waiting).rejects.toMatchObject({ code: 'ABORTED' });
  });

  test.each<[string, object]>([
    ['no certificate', { ca: own.certificate }],
    ['a certificate from elsewhere', stranger.context],
    ['a certificate that has expired', expired.context],
    ['a certificate for another role', visitor.context],
    ['an old version of TLS', { ...worker.context, minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' }],
  ])('whoever calls with %s is hung up on', async (_, options) => {
    const [endpoint] = await listening(kind, 1, secured(worker));
    const port = Number(endpoint!.address.split(':')[1]);
    const host = '127.0.0.1';
    const socket = connectTls({ host, port, servername: ROLES.worker, ALPNProtocols: ['h2'], ...options });
    const heard: Buffer[] = [];
    socket.on('data', (bytes) => heard.push(bytes)).on('error', () => {});
    socket.write('hello');
    await new Promise((resolve) => socket.once('close', resolve));
    expect(Buffer.concat(heard).byteLength).toBe(0);
  });
});

describe.each(SECURED.filter(([, kind]) => kind === 'tcp'))('%s links with TLS', (_name, kind, secured) => {
  test.each<[string, Certificates, RegExp]>([
    ['has expired', expired, /the certificate of rank 0 at .* has expired/],
    ['is for another role', visitor, /the certificate of rank 0 at .* is for another role/],
  ])('a peer whose certificate %s is not linked to', async (_, theirs, words) => {
    const server = createTlsServer({ ...theirs.context, rejectUnauthorized: false }, (socket) => {
      socket.on('error', () => {});
    });
    await expectRefused(server, words);
  });

  test('garbage and handshakes that stop half-way change nothing', async () => {
    const endpoints = await listening(kind, 2, secured(worker));
    const port = Number(endpoints[0]!.address.split(':')[1]);
    const random = seeded(1);
    // A hello cut off, and heads of SSL 2 and 3, which are answered with an alert before the end.
    const heads = ['', '1603010200010001fc0303', 'f4f80111', '1803676c', 'c40303e4'];
    const strangers = Array.from({ length: 20 }, (_, i) => {
      // Who never reads what came never sees the end behind it.
      const socket = connect(port, '127.0.0.1').resume();
      socket.on('error', () => {});
      socket.write(Buffer.concat([Buffer.from(heads[i % 5]!, 'hex'), randomBytes(random, 40 * i)]));
      return new Promise((resolve) => socket.once('close', resolve));
    });
    const all = plans(endpoints);
    const ranks = await Promise.all(endpoints.map((endpoint, i) => endpoint.connect(all[i]!, signal)));
    open.push(...ranks);
    await ranks[0]!.send(1, tag(0), Uint8Array.of(7), signal);
    const received = new Uint8Array(1);
    await ranks[1]!.receive(0, tag(0), received, signal);
    expect([...received]).toEqual([7]);
    await endpoints[0]!.close();
    await Promise.all(strangers);
  });

  test('a peer that does not speak TLS is not linked to', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {}).write('HTTP/1.1 400 Bad Request\r\n\r\n');
    });
    await expectRefused(server, /rank 0 at .* does not speak TLS/);
  });

  async function expectRefused(server: Server, words: RegExp): Promise<void> {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const [dialer] = await listening(kind, 1, secured(worker));
      const [, one] = plans([dialer!, dialer!]);
      const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
      const plan = { ...one!, members: one!.members.map((m) => (m.rank === 0 ? { ...m, address } : m)) };
      await expect(dialer!.connect(plan, signal)).rejects.toMatchObject({
        code: 'UNAUTHENTICATED',
        message: expect.stringMatching(words),
      });
    } finally {
      server.close();
    }
  }
});
