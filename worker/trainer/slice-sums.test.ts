import { expect, test } from 'vitest';
import { sfc32 } from '../../base/random.ts';
import type { WireFormat } from '../../collectives/transport/schedule.ts';
import type { Transport } from '../../collectives/transport/transport.ts';
import type { Engine, StepRequest } from '../../engine/engine.ts';
import { HostMemories } from '../../test/support/host-memories.ts';
import { MemoryTransport } from '../../test/support/memory-transport.ts';
import { meetOnHosts } from '../../test/support/on-hosts.ts';
import { plainGradient } from './averaged-gradient.ts';

/** As long as a slice over the wire may take on a busy machine, in turns of the event loop's. */
const PATIENCE_MS = 60_000;
/** Where hosts have several ranks, the first two slices are large enough for two levels, and the last is not. */
const GRADIENTS = 90_000;
const SLICES = [
  { start: 45_000, end: GRADIENTS },
  { start: 4_000, end: 45_000 },
  { start: 0, end: 4_000 },
];
const LAYOUT = {
  name: 'model',
  gradients: GRADIENTS,
  statistics: 3,
  rankSums: 0,
  slices: SLICES,
  totals: ['loss', 'samples'],
  learningRate: 1,
};
const LENGTH = GRADIENTS + 6;

/** What a rank's pass over a batch comes to. */
function gradientOf(rank: number, first: number): Float32Array {
  const random = sfc32(rank + 1, first + 1);
  return Float32Array.from({ length: LENGTH }, () => (random() - 0.5) * 10 ** (-6 * random()));
}

type Tell = (
  slice: number,
  flat: Float32Array,
  onSlice: ((slice: number) => void) | undefined,
) => Promise<void>;

/** An engine of which the trainer sees one update; `tell` is called once each slice but the last is in the buffer. */
function engineOf(rank: number, tell: Tell): Engine {
  const flat = new Float32Array(LENGTH);
  const compute: Engine['compute'] = async ({ place }: StepRequest, _, onSlice) => {
    const computed = gradientOf(rank, place.first);
    for (const [slice, { start, end }] of SLICES.slice(0, -1).entries()) {
      flat.set(computed.subarray(start, end), start);
      await tell(slice, flat, onSlice);
    }
    const { start, end } = SLICES.at(-1)!;
    flat.set(computed.subarray(start, end), start);
    flat.set(computed.subarray(GRADIENTS), GRADIENTS);
    return { ms: 0, summedMs: 0 };
  };
  return { updates: [LAYOUT], flat: () => flat, compute } as unknown as Engine;
}

const batch = { size: 8, inputs: [new Float32Array(8)], targets: [new Float32Array(8)] };

function taskOf(engine: Engine, transport: Transport, signal = new AbortController().signal) {
  const share = { first: transport.rank, end: transport.rank + 1, of: transport.worldSize };
  const samples = 8 * transport.worldSize;
  return { engine, transport, step: 5, update: 0, parity: 0, batch, share, samples, lossScale: 1, signal };
}

interface Run {
  /** By rank, the number of its host; left out, each has one of its own. */
  readonly layout?: readonly number[];
  readonly wire?: WireFormat;
  readonly parts?: number;
}

/** The averaged gradients of a world, as the bytes of each rank's buffer. */
async function averaged(world: number, tell: Tell, run: Run): Promise<string[]> {
  const { wire = 'float32', parts = 1, layout } = run;
  const mesh = MemoryTransport.mesh(world);
  const memories = new HostMemories();
  const { signal } = new AbortController();
  const ranks = layout ? await meetOnHosts(layout, mesh, () => memories.maker(), signal) : mesh;
  return await Promise.all(
    ranks.map(async (transport, rank) => {
      const engine = engineOf(rank, tell);
      const gradient = plainGradient(taskOf(engine, transport), parts, wire);
      await gradient.compute();
      await gradient.reduce();
      return Buffer.from(engine.flat(0, 0).buffer).toString('hex');
    }),
  );
}

const silent: Tell = async () => {};

/** Goes on once the slice that is told of has been summed: so sums begin before the gradient is whole. */
const untilSummed: Tell = async (slice, flat, onSlice) => {
  if (!onSlice) return;
  const { start, end } = SLICES[slice]!;
  onSlice(slice);
  const own = flat.slice(start, end);
  const until = performance.now() + PATIENCE_MS;
  while (flat.subarray(start, end).every((value, i) => value === own[i])) {
    if (performance.now() > until)
      throw new Error(`slice ${slice} is not summed before the next is computed`);
    await new Promise((resolve) => setImmediate(resolve));
  }
};

