import { describe, expect, test } from 'vitest';
import { addonPath } from '../../engine/runtime/layout.ts';
import { runtime } from '../../test/support/engines.ts';
import { MemoryTransport } from '../../test/support/memory-transport.ts';
import { allReduce } from '../index.ts';
import { withSharedMemory } from './shared.ts';
import type { MeshPlan, Transport } from './transport.ts';

/** Ranks of this process, linked by memory, that share memory as ranks of several processes do. */
async function meet(world: number, signal: AbortSignal): Promise<Transport[]> {
  const addon = addonPath(runtime!.folder, 'shared');
  const links = MemoryTransport.mesh(world);
  const members = links.map(({ rank }) => ({ workerId: `w${rank}`, rank, address: '' }));
  return await Promise.all(
    links.map((transport, rank) => {
      const plan: MeshPlan = { runId: 'r', generation: 1, rank, members, key: new Uint8Array(32).fill(7) };
      const endpoint = { address: '', connect: async () => transport, close: async () => undefined };
      return withSharedMemory(endpoint, addon).connect(plan, signal);
    }),
  );
}

const numbers = (rank: number, length: number) =>
  Float32Array.from({ length }, (_, i) => Math.fround(Math.sin(i + 100 * rank)));

describe.skipIf(!runtime)('shared memory (needs lockstep setup)', () => {
  test.each([2, 3, 4])(
    'world %i: equal bits on all ranks, and the right sum, over many reduces',
    async (world) => {
      const { signal } = new AbortController();
      const ranks = await meet(world, signal);
      expect(ranks.every(({ shared }) => shared !== undefined)).toBe(true);
      for (const [step, length] of [1, 7, 100_000, 5_000, 100_001, 1].entries()) {
        const buffers = ranks.map((_, rank) => numbers(rank, length));
        const wanted = Float64Array.from({ length }, (_, i) =>
          buffers.reduce((sum, buffer) => sum + buffer[i]!, 0),
        );
        await Promise.all(ranks.map((rank, r) => allReduce(rank, buffers[r]!, { step, bucket: 0 }, signal)));
        for (const buffer of buffers.slice(1)) {
          expect(Buffer.compare(Buffer.from(buffer.buffer), Buffer.from(buffers[0]!.buffer))).toBe(0);
        }
        const worst = wanted.reduce((most, sum, i) => Math.max(most, Math.abs(sum - buffers[0]![i]!)), 0);
        expect(worst).toBeLessThan(1e-6 * world);
      }
      await Promise.all(ranks.map((rank) => rank.close()));
    },
  );

  test('a rank that is one reduce ahead disturbs nobody: 20,000 reduces of two lengths in turn', async () => {
    const { signal } = new AbortController();
    const ranks = await meet(2, signal);
    const run = async (rank: Transport) => {
      const buffers = [new Float32Array(1), new Float32Array(3)];
      for (let step = 0; step < 20_000; step++) {
        const buffer = buffers[step % 2]!.fill(step);
        await allReduce(rank, buffer, { step, bucket: 0 }, signal);
        if (buffer[0] !== 2 * step) throw new Error(`step ${step}: ${buffer[0]}`);
      }
    };
    await Promise.all(ranks.map(run));
    await Promise.all(ranks.map((rank) => rank.close()));
  });

  test('a reduce that waits for a rank ends when the generation is given up', async () => {
    const controller = new AbortController();
    const [rank] = await meet(2, controller.signal);
    const waiting = allReduce(rank!, numbers(0, 10), { step: 3, bucket: 0 }, controller.signal);
    controller.abort(new Error('given up'));
    await expect(waiting).rejects.toThrow('given up');
  });

  test('ranks that sum different lengths are told so', async () => {
    const { signal } = new AbortController();
    const ranks = await meet(2, signal);
    const sums = ranks.map((rank, r) => allReduce(rank, numbers(r, 10 + r), { step: 0, bucket: 0 }, signal));
    const results = await Promise.allSettled(sums);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});
