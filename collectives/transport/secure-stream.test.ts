import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { readCertificates } from '../../net/certificates.ts';
import { mutate, randomBytes, seeded } from '../../test/faults/hostile/mutate.ts';
import { authority, member } from '../../test/support/certificates.ts';
import { native } from '../../test/support/engines.ts';
import { MemoryTransport } from '../../test/support/memory-transport.ts';
import { type MeshListenOptions, openMesh } from '../../test/support/mesh.ts';
import { converseOften } from '../../test/support/tls-conversation.ts';
import {
  ALERT,
  APPLICATION,
  HANDSHAKE,
  type TlsMember,
  tlsMemberThat,
} from '../../test/support/tls-member.ts';
import { asAllReduce } from '../algorithms/collective.ts';
import { doubling } from '../algorithms/doubling.ts';
import { halvingDoubling } from '../algorithms/halving-doubling.ts';
import { ring } from '../algorithms/ring.ts';
import { encodeHeader } from './framing.ts';
import type { Transport } from './transport.ts';

const { signal } = new AbortController();
const folder = mkdtempSync(join(tmpdir(), 'lockstep-certificates-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const tls = readCertificates(member(folder, authority(), 'worker'), 'worker', Date.now());
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((thing) => thing.close()));
});

/** How a rank does TLS: Node, and the native exchange where it is set up. */
const WAYS: Record<string, MeshListenOptions & { tls: typeof tls }> = { 'Node’s TLS': { tls } };
if (native) WAYS['the native exchange'] = { tls, native, secure: native.secure(tls) };

describe.skipIf(!native)('all-reduce in TLS by the native exchange (needs lockstep setup)', () => {
  const ways: Record<string, (rank: number) => MeshListenOptions> = {
    'at every rank': () => WAYS['the native exchange']!,
    'at every other rank': (rank) => Object.values(WAYS)[rank % 2]!,
  };
  test.each(Object.entries(ways))('%s: the bits of the reference', async (_, way) => {
    const { endpoints, ranks } = await openMesh('tcp', 4, way);
    open.push(...endpoints, ...ranks);
    const reference = MemoryTransport.mesh(4);
    let step = 0;
    for (const algorithm of [ring, halvingDoubling, doubling]) {
      for (const length of [0, 1, 1000, 100_001]) {
        const format = algorithm !== doubling && length > 1 ? 'bf16' : 'float32';
        const sums = async (transports: readonly Transport[]) => {
          const buffers = transports.map(({ rank }) =>
            Float32Array.from({ length }, (_, i) => Math.sin(rank * 7919 + i) * 10 ** ((i % 7) - 3)),
          );
          const sum = asAllReduce(algorithm);
          const at = { step, bucket: step % 8 };
          await Promise.all(transports.map((rank, r) => sum(rank, buffers[r]!, at, signal, format)));
          return buffers.map(({ buffer }) => Buffer.from(buffer));
        };
        const [wanted] = await sums(reference);
        const odd = (await sums(ranks)).findIndex((bytes) => !bytes.equals(wanted!));
        expect(odd, `${algorithm.name}, ${length} numbers`).toBe(-1);
        step++;
      }
    }
  });

  test('a peer that closes in the middle fails all that wait for it, by name', async () => {
    const { endpoints, ranks } = await openMesh('tcp', 3, () => WAYS['the native exchange']!);
    open.push(...endpoints, ...ranks);
    const sums = [0, 1].map((rank) =>
      asAllReduce(ring)(ranks[rank]!, new Float32Array(3_000_000), { step: 7, bucket: 0 }, signal),
    );
    const results = Promise.allSettled(sums);
    await ranks[2]!.close();
    const lost = { status: 'rejected', reason: { code: 'PEER_LOST', context: { peer: 2, step: 7 } } };
    expect(await results).toMatchObject([lost, lost]);
  });

  test('messages that nobody asks for wait with their sender, and arrive in the end', async () => {
    const { endpoints, ranks } = await openMesh('tcp', 2, () => WAYS['the native exchange']!);
    open.push(...endpoints, ...ranks);
    const [one, two] = ranks;
    const pieces = Array.from({ length: 6 }, (_, i) => new Uint8Array(16 << 20).fill(i + 1));
    const tag = (sequence: number) => ({ step: 0, bucket: 0, sequence });
    const sent = Promise.all(pieces.map((piece, i) => one!.send(1, tag(i), piece, signal)));
    const received = new Uint8Array(16 << 20);
    for (let i = 0; i < pieces.length; i++) {
      await two!.receive(0, tag(i), received, signal);
      expect(Buffer.from(received.buffer).equals(Buffer.from(pieces[i]!.buffer))).toBe(true);
    }
    await sent;
  });
});

