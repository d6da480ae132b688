import { expect, test } from 'vitest';
import { sfc32 } from '../../base/random.ts';
import { evenRange } from '../../datasets/sampling.ts';
import { MemoryTransport } from '../../test/support/memory-transport.ts';
import fc from '../../test/support/properties.ts';
import { exactSum } from './exact-sum.ts';
import { MICRO_SHARDS, sumMicroShards } from './reproducible.ts';

const LAYOUT = {
  name: 'model',
  gradients: 300,
  statistics: 5,
  rankSums: 0,
  slices: [{ start: 0, end: 300 }],
  totals: ['loss', 'samples'],
  learningRate: 1,
};
const LENGTH = 308;

/** Numbers of very different sizes, as gradients are. */
function microShardsOf(seed: number): Float32Array[] {
  const random = sfc32(seed, 1);
  return Array.from({ length: MICRO_SHARDS }, () =>
    Float32Array.from({ length: LENGTH }, () => (random() - 0.5) * 10 ** (-8 * random())),
  );
}

async function inWorld(shards: readonly Float32Array[], world: number): Promise<Float32Array[]> {
  const signal = new AbortController().signal;
  return await Promise.all(
    MemoryTransport.mesh(world).map(async (transport, rank) => {
      const flat = new Float32Array(LENGTH);
      const { start, end } = evenRange(MICRO_SHARDS, rank, world);
      await sumMicroShards(transport, shards.slice(start, end), LAYOUT, flat, 0, signal);
      return flat;
    }),
  );
}

const bits = (values: Float32Array) => Buffer.from(values.buffer).toString('hex');

test('sums have the same bits in every world and on every rank, and are right', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const shards = microShardsOf(seed);
      const [alone] = await inWorld(shards, 1);
      for (let i = 0; i < LENGTH; i++) {
        const sum = shards.reduce((total, shard) => total + shard[i]!, 0);
        expect(Math.abs(alone![i]! - sum)).toBeLessThanOrEqual(2 ** -24 * Math.abs(sum) + 8 * 2 ** -24);
      }
      for (const world of [2, 3, 4, 8, 11]) {
        for (const flat of await inWorld(shards, world)) expect(bits(flat)).toBe(bits(alone!));
      }
    }),
    { numRuns: 20 },
  );
});

test('gradients keep their precision beside ones ten thousand times as large', async () => {
  const shards = microShardsOf(5).map((shard) => shard.map((value, i) => (i === 0 ? 100 : value * 0.01)));
  const [flat] = await inWorld(shards, 3);
  for (let i = 1; i < LAYOUT.gradients; i++) {
    const sum = shards.reduce((total, shard) => total + shard[i]!, 0);
    expect(Math.abs(flat![i]! - sum)).toBeLessThanOrEqual(1e-8);
  }
});

test('a gradient that is not a number stays one on every rank', async () => {
  const shards = microShardsOf(1);
  shards[6]![7] = Number.NaN;
  for (const flat of await inWorld(shards, 3)) expect(flat[7]).toBeNaN();
});

test('exact sums of totals do not depend on how the lists are dealt out', async () => {
  const random = sfc32(3, 3);
  const lists = Array.from({ length: 50 }, () => Float32Array.of(900 * random(), random() / 77, 500));
  const results = await Promise.all(
    [1, 3, 7].map(async (world) => {
      const signal = new AbortController().signal;
      const sums = MemoryTransport.mesh(world).map((transport, rank) => {
        const { start, end } = evenRange(50, rank, world);
        return exactSum(transport, lists.slice(start, end), 3, { step: 0, bucket: 0 }, signal);
      });
      return (await Promise.all(sums))[world - 1]!;
    }),
  );
  const [alone, ...others] = results.map((sums) => [...sums]);
  for (const other of others) expect(other).toEqual(alone);
  expect(alone![2]).toBe(25_000);
  expect(alone![0]).toBeCloseTo(
    lists.reduce((sum, [loss]) => sum + loss!, 0),
    4,
  );
});
