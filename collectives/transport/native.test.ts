import { crc32 } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { bytesOf } from '../../base/arrays.ts';
import { native } from '../../test/support/engines.ts';
import { MemoryTransport } from '../../test/support/memory-transport.ts';
import { memberThatSends, openMesh } from '../../test/support/mesh.ts';
import { naive } from '../../test/support/naive.ts';
import { type Algorithm, asAllReduce } from '../algorithms/collective.ts';
import { doubling } from '../algorithms/doubling.ts';
import { halvingDoubling } from '../algorithms/halving-doubling.ts';
import { ring } from '../algorithms/ring.ts';
import { encodeHeader, HEADER_BYTES, MAX_FRAME_BYTES } from './framing.ts';
import type { MeshOptions } from './mesh-endpoint.ts';
import type { WireFormat } from './schedule.ts';
import type { Transport } from './transport.ts';

const { signal } = new AbortController();
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((thing) => thing.close()));
});

async function mesh(world: number, options: (rank: number) => MeshOptions): Promise<Transport[]> {
  const { endpoints, ranks } = await openMesh('tcp', world, options);
  open.push(...endpoints, ...ranks);
  return ranks;
}

/** Numbers of very different size, so that the order of additions shows in the bits. */
function contributions(world: number, length: number): Float32Array[] {
  return Array.from({ length: world }, (_, rank) =>
    Float32Array.from({ length }, (_, i) => Math.sin(rank * 7919 + i) * 10 ** (((rank + i) % 7) - 3)),
  );
}

async function sumOf(
  ranks: readonly Transport[],
  algorithm: Algorithm,
  inputs: readonly Float32Array[],
  step: number,
  format: WireFormat,
): Promise<Buffer[]> {
  const buffers = inputs.map((values) => values.slice());
  const sum = asAllReduce(algorithm);
  await Promise.all(
    ranks.map((rank, r) => sum(rank, buffers[r]!, { step, bucket: step % 16 }, signal, format)),
  );
  return buffers.map(({ buffer }) => Buffer.from(buffer));
}

const KINDS: Record<string, (rank: number) => MeshOptions> = {
  'every rank': () => ({ native }),
  'every other rank, with checksums': (rank) => ({
    checksums: true,
    native: rank % 2 === 0 ? native : undefined,
  }),
};
const ALGORITHMS = { naive, ring, halvingDoubling, doubling };
const FORMATS = ['float32', 'bf16'] as const;
const WORLDS = Array.from({ length: 14 }, (_, i) => i + 2);