const MESSAGE = Buffer.from('0123456789abcdef');
const AT = { step: 1, bucket: 0, sequence: 0 };
const FRAME = Buffer.concat([encodeHeader(AT, MESSAGE, false), MESSAGE]);

/** What rank 0 receives of a member that does this. */
async function receiveFrom(
  does: (member: TlsMember) => void,
  options: (typeof WAYS)[string],
): Promise<Buffer> {
  const peer = await tlsMemberThat(does, options);
  open.push(peer);
  const into = Buffer.alloc(MESSAGE.byteLength);
  await peer.transport.receive(1, AT, into, signal);
  return into;
}

describe.each(Object.entries(WAYS))('a member that misbehaves, before %s', (_, options) => {
  const receive = (does: (member: TlsMember) => void) => receiveFrom(does, options);

  test('sends what is sound, with keys made anew', async () => {
    const sent = await receive(({ put, record, newKeys }) => {
      put(record(FRAME.subarray(0, 10), APPLICATION));
      for (let i = 0; i < 20; i++) put(newKeys());
      put(record(FRAME.subarray(10), APPLICATION));
    });
    expect(sent.equals(MESSAGE)).toBe(true);
  });

  test('sends what is sound, padded, cut and with empty records', async () => {
    const sent = await receive(({ put, record }) => {
      put(record(Buffer.concat([FRAME.subarray(0, 1), Buffer.of(APPLICATION), Buffer.alloc(300)]), 0));
      for (let at = 1; at < FRAME.byteLength; at += 13) {
        put(record(Buffer.alloc(0), APPLICATION));
        put(record(FRAME.subarray(at, at + 13), APPLICATION));
      }
    });
    expect(sent.equals(MESSAGE)).toBe(true);
  });

  test('asks for new keys, and gets them before the next message', async () => {
    let heard: Promise<Buffer> | undefined;
    const { transport, close } = await tlsMemberThat(({ put, record, newKeys, hears }) => {
      heard = hears(MESSAGE);
      put(newKeys(true));
      put(record(FRAME, APPLICATION));
    }, options);
    open.push({ close });
    await transport.receive(1, AT, Buffer.alloc(MESSAGE.byteLength), signal);
    await transport.send(1, AT, MESSAGE, signal);
    // A message about keys has 5 bytes, in a record of 22.
    expect((await heard!).includes(Buffer.of(APPLICATION, 3, 3, 0, 22))).toBe(true);
  });

  test.each<[string, (member: TlsMember) => void]>([
    ['garbage inside TLS', ({ say }) => say(randomBytes(seeded(3), 64))],
    ['garbage below it', ({ put }) => put(Buffer.alloc(64, 0x5a))],
    ['plain text', ({ put }) => put(FRAME)],
    ['a record that was changed', ({ put, record }) => put(flip(record(FRAME, APPLICATION), 9))],
    ['a record twice', ({ put, record }) => twice(record(FRAME.subarray(0, 10), APPLICATION)).map(put)],
    [
      'the end inside a record',
      ({ put, record, end }) => {
        put(record(FRAME, APPLICATION).subarray(0, 20));
        end();
      },
    ],
    [
      'the end inside a message',
      ({ put, record, end }) => {
        put(record(FRAME.subarray(0, 30), APPLICATION));
        end();
      },
    ],
    ['a record of no type', ({ put, record }) => put(record(Buffer.alloc(0), 0))],
    ['an unasked certificate', ({ put, record }) => put(record(Buffer.of(11, 0, 0, 0), HANDSHAKE))],
    ['half an alert', ({ put, record }) => put(record(Buffer.of(2), ALERT))],
    ['an alert', ({ put, record }) => put(record(Buffer.of(2, 40), ALERT))],
    ['an empty message of the handshake', ({ put, record }) => put(record(Buffer.alloc(0), HANDSHAKE))],
    [
      'a malformed message about keys',
      ({ put, record }) => put(record(Buffer.of(24, 0, 0, 1, 2), HANDSHAKE)),
    ],
    ['a record under two keys', ({ put, record }) => put(record(Buffer.of(24, 0, 0, 1, 0, 4), HANDSHAKE))],
    ['a record beyond the largest', ({ put }) => put(Buffer.of(APPLICATION, 3, 3, 0xff, 0xff))],
  ])('%s', async (_, does) => {
    await expect(receive(does)).rejects.toMatchObject({ code: 'PEER_LOST', context: { peer: 1 } });
  });

  test('damaged records, 20 times over', async () => {
    const random = seeded(5);
    for (let i = 0; i < 20; i++) {
      const outcome = await receive(({ put, record, end }) => {
        const records = [record(FRAME.subarray(0, 24), APPLICATION), record(FRAME.subarray(24), APPLICATION)];
        put(mutate(Buffer.concat(records), random));
        end();
      }).catch((error: unknown) => error);
      // A damage behind the message, or none, lets it through.
      if (outcome instanceof Buffer) expect(outcome.equals(MESSAGE)).toBe(true);
      else expect(outcome).toMatchObject({ code: 'PEER_LOST', context: { peer: 1 } });
    }
  });
});

