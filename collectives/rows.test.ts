import { afterEach, describe, expect, test } from 'vitest';
import { sfc32 } from '../base/random.ts';
import { native } from '../test/support/engines.ts';
import { HostMemories } from '../test/support/host-memories.ts';
import { MemoryTransport } from '../test/support/memory-transport.ts';
import { openMesh } from '../test/support/mesh.ts';
import { meetOnHosts } from '../test/support/on-hosts.ts';
import { allReduce } from './index.ts';
import { RowTrials, sumRows } from './rows.ts';
import type { WireFormat } from './transport/schedule.ts';
import type { Transport } from './transport/transport.ts';

const { signal } = new AbortController();
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((thing) => thing.close()));
});

/** An embedding, a layer, a narrow table that no rank has anything of, and totals. */
const TABLES = [
  { start: 10, count: 1_500, width: 64 },
  { start: 100_000, count: 40, width: 900 },
  { start: 140_000, count: 9_000, width: 2 },
];
const RANGE = { start: 10, end: 158_500 };
const LENGTH = 158_510;

const gradients = new Map<number, Float32Array>();

/** What a rank adds. */
function gradientOf(rank: number): Float32Array {
  const made = gradients.get(rank) ?? makeGradient(rank);
  gradients.set(rank, made);
  return made.slice();
}

/** It has touched about 1 row of 16 of the embedding, each rank others. */
function makeGradient(rank: number): Float32Array {
  const random = sfc32(rank, 1);
  // Numbers of very different size, so that the order of additions shows in the bits.
  const flat = new Float32Array(LENGTH);
  for (let i = 0; i < LENGTH; i++) flat[i] = (random() - 0.5) * 8 ** -(i % 7);
  const [words, , narrow] = TABLES as [(typeof TABLES)[0], unknown, (typeof TABLES)[0]];
  for (let row = 0; row < words.count; row++) {
    const start = words.start + row * words.width;
    if (random() > 1 / 16) flat.fill(0, start, start + words.width);
  }
  flat.fill(0, narrow.start, narrow.start + narrow.count * narrow.width);
  // Rows of which single bits are set.
  flat[words.start + 8 * words.width] = -0;
  flat[words.start + (20 + rank) * words.width + 63] = -0;
  flat[words.start + 30 * words.width + 5] = 2 ** -149;
  return flat;
}

/** Sums of the ranks' gradients, by rank, as bytes; `trials` leave rows out. */
async function summed(
  ranks: readonly Transport[],
  step: number,
  { trials, wire = 'float32' }: { trials?: readonly RowTrials[]; wire?: WireFormat } = {},
  flats = ranks.map((_, rank) => gradientOf(rank)),
): Promise<Float32Array[]> {
  await Promise.all(
    ranks.map(async (transport, rank) => {
      const flat = flats[rank]!;
      const look = { update: 0, range: RANGE, tables: TABLES, wire };
      const plan = await trials?.[rank]?.agree(transport, flat, look, () => ({ step, bucket: 8 }), signal);
      if (trials) await sumRows(transport, flat, RANGE, plan, { step, bucket: 0 }, signal, wire);
      else
        await allReduce(transport, flat.subarray(RANGE.start, RANGE.end), { step, bucket: 0 }, signal, wire);
    }),
  );
  return flats;
}

const trialsOf = (ranks: readonly Transport[]) => ranks.map(() => new RowTrials(1_000));
const hex = ({ buffer }: Float32Array) => Buffer.from(buffer).toString('hex');

/** Without what stands outside of the range, which ranks do not sum. */
const inRange = (flat: Float32Array) => flat.slice(RANGE.start, RANGE.end);

/** How far a sum is from that in float64, in parts of the sum of magnitudes. */
function worst(flat: Float32Array, world: number): number {
  const [sums, sizes] = [new Float64Array(LENGTH), new Float64Array(LENGTH)];
  for (let rank = 0; rank < world; rank++) {
    const term = gradientOf(rank);
    for (let i = 0; i < LENGTH; i++) {
      sums[i]! += term[i]!;
      sizes[i]! += Math.abs(term[i]!);
    }
  }
  let most = 0;
  for (let i = RANGE.start; i < RANGE.end; i++) {
    // bfloat16 has no smaller numbers.
    if (sizes[i]! > 2 ** -120) most = Math.max(most, Math.abs(flat[i]! - sums[i]!) / sizes[i]!);
  }
  return most;
}

async function tcp(world: number, isNative: (rank: number) => boolean): Promise<Transport[]> {
  const { endpoints, ranks } = await openMesh('tcp', world, (rank) => (isNative(rank) ? { native } : {}));
  open.push(...endpoints, ...ranks);
  return ranks;
}

async function onHosts(layout: readonly number[]): Promise<Transport[]> {
  const memories = new HostMemories();
  return await meetOnHosts(layout, MemoryTransport.mesh(layout.length), () => memories.maker(), signal);
}

