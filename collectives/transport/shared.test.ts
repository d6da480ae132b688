import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { addonPath } from '../../engine/runtime/layout.ts';
import { runtime } from '../../test/support/engines.ts';
import { HostMemories } from '../../test/support/host-memories.ts';
import { MemoryTransport } from '../../test/support/memory-transport.ts';
import { meetOnHosts } from '../../test/support/on-hosts.ts';
import { twoLevel } from '../algorithms/two-level.ts';
import { allReduce } from '../index.ts';
import { loadMemoryMaker } from './host-memory.ts';
import type { Transport } from './transport.ts';

/** Ranks of this process, linked by memory, that share memory as ranks of several processes do. */
async function meet(layout: readonly number[], signal: AbortSignal): Promise<Transport[]> {
  const maker = loadMemoryMaker(addonPath(runtime!.folder, 'shared'));
  const ranks = await meetOnHosts(layout, MemoryTransport.mesh(layout.length), () => maker, signal);
  open.push(...ranks);
  return ranks;
}

const open: Transport[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((rank) => rank.close()));
});

/** All ranks on one host. */
const together = (world: number) => Array<number>(world).fill(0);

const numbers = (rank: number, length: number) =>
  Float32Array.from({ length }, (_, i) => Math.fround(Math.sin(i + 100 * rank)));

describe.skipIf(!runtime)('shared memory (needs lockstep setup)', () => {
  test.each([2, 3, 4])(
    'world %i: equal bits on all ranks, and the right sum, over many reduces',
    async (world) => {
      const { signal } = new AbortController();
      const ranks = await meet(together(world), signal);
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
    },
  );

  test('a rank that is one reduce ahead disturbs nobody: 20,000 reduces of two lengths in turn', async () => {
    const { signal } = new AbortController();
    const ranks = await meet(together(2), signal);
    const run = async (rank: Transport) => {
      const buffers = [new Float32Array(1), new Float32Array(3)];
      for (let step = 0; step < 20_000; step++) {
        const buffer = buffers[step % 2]!.fill(step);
        await allReduce(rank, buffer, { step, bucket: 0 }, signal);
        if (buffer[0] !== 2 * step) throw new Error(`step ${step}: ${buffer[0]}`);
      }
    };
    await Promise.all(ranks.map(run));
  });

  test('a buffer larger than the memory goes in pieces', async () => {
    const { signal } = new AbortController();
    const ranks = await meet(together(2), signal);
    const length = 16 * 1024 * 1024 + 5;
    const buffers = ranks.map(({ rank }) => {
      const buffer = new Float32Array(length).fill(rank + 1);
      buffer[length - 1] = 10 * (rank + 1);
      return buffer;
    });
    await Promise.all(ranks.map((rank, r) => allReduce(rank, buffers[r]!, { step: 0, bucket: 0 }, signal)));
    for (const buffer of buffers) {
      expect([buffer[0], buffer[length - 6], buffer[length - 2], buffer[length - 1]]).toEqual([3, 3, 3, 30]);
    }
  });

  test('a reduce that waits for a rank ends when the generation is given up', async () => {
    const controller = new AbortController();
    const [rank] = await meet(together(2), controller.signal);
    const waiting = allReduce(rank!, numbers(0, 10), { step: 3, bucket: 0 }, controller.signal);
    controller.abort(new Error('given up'));
    await expect(waiting).rejects.toThrow('given up');
  });

  test('ranks that sum different lengths are told so', async () => {
    const { signal } = new AbortController();
    const ranks = await meet(together(2), signal);
    const sums = ranks.map((rank, r) => allReduce(rank, numbers(r, 10 + r), { step: 0, bucket: 0 }, signal));
    const results = await Promise.allSettled(sums);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  test.each([[together(2)], [[0, 0, 1, 1]]])(
    'the memory of a generation is gone with it: %j',
    async (layout) => {
      const mapped = () => readFileSync('/proc/self/maps', 'utf8').match(/memfd:lockstep/g)?.length ?? 0;
      const before = mapped();
      const ranks = await meet(layout, new AbortController().signal);
      expect(mapped()).toBe(before + layout.length);
      const { signal } = new AbortController();
      // One waits for the others as it ends.
      const waiting = allReduce(ranks[0]!, numbers(0, 100_000), { step: 0, bucket: 0 }, signal);
      const ended = expect(waiting).rejects.toMatchObject({ code: 'ABORTED' });
      await Promise.all(ranks.map((rank) => rank.close()));
      await ended;
      expect(mapped()).toBe(before);
    },
  );

  // Each rank of this process waits in a thread of Node's, of which there are four.
  const LAYOUTS = {
    '2 + 2': [0, 0, 1, 1],
    '2 + 2, in turns': [0, 1, 0, 1],
    '3 + 1': [0, 0, 1, 0],
    '2 + 1': [0, 1, 0],
  };

  test.each(Object.entries(LAYOUTS))(
    '%s: two levels give the bits that JavaScript gives',
    async (_, layout) => {
      const { signal } = new AbortController();
      const hosts = new HostMemories();
      const links = MemoryTransport.mesh(layout.length);
      const reference = await meetOnHosts(layout, links, () => hosts.maker(), signal);
      const ranks = await meet(layout, signal);
      for (const [step, length] of [0, 1, 7, 70_001, 1_000, 10_000, 3].entries()) {
        const sumOf = async (transports: readonly Transport[]) => {
          const buffers = transports.map((_, rank) => numbers(rank, length));
          await Promise.all(
            transports.map((rank, r) => {
              const cut = { ...rank.hosts!, partLength: 5_000 };
              return twoLevel(rank, cut, buffers[r]!, { step, bucket: 0 }, signal);
            }),
          );
          return buffers.map(({ buffer }) => Buffer.from(buffer));
        };
        const [wanted] = await sumOf(reference);
        for (const sum of await sumOf(ranks)) expect(sum.equals(wanted!)).toBe(true);
      }
    },
  );

  test.each(Object.entries(LAYOUTS))('%s: ranks that wait for one that dies are told', async (_, layout) => {
    const { signal } = new AbortController();
    const ranks = await meet(layout, signal);
    const [victim, ...others] = ranks;
    const sums = Promise.allSettled(
      others.map((rank) => allReduce(rank, numbers(rank.rank, 100_000), { step: 1, bucket: 0 }, signal)),
    );
    await victim!.close();
    for (const outcome of await sums) {
      expect(outcome).toMatchObject({ reason: { code: 'PEER_LOST', context: { peer: 0 } } });
    }
  });
});
