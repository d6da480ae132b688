import { expect, test } from 'vitest';
import { allReduce } from '../../collectives/index.ts';
import type { Transport } from '../../collectives/transport/transport.ts';
import type { TrainParts } from '../../worker/trainer/context.ts';
import { HostMemories } from '../support/host-memories.ts';
import { MemoryTransport } from '../support/memory-transport.ts';
import { meetOnHosts } from '../support/on-hosts.ts';
import { FailAt, type Phase } from './fail-at.ts';

const { signal } = new AbortController();
const STEP = 3;

/** The transport as it is wrapped for a rank that is to die at `phase`. */
async function wrapped(transport: Transport, phase: Phase, strike: () => void): Promise<Transport> {
  const failAt = new FailAt(() => ({ step: STEP, phase }), strike);
  const endpoint = { address: '', connect: async () => transport, close: async () => undefined };
  const parts = failAt.wrap({ engine: {}, endpoint } as unknown as TrainParts);
  return await parts.endpoint.connect({} as never, signal);
}

test.each(['before send', 'mid all-reduce'] as const)(
  'a rank that sends nothing to other hosts dies in its step too: %s',
  async (phase) => {
    const hosts = new HostMemories();
    const ranks = await meetOnHosts([0, 0, 1], MemoryTransport.mesh(3), () => hosts.maker(), signal);
    const steps: number[] = [];
    let under = -1;
    const helper = await wrapped(ranks[1]!, phase, () => steps.push(under));
    for (under = STEP - 1; under <= STEP; under++) {
      const sums = [ranks[0]!, helper, ranks[2]!].map(async (rank) => {
        const buffer = new Float32Array(50_000).fill(1);
        await allReduce(rank, buffer, { step: under, bucket: 0 }, signal);
        return buffer[0];
      });
      expect(await Promise.all(sums)).toEqual([3, 3, 3]);
    }
    expect(steps).toEqual([STEP]);
  },
);