test.each([
  [2, {}],
  [3, {}],
  [5, {}],
  [2, { wire: 'bf16' }],
  [3, { wire: 'bf16', parts: 4 }],
  [3, { parts: 3 }],
  [4, { layout: [0, 0, 1, 1] }],
  [5, { layout: [0, 1, 1, 1, 0], wire: 'bf16' }],
] as const)(
  'world %i, %o: a slice is summed while the next is computed, and the bits are those without',
  async (world, run) => {
    const without = await averaged(world, silent, run);
    expect(new Set(without).size).toBe(1);
    expect(await averaged(world, untilSummed, run)).toEqual(without);
  },
);

test('ranks that tell of their slices in other orders, or of none, sum the same', async () => {
  const backwards = (): Tell => {
    let first: number | undefined;
    return async (slice, _, onSlice) => {
      if (first === undefined) first = slice;
      else for (const told of [slice, first]) onSlice?.(told);
    };
  };
  const tells: Tell[] = [silent, backwards(), async (slice, _, onSlice) => onSlice?.(slice)];
  const without = await averaged(3, silent, {});
  const mixed = await Promise.all(
    MemoryTransport.mesh(3).map(async (transport, rank) => {
      const engine = engineOf(rank, tells[rank]!);
      const gradient = plainGradient(taskOf(engine, transport), 1, 'float32');
      await gradient.compute();
      await gradient.reduce();
      return Buffer.from(engine.flat(0, 0).buffer).toString('hex');
    }),
  );
  expect(mixed).toEqual(without);
});

test('a peer that dies between two slices fails the step once this rank has computed its part', async () => {
  const [own, peer] = MemoryTransport.mesh(2);
  let computed = false;
  const dying: Tell = async (slice, flat, onSlice) => {
    await untilSummed(slice, flat, onSlice);
    await peer!.close();
    throw new Error('killed');
  };
  const living: Tell = async (slice, flat, onSlice) => {
    if (slice === 0) return await untilSummed(slice, flat, onSlice);
    onSlice?.(slice);
    computed = true;
  };
  const theirs = plainGradient(taskOf(engineOf(1, dying), peer!), 1, 'float32').compute();
  const gradient = plainGradient(taskOf(engineOf(0, living), own!), 1, 'float32');
  await Promise.all([expect(theirs).rejects.toThrow('killed'), gradient.compute()]);
  expect(computed).toBe(true);
  await expect(gradient.reduce()).rejects.toMatchObject({ code: 'PEER_LOST', context: { peer: 1 } });
});

test('a step that is given up between two slices computes to its end, and sums no more', async () => {
  const transports = MemoryTransport.mesh(2);
  const controllers = transports.map(() => new AbortController());
  const results = await Promise.all(
    transports.map(async (transport, rank) => {
      const tell: Tell = async (slice, flat, onSlice) => {
        if (slice === 0) await untilSummed(slice, flat, onSlice);
        else controllers[rank]!.abort(new Error('given up'));
        onSlice?.(slice);
      };
      const engine = engineOf(rank, tell);
      const gradient = plainGradient(taskOf(engine, transport, controllers[rank]!.signal), 1, 'float32');
      await gradient.compute();
      await expect(gradient.reduce()).rejects.toThrow('given up');
      const { start, end } = SLICES[1]!;
      return engine.flat(0, 0).slice(start, end);
    }),
  );
  for (const [rank, slice] of results.entries()) {
    const first = rank * 8;
    expect(slice).toEqual(gradientOf(rank, first).subarray(SLICES[1]!.start, SLICES[1]!.end));
  }
});

test('memory that all ranks share takes a buffer as a whole', async () => {
  const [transport] = MemoryTransport.mesh(2);
  const summed: number[] = [];
  const shared = {
    allReduce: async (buffer: Float32Array) => void summed.push(buffer.length),
  };
  const told: Tell = async (_, __, onSlice) => expect(onSlice).toBeUndefined();
  const withShared = {
    rank: 0,
    worldSize: 2,
    generation: transport!.generation,
    shared,
  } as unknown as Transport;
  const gradient = plainGradient(taskOf(engineOf(0, told), withShared), 1, 'float32');
  await gradient.compute();
  await gradient.reduce();
  expect(summed).toEqual([LENGTH]);
});
