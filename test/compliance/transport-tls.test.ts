/** Links with TLS: who is not linked to, and what changes nothing. */
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls, createServer as createTlsServer } from 'node:tls';
import { afterAll, describe, expect, test } from 'vitest';
import { type Issued, issue } from '../../cli/certs/authority.ts';
import type { TransportKind } from '../../collectives/transport/endpoint.ts';
import { type Certificates, ROLES, readCertificates } from '../../net/certificates.ts';
import { randomBytes, seeded } from '../faults/hostile/mutate.ts';
import { authority, days, foreignRole, member } from '../support/certificates.ts';
import { listening, open, tag } from '../support/closed-meshes.ts';
import { native } from '../support/engines.ts';
import { type MeshListenOptions, plans } from '../support/mesh.ts';

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
