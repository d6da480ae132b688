import { describe, expect, test } from 'vitest';
import { MemoryTransport } from '../test/support/memory-transport.ts';
import { naive } from '../test/support/naive.ts';
import fc from '../test/support/properties.ts';
import { type Algorithm, type AllReduce, asAllReduce } from './algorithms/collective.ts';
import { doubling } from './algorithms/doubling.ts';
import { halvingDoubling } from './algorithms/halving-doubling.ts';
import { ring } from './algorithms/ring.ts';
import { allReduce } from './index.ts';

const ALGORITHMS: Record<string, AllReduce> = {
  naive: asAllReduce(naive),
  ring: asAllReduce(ring),
  halvingDoubling: asAllReduce(halvingDoubling),
  doubling: asAllReduce(doubling),
  allReduce,
};
const WORLDS = Array.from({ length: 15 }, (_, i) => i + 1);
const { signal } = new AbortController();

/** Numbers of very different size, so that the order of additions shows in the bits. */
function contributions(worldSize: number, length: number): Float32Array[] {
  return Array.from({ length: worldSize }, (_, rank) =>
    Float32Array.from({ length }, (_, i) => Math.sin(rank * 7919 + i) * 10 ** (((rank + i) % 7) - 3)),
  );
}

async function reduceAll(algorithm: AllReduce, buffers: Float32Array[], bucket = 0) {
  const ranks = MemoryTransport.mesh(buffers.length);
  await Promise.all(ranks.map((rank, i) => algorithm(rank, buffers[i]!, { step: 3, bucket }, signal)));
  return ranks;
}

function expectSum(results: Float32Array[], inputs: Float32Array[]): void {
  const first = Buffer.from(results[0]!.buffer);
  expect(results.every((result) => first.equals(Buffer.from(result.buffer)))).toBe(true);
  const wrong = results[0]!.findIndex((result, i) => {
    const sum = inputs.reduce((total, values) => total + values[i]!, 0);
    const scale = inputs.reduce((total, values) => total + Math.abs(values[i]!), 0);
    return !(Math.abs(result - sum) <= scale * 1e-6);
  });
  expect(wrong).toBe(-1);
}

describe.each(Object.entries(ALGORITHMS))('%s', (name, algorithm) => {
  test.each(WORLDS.filter((world) => world > 1 || name === 'allReduce'))(
    'sums to the same bits on all ranks of a world of %i',
    async (world) => {
      for (const length of [0, 1, world - 1, world, 3 * world + 2, 1000]) {
        const inputs = contributions(world, length);
        const buffers = inputs.map((values) => values.slice());
        await reduceAll(algorithm, buffers);
        expectSum(buffers, inputs);
      }
    },
  );

  test('sums a large buffer', async () => {
    const inputs = contributions(3, 700_001);
    const buffers = inputs.map((values) => values.slice());
    await reduceAll(algorithm, buffers);
    expectSum(buffers, inputs);
  });

  test('collectives at the same time do not cross', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 5 }), fc.nat(300), fc.nat(300), async (world, one, two) => {
        const ranks = MemoryTransport.mesh(world);
        const first = contributions(world, one);
        const second = contributions(world, two).map((values) => values.map((value) => value + 1));
        const buffers = [first, second].map((inputs) => inputs.map((values) => values.slice()));
        await Promise.all(
          ranks.flatMap((rank, i) =>
            [0, 1].map((bucket) => algorithm(rank, buffers[bucket]![i]!, { step: 1, bucket }, signal)),
          ),
        );
        expectSum(buffers[0]!, first);
        expectSum(buffers[1]!, second);
      }),
      { numRuns: 25 },
    );
  });

  test('a rank that dies in the middle fails all others, by name', async () => {
    const ranks = MemoryTransport.mesh(3);
    const work = [0, 1].map((i) =>
      algorithm(ranks[i]!, new Float32Array(90), { step: 5, bucket: 0 }, signal),
    );
    const settled = Promise.allSettled(work);
    await ranks[2]!.close();
    await ranks[0]!.close();
    const results = await settled;
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(results[1]).toMatchObject({ reason: { code: 'PEER_LOST' } });
  });

  test('an abort ends it with the abort’s reason', async () => {
    const controller = new AbortController();
    const [rank] = MemoryTransport.mesh(2);
    const work = algorithm(rank!, new Float32Array(90), { step: 5, bucket: 0 }, controller.signal);
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(work).rejects.toBe(reason);
  });
});

/** As in docs/algorithms.md: messages and bytes that the busiest rank sends, for N bytes. */
describe('costs', () => {
  const LENGTH = 2520 * 16;
  const bytes = LENGTH * 4;
  const isPower = (world: number) => Number.isInteger(Math.log2(world));

  async function costs(algorithm: Algorithm, world: number) {
    const ranks = await reduceAll(asAllReduce(algorithm), contributions(world, LENGTH));
    return {
      messages: Math.max(...ranks.map(({ sent }) => sent.messages)),
      bytes: Math.max(...ranks.map(({ sent }) => sent.bytes)),
    };
  }

  test.each(WORLDS.slice(1))('ring in a world of %i', async (world) => {
    const cost = await costs(ring, world);
    expect(cost.messages).toBe(2 * (world - 1));
    expect(cost.bytes).toBeGreaterThanOrEqual(Math.floor((2 * bytes * (world - 1)) / world));
    expect(cost.bytes).toBeLessThanOrEqual((2 * bytes * (world - 1)) / world + 8 * world);
  });

  test.each(WORLDS.slice(1).filter(isPower))('halving-doubling in a world of %i', async (world) => {
    expect(await costs(halvingDoubling, world)).toEqual({
      messages: 2 * Math.log2(world),
      bytes: (2 * bytes * (world - 1)) / world,
    });
  });

  test.each(WORLDS.slice(1).filter(isPower))('doubling in a world of %i', async (world) => {
    expect(await costs(doubling, world)).toEqual({
      messages: Math.log2(world),
      bytes: bytes * Math.log2(world),
    });
  });

  test.each(WORLDS.slice(1))('naive in a world of %i', async (world) => {
    expect(await costs(naive, world)).toEqual({ messages: world - 1, bytes: bytes * (world - 1) });
  });
});
