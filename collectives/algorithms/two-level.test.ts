import { describe, expect, test } from 'vitest';
import { HostMemories } from '../../test/support/host-memories.ts';
import { MemoryTransport } from '../../test/support/memory-transport.ts';
import { meetOnHosts } from '../../test/support/on-hosts.ts';
import { allReduce } from '../index.ts';
import type { Transport } from '../transport/transport.ts';
import { placeOf, twoLevel } from './two-level.ts';

const { signal } = new AbortController();

/** By rank, the number of its host. */
const LAYOUTS: Record<string, readonly (number | undefined)[]> = {
  '2 + 2': [0, 0, 1, 1],
  '2 + 2, in turns': [0, 1, 0, 1],
  '3 + 3': [0, 0, 0, 1, 1, 1],
  '2 + 2 + 2': [0, 1, 2, 2, 1, 0],
  '3 + 1': [0, 0, 1, 0],
  '1 + 2': [0, 1, 1],
  '5 + 2': [0, 0, 1, 0, 1, 0, 0],
  '1 + 1 + 4': [0, 2, 1, 2, 2, 2],
  '2 and two that share nothing': [undefined, 0, 0, undefined],
  '9 on one host': [0, 0, 0, 0, 0, 0, 0, 0, 0],
};

async function ranksOf(layout: readonly (number | undefined)[]): Promise<Transport[]> {
  const hosts = new HostMemories();
  return await meetOnHosts(layout, MemoryTransport.mesh(layout.length), () => hosts.maker(), signal);
}

/** Numbers of very different size, so that the order of additions shows in the bits. */
function contributions(world: number, length: number): Float32Array[] {
  return Array.from({ length: world }, (_, rank) =>
    Float32Array.from({ length }, (_, i) => Math.sin(rank * 7919 + i) * 10 ** (((rank + i) % 7) - 3)),
  );
}

/** @param partLength cuts a buffer into parts of so many numbers */
function reduce(
  rank: Transport,
  buffer: Float32Array,
  partLength: number,
  { step = 1, bucket = 0, format = 'float32' as 'float32' | 'bf16', until = signal } = {},
) {
  const hosts = { ...rank.hosts!, partLength };
  return twoLevel(rank, hosts, buffer, { step, bucket }, until, format);
}

function expectSum(
  results: readonly Float32Array[],
  inputs: readonly Float32Array[],
  precision: number,
): void {
  const first = Buffer.from(results[0]!.buffer);
  expect(results.every((result) => first.equals(Buffer.from(result.buffer)))).toBe(true);
  const wrong = results[0]!.findIndex((result, i) => {
    const sum = inputs.reduce((total, values) => total + values[i]!, 0);
    const scale = inputs.reduce((total, values) => total + Math.abs(values[i]!), 0);
    return !(Math.abs(result - sum) <= scale * precision);
  });
  expect(wrong).toBe(-1);
}