describe.each<[string, () => Promise<Transport[]>]>([
  ['2 ranks', async () => MemoryTransport.mesh(2)],
  ['3 ranks', async () => MemoryTransport.mesh(3)],
  ['8 ranks', async () => MemoryTransport.mesh(8)],
  ['2 ranks over TCP, natively', () => tcp(2, () => true)],
  ['3 ranks over TCP, one of them natively', () => tcp(3, (rank) => rank === 1)],
  ['2 + 1 ranks on 2 hosts', () => onHosts([0, 1, 0])],
])('%s', (_, ranksOf) => {
  test('the sum is that of whole gradients, in far fewer bytes', async () => {
    const ranks = await ranksOf();
    const world = ranks.length;
    const sent = () => ranks.reduce((sum, transport) => sum + transport.sent.bytes, 0);
    const atFirst = sent();
    const whole = await summed(ranks, 1);
    const forWhole = sent() - atFirst;
    const thin = await summed(ranks, 2, { trials: trialsOf(ranks) });
    expect(sent() - atFirst - forWhole).toBeLessThan(0.7 * forWhole);
    const [first] = thin.map(inRange).map(hex);
    for (const flat of thin) expect(hex(inRange(flat))).toBe(first);
    if (world === 2) expect(thin.map(hex)).toEqual(whole.map(hex));
    expect(worst(thin[0]!, world)).toBeLessThan(world * 2 ** -24);
    // What stands beside the range is untouched.
    for (const [rank, flat] of thin.entries()) {
      const before = gradientOf(rank);
      before.set(inRange(flat), RANGE.start);
      expect(hex(flat)).toBe(hex(before));
    }
  });

  test('as bfloat16, all ranks have the same bits', async () => {
    const ranks = await ranksOf();
    const thin = await summed(ranks, 1, { trials: trialsOf(ranks), wire: 'bf16' });
    const [first] = thin.map(inRange).map(hex);
    for (const flat of thin) expect(hex(inRange(flat))).toBe(first);
    expect(worst(thin[0]!, ranks.length)).toBeLessThan(ranks.length * 2 ** -8);
  });
});

test('a row of NaN and Infinity on one rank comes to all', async () => {
  const ranks = MemoryTransport.mesh(3);
  const flats = ranks.map((_, rank) => gradientOf(rank));
  const row = TABLES[0]!.start + 600 * TABLES[0]!.width;
  flats[2]![row] = Number.NaN;
  flats[1]![row + 1] = Number.POSITIVE_INFINITY;
  for (const flat of await summed(ranks, 1, { trials: trialsOf(ranks) }, flats)) {
    expect(flat[row]).toBeNaN();
    expect(flat[row + 1]).toBe(Number.POSITIVE_INFINITY);
  }
});

test('a rank without samples, and a step in which no rank has any', async () => {
  const ranks = MemoryTransport.mesh(3);
  const trials = trialsOf(ranks);
  const idle = [gradientOf(0), new Float32Array(LENGTH), gradientOf(2)];
  const whole = await summed(
    ranks,
    1,
    {},
    idle.map((flat) => flat.slice()),
  );
  const thin = await summed(ranks, 2, { trials }, idle);
  expect(thin.map(inRange).map(hex)).toEqual(whole.map(inRange).map(hex));
  const none = await summed(
    ranks,
    3,
    { trials },
    ranks.map(() => new Float32Array(LENGTH)),
  );
  for (const flat of none) expect(flat.every((value) => Object.is(value, 0))).toBe(true);
});

describe('looks', () => {
  const tables = [{ start: 0, count: 40, width: 8 }];
  const range = { start: 0, end: 330 };

  /** Whether ranks look at the gradient of a step, all of whose numbers are `fill`. */
  async function looked(trials: readonly RowTrials[], step: number, fill: number, update = 0) {
    const looks = [false, false];
    await Promise.all(
      MemoryTransport.mesh(2).map(async (transport, rank) => {
        const flat = new Float32Array(range.end).fill(fill);
        const tag = () => {
          looks[rank] = true;
          return { step, bucket: 8 };
        };
        await trials[rank]!.agree(transport, flat, { update, range, tables, wire: 'float32' }, tag, signal);
      }),
    );
    expect(looks[1]).toBe(looks[0]);
    return looks[0]!;
  }

  /** The steps of those from `first` to before `end` in which they look. */
  async function looksOf(trials: readonly RowTrials[], first: number, end: number, fill: number) {
    const steps: number[] = [];
    for (let step = first; step < end; step++) if (await looked(trials, step, fill)) steps.push(step);
    return steps;
  }

  test('become seldom where they do not pay, and come each step from when they do', async () => {
    const trials = [new RowTrials(0), new RowTrials(0)];
    expect(await looksOf(trials, 0, 800, 1)).toEqual([0, 2, 5, 10, 19, 36, 69, 134, 263, 520, 777]);
    expect(await looksOf(trials, 800, 1_040, 0)).toEqual([1_034, 1_035, 1_036, 1_037, 1_038, 1_039]);
    expect(await looksOf(trials, 1_040, 1_046, 1)).toEqual([1_040, 1_042, 1_045]);
  });

  test('of one update are not those of another', async () => {
    const trials = [new RowTrials(0), new RowTrials(0)];
    const looks: boolean[] = [];
    for (let step = 0; step < 6; step++) looks.push(await looked(trials, step, 1 - (step % 2), step % 2));
    expect(looks).toEqual([true, true, false, true, true, true]);
  });
});

test.each([
  ['alone', { worldSize: 1 }],
  ['all in one memory', { worldSize: 4, shared: {} }],
  ['many on one host', { worldSize: 12, hosts: { ranks: [[...Array(12).keys()]] } }],
])('ranks %s tell each other nothing', async (_, transport) => {
  const never = () => expect.fail('a message');
  const look = { update: 0, range: RANGE, tables: TABLES, wire: 'float32' } as const;
  const flat = new Float32Array(LENGTH);
  expect(
    await new RowTrials(0).agree(transport as unknown as Transport, flat, look, never, signal),
  ).toBeUndefined();
});