describe.skipIf(!native)('the native exchange (needs lockstep setup)', () => {
  describe.each(Object.entries(KINDS))('at %s', (_name, options) => {
    test.each(WORLDS)('world %i: the bits of the reference, for every algorithm', async (world) => {
      const ranks = await mesh(world, options);
      const reference = MemoryTransport.mesh(world);
      let step = 0;
      for (const algorithm of Object.values(ALGORITHMS)) {
        for (const length of [0, 1, world - 1, world, 3 * world + 2, 1000]) {
          for (const format of algorithm === doubling ? FORMATS.slice(0, 1) : FORMATS) {
            const inputs = contributions(world, length);
            const [first] = await sumOf(reference, algorithm, inputs, step, format);
            const sums = await sumOf(ranks, algorithm, inputs, step, format);
            const odd = sums.findIndex((sum) => !sum.equals(first!));
            expect(odd, `${algorithm.name}, ${length} numbers in ${format}`).toBe(-1);
            step++;
          }
        }
      }
      const counts = (transports: readonly Transport[]) => transports.map(({ sent }) => sent);
      expect(counts(ranks)).toEqual(counts(reference));
    });

    test.each(Object.entries(ALGORITHMS))(
      '%s sums a large buffer, several at a time',
      async (_, algorithm) => {
        const ranks = await mesh(3, options);
        const inputs = contributions(3, 1_500_001);
        const [first] = await sumOf(MemoryTransport.mesh(3), algorithm, inputs, 0, 'float32');
        const sums = await Promise.all(
          [0, 1, 2].map((step) => sumOf(ranks, algorithm, inputs, step, 'float32')),
        );
        expect(sums.flat().every((sum) => sum.equals(first!))).toBe(true);
      },
    );
  });

  test('keeps what is not a number, in bf16 too', async () => {
    const ranks = await mesh(2, KINDS['every other rank, with checksums']!);
    const inputs = [0, 1].map(() => Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY, 3.4e38, 1, -0));
    const sums = await sumOf(ranks, ring, inputs, 0, 'bf16');
    const numbers = new Float32Array(new Uint8Array(sums[0]!).buffer);
    expect([...numbers]).toEqual([Number.NaN, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 2, -0]);
    expect(sums[1]!.equals(sums[0]!)).toBe(true);
  });

  test('a peer that closes in the middle fails all that wait for it, by name', async () => {
    const ranks = await mesh(3, () => ({ native }));
    const sums = [0, 1].map((rank) =>
      asAllReduce(ring)(ranks[rank]!, new Float32Array(3_000_000), { step: 7, bucket: 0 }, signal),
    );
    const results = Promise.allSettled(sums);
    await ranks[2]!.close();
    const lost = { status: 'rejected', reason: { code: 'PEER_LOST', context: { peer: 2, step: 7 } } };
    expect(await results).toMatchObject([lost, lost]);
  });

  test('after an abort nothing touches the buffer, and the link goes on', async () => {
    const [one, two] = await mesh(2, () => ({ native }));
    const controller = new AbortController();
    const buffer = new Float32Array(4_000_000);
    const sum = asAllReduce(ring)(one!, buffer, { step: 0, bucket: 0 }, controller.signal);
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(sum).rejects.toBe(reason);
    buffer.fill(1);
    const late = new Float32Array(4_000_000).fill(5);
    const stale = asAllReduce(ring)(two!, late, { step: 0, bucket: 0 }, controller.signal);
    await expect(stale).rejects.toBe(reason);
    const [first] = await sumOf([one!, two!], ring, contributions(2, 100_000), 1, 'float32');
    const [wanted] = await sumOf(MemoryTransport.mesh(2), ring, contributions(2, 100_000), 1, 'float32');
    expect(first!.equals(wanted!)).toBe(true);
    expect(buffer.every((value) => value === 1)).toBe(true);
  });

  test('ranks that sum different lengths are told so', async () => {
    const ranks = await mesh(2, () => ({ native }));
    const sums = ranks.map((rank, r) =>
      asAllReduce(ring)(rank, new Float32Array(10 + 2 * r), { step: 0, bucket: 0 }, signal),
    );
    const results = await Promise.allSettled(sums);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  test('messages that nobody asks for wait with their sender, and arrive in the end', async () => {
    const [one, two] = await mesh(2, () => ({ native }));
    const pieces = Array.from({ length: 6 }, (_, i) => new Uint8Array(16 << 20).fill(i + 1));
    const tag = (sequence: number) => ({ step: 0, bucket: 0, sequence });
    const sent = Promise.all(pieces.map((piece, i) => one!.send(1, tag(i), piece, signal)));
    const received = new Uint8Array(16 << 20);
    for (let i = 0; i < pieces.length; i++) {
      await two!.receive(0, tag(i), received, signal);
      expect(received.every((byte) => byte === i + 1)).toBe(true);
    }
    await sent;
  });

  test.each([
    ['garbage', () => Buffer.alloc(64, 'garbage')],
    ['a frame that is too long', () => tooLong(frame(new Uint8Array(16)))],
    ['another length', () => Buffer.concat([frame(new Uint8Array(8))])],
    ['a damaged message', () => flip(frame(new Uint8Array(16)), HEADER_BYTES + 15, 0)],
    ['a sparse message with a block beyond its end', () => sparse(2, 1, 5)],
    ['a sparse message with a number beyond its end', () => sparse(1, 16, 5)],
    ['a sparse message that lacks a number', () => sparse(1, 3, 5)],
    ['a sparse message that goes on after its end', () => sparse(0, 7, 7)],
    ['a sparse message without anything', () => sparse()],
    ['the end in the middle of a message', () => frame(new Uint8Array(16)).subarray(0, 30)],
  ])('%s from a member fails the link alone', async (_name, bytes) => {
    await expectLost(bytes());
  });

  test('a flipped bit in any byte of a header does so too', async () => {
    for (let at = 0; at < HEADER_BYTES; at++) await expectLost(flip(frame(new Uint8Array(16)), at, at % 8));
  });

  async function expectLost(bytes: Buffer): Promise<void> {
    const stranger = await memberThatSends(bytes, { native });
    open.push(stranger);
    const { transport } = stranger;
    const lost = transport.receive(1, { step: 1, bucket: 0, sequence: 0 }, new Uint8Array(16), signal);
    await expect(lost).rejects.toMatchObject({ code: 'PEER_LOST', context: { peer: 1, step: 1 } });
  }
});

function tooLong(bytes: Buffer): Buffer {
  bytes.writeUInt32LE(MAX_FRAME_BYTES + 1, 0);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, HEADER_BYTES - 4)), HEADER_BYTES - 4);
  return bytes;
}

function frame(data: Uint8Array): Buffer {
  return Buffer.concat([encodeHeader({ step: 1, bucket: 0, sequence: 0 }, data, true), data]);
}

/** Four words, of which those that are not zero are named as sparse.ts says. */
function sparse(...words: number[]): Buffer {
  const data = bytesOf(Uint32Array.from(words));
  return Buffer.concat([encodeHeader({ step: 1, bucket: 0, sequence: 0 }, data, true, true), data]);
}

function flip(bytes: Buffer, at: number, bit: number): Buffer {
  bytes[at]! ^= 1 << bit;
  return bytes;
}