describe.each(Object.entries(LAYOUTS))('%s', (_name, layout) => {
  const world = layout.length;

  test.each(['float32', 'bf16'] as const)(
    'equal bits on all ranks, and the right sum, in %s',
    async (format) => {
      const ranks = await ranksOf(layout);
      const precision = format === 'bf16' ? world * 2 ** -8 : 1e-6;
      const bits: string[] = [];
      for (const [step, length] of [0, 1, world, 3 * world + 2, 1000, 9_000, 1000].entries()) {
        const inputs = contributions(world, length);
        const buffers = inputs.map((values) => values.slice());
        // Parts of one buffer, and of many.
        const partLength = length === 9_000 ? length : 33;
        await Promise.all(ranks.map((rank, r) => reduce(rank, buffers[r]!, partLength, { step, format })));
        expectSum(buffers, inputs, precision);
        if (length === 1000) bits.push(Buffer.from(buffers[0]!.buffer).toString('hex'));
      }
      expect(bits[1]).toBe(bits[0]);
    },
  );

  test('sums at the same time take turns', async () => {
    const ranks = await ranksOf(layout);
    const inputs = [0, 1, 2].map((bucket) => contributions(world, 100 * bucket + 50));
    const buffers = inputs.map((values) => values.map((numbers) => numbers.slice()));
    await Promise.all(
      ranks.flatMap((rank, r) => buffers.map((buffer, bucket) => reduce(rank, buffer[r]!, 40, { bucket }))),
    );
    for (const [bucket, sums] of buffers.entries()) expectSum(sums, inputs[bucket]!, 1e-6);
  });

  test.each([...layout.keys()])(
    'rank %i dies before it sums: all others are told, by name',
    async (victim) => {
      const ranks = await ranksOf(layout);
      const others = ranks.filter(({ rank }) => rank !== victim);
      const sums = Promise.allSettled(others.map((rank) => reduce(rank, new Float32Array(500), 60)));
      await ranks[victim]!.close();
      const lost = { code: 'PEER_LOST', context: { peer: victim, step: 1 } };
      for (const outcome of await sums) expect(outcome).toMatchObject({ status: 'rejected', reason: lost });
      const later = others.map((rank) => reduce(rank, new Float32Array(500), 60, { step: 2 }));
      for (const outcome of await Promise.allSettled(later)) {
        expect(outcome).toMatchObject({ reason: { code: 'PEER_LOST', context: { step: 2 } } });
      }
    },
  );

  test('an abort ends it with the abort’s reason', async () => {
    const ranks = await ranksOf(layout);
    const controller = new AbortController();
    const options = { until: controller.signal };
    const sums = ranks.slice(1).map((rank) => reduce(rank, new Float32Array(90), 60, options));
    const reason = new Error('enough');
    controller.abort(reason);
    for (const outcome of await Promise.allSettled(sums)) expect(outcome).toMatchObject({ reason });
  });
});

test('what a host sends does not grow with its ranks', async () => {
  const sentBy = async (perHost: number) => {
    const layout = Array.from({ length: 2 * perHost }, (_, rank) => rank % 2);
    const ranks = await ranksOf(layout);
    const before = ranks.map(({ sent }) => sent.bytes);
    await Promise.all(ranks.map((rank) => reduce(rank, new Float32Array(24_000), 5_000)));
    return ranks.reduce((sum, { rank, sent }) => sum + (rank % 2 === 0 ? sent.bytes - before[rank]! : 0), 0);
  };
  expect(await Promise.all([2, 3, 4].map(sentBy))).toEqual([96_000, 96_000, 96_000]);
});

test('ranks of different lengths are told so, and nobody waits on', async () => {
  const ranks = await ranksOf([0, 0, 1, 1]);
  const sums = ranks.map((rank) => reduce(rank, new Float32Array(100 + (rank.rank === 1 ? 1 : 0)), 1000));
  const first = await Promise.race(sums.map((sum) => sum.catch((error) => error)));
  expect(first).toMatchObject({ code: 'DIVERGED' });
  await Promise.all(ranks.map((rank) => rank.close()));
  const outcomes = await Promise.allSettled(sums);
  expect(outcomes.map(({ status }) => status)).toEqual(Array(4).fill('rejected'));
});

test('large buffers go in two levels, small ones take the fewest steps', async () => {
  const ranks = await ranksOf([0, 1, 0, 1]);
  for (const [step, length] of [100, 50_000].entries()) {
    const buffers = ranks.map(({ rank }) => new Float32Array(length).fill(rank));
    const before = ranks.map(({ sent }) => sent.bytes);
    await Promise.all(ranks.map((rank, r) => allReduce(rank, buffers[r]!, { step, bucket: 0 }, signal)));
    expect(buffers.every((buffer) => buffer.every((value) => value === 6))).toBe(true);
    const sent = ranks.map((rank, r) => rank.sent.bytes - before[r]!);
    // Doubling sends all in each of two rounds; of two levels the second has half of it, once.
    expect(sent).toEqual(Array(4).fill(length === 100 ? 2 * 400 : 100_000));
  }
});

test('the plan of a rank: the fewest ranks of a host are the streams, the others help', () => {
  const hosts = [
    [0, 3, 4],
    [1, 2],
    [5, 6],
  ];
  expect(placeOf(hosts, 2)).toEqual({ streams: 2, stream: 1, counterparts: [3, 2, 6] });
  expect(placeOf(hosts, 4)).toEqual({ streams: 2, stream: 2, counterparts: [] });
});