describe.skipIf(!native)('TLS by the addon (needs lockstep setup)', () => {
  // Node has no bound on them.
  test('new keys without end lose the link', async () => {
    const flood = ({ put, newKeys }: TlsMember) => put(Buffer.concat(Array.from({ length: 2_000 }, newKeys)));
    await expect(receiveFrom(flood, WAYS['the native exchange']!)).rejects.toMatchObject({
      code: 'PEER_LOST',
      message: expect.stringMatching(/the link to rank 1 is lost: .*without end/),
    });
  });

  test.each<[string, (member: TlsMember) => void]>([
    [
      'empty records without end',
      ({ put, record }) => {
        for (let i = 0; i < 2_000; i++) put(record(Buffer.alloc(0), APPLICATION));
      },
    ],
    [
      'bytes in the middle of a message of the handshake',
      ({ put, record }) => {
        put(record(Buffer.of(24, 0), HANDSHAKE));
        put(record(FRAME, APPLICATION));
      },
    ],
    [
      'a ticket without end',
      ({ put, record }) => {
        put(record(Buffer.of(4, 255, 255, 255), HANDSHAKE));
        for (let i = 0; i < 200; i++) put(record(Buffer.alloc(1_000), HANDSHAKE));
      },
    ],
  ])('%s', async (_, does) => {
    await expect(receiveFrom(does, WAYS['the native exchange']!)).rejects.toMatchObject({
      code: 'PEER_LOST',
      context: { peer: 1 },
    });
  });

  test('a session hears what the other end has said or nothing, whatever is damaged on the way', () => {
    // Handshakes whose damage came late, or did nothing.
    expect(converseOften(60, seeded(7), tls)).toBeGreaterThan(10);
  });
});

function flip(bytes: Buffer, at: number): Buffer {
  bytes[at]! ^= 1;
  return bytes;
}

const twice = (bytes: Buffer) => [bytes, bytes];
