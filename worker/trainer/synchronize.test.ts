import { expect, test } from 'vitest';
import type { Engine, EngineState } from '../../engine/engine.ts';
import { MemoryTransport } from '../../test/support/memory-transport.ts';
import { type Archive, localArchive } from '../checkpoint/archive.ts';
import { INITIAL_STATE } from '../checkpoint/training-state.ts';
import type { RankContext } from './context.ts';
import type { GenerationPlan } from './ports.ts';
import { initialRankState, type RankState } from './rank-state.ts';
import { synchronize, type TakeOver } from './synchronize.ts';

const { signal } = new AbortController();
/** In float32 numbers: 4 MB, several pieces. */
const WEIGHTS = 1 << 20;
const STEP = 9;

interface Rank {
  readonly context: RankContext;
  readonly rankState: RankState;
  readonly plan: GenerationPlan;
  values: Float32Array;
  /** Checkpoints that it has made. */
  made: number;
}

/** `holds`: which of the ranks hold the state of step 9, all of them from generation 3. */
function ranksOf(holds: readonly boolean[], sourceRank: number): Rank[] {
  const members = holds.map((_, rank) => ({ workerId: `w${rank}`, rank, address: '' }));
  return MemoryTransport.mesh(holds.length).map((transport, rank) => {
    const rankState = initialRankState();
    if (holds[rank]) {
      Object.assign(rankState, {
        hasState: true,
        generation: 3,
        state: { ...INITIAL_STATE, committedSteps: STEP },
      });
    }
    const values = new Float32Array(WEIGHTS).map((_, i) => (holds[rank] ? i % 97 : 0));
    const self: Rank = { rankState, values, made: 0 } as unknown as Rank;
    const engine = {
      readState: async (): Promise<EngineState> => ({
        tensors: [{ name: 'w', kind: 'weight', shape: [WEIGHTS], values: self.values }],
      }),
      writeState: async ({ tensors }: EngineState) => {
        self.values = tensors[0]!.values.slice();
      },
    } as unknown as Engine;
    const archive: Archive = {
      ...localArchive,
      checkpoint: (content) => {
        self.made++;
        return localArchive.checkpoint(content);
      },
    };
    const plan = { runId: 'run', generation: 4, rank, members, sourceRank, nextStep: STEP, signal };
    return Object.assign(self, { context: { engine, archive, transport }, plan });
  });
}

/** Millions of numbers take `toEqual` minutes. */
function equal(a: Float32Array, b: Float32Array): boolean {
  return Buffer.from(a.buffer).equals(Buffer.from(b.buffer));
}

function synchronized(ranks: readonly Rank[], takeOver: (rank: number) => Partial<TakeOver> = () => ({})) {
  return ranks.map(({ context, plan, rankState }, rank) =>
    synchronize(context, plan, rankState, {
      signal,
      alive: () => {},
      restore: async () => {},
      ...takeOver(rank),
    }),
  );
}

test.each([1, 2, 5])(
  '%i joiners take the state from each other in a line: the source sends it once',
  async (joiners) => {
    const ranks = ranksOf([true, true, ...Array.from({ length: joiners }, () => false)], 1);
    await Promise.all(synchronized(ranks));
    const [, source] = ranks;
    for (const { values, rankState } of ranks) {
      expect(equal(values, source!.values)).toBe(true);
      expect(rankState.state).toEqual(source!.rankState.state);
    }
    const copies = ranks.map(({ context }) => Math.floor(context.transport.sent.bytes / (4 * WEIGHTS)));
    // One that holds the state gets none; of the line the last one passes nothing on.
    expect(copies).toEqual([0, 1, ...Array.from({ length: joiners }, (_, i) => (i < joiners - 1 ? 1 : 0))]);
    expect(source!.made).toBe(1);
  },
);

test('while the source is at work the others hear so, and nobody begins before it is done', async () => {
  const ranks = ranksOf([true, true, false], 0);
  let restored = () => {};
  const restoring = new Promise<void>((resolve) => {
    restored = resolve;
  });
  let begun = 0;
  const heard = [0, 0, 0];
  const working = new Promise<void>((resolve) => {
    const all = synchronized(
      ranks.map((rank) => ({ ...rank, plan: { ...rank.plan, restore: 'checkpoints/step-9.safetensors' } })),
      (rank) => ({
        restore: () => restoring,
        alive: () => {
          heard[rank]!++;
          if (heard[1]! >= 2 && heard[2]! >= 2) resolve();
        },
      }),
    );
    for (const one of all) void one.then(() => begun++);
    all[0]!.catch(() => {});
  });
  await working;
  expect(begun).toBe(0);
  restored();
  await expect.poll(() => begun, { timeout: 60_000 }).toBe(3);
  expect(equal(ranks[2]!.values, ranks[0]!.values)).toBe(true);
});

test('a member that waits for the sign leaves when it is asked to', async () => {
  const ranks = ranksOf([true, true], 0);
  const asked = new AbortController();
  const [, member] = synchronized(
    [{ ...ranks[0]!, plan: { ...ranks[0]!.plan, restore: 'checkpoints/step-9.safetensors' } }, ranks[1]!],
    (rank) => (rank === 0 ? { restore: () => new Promise(() => {}) } : { signal: asked.signal }),
  );
  asked.abort(new Error('asked to leave'));
  await expect(member).rejects.toThrow('asked to leave');
});

test('a joiner holds the state once it has taken it, though its generation never begins', async () => {
  const ranks = ranksOf([true, false, false], 0);
  const asked = new AbortController();
  // The second joiner never comes to the end, and so there is no sign.
  ranks[2]!.context.engine.writeState = () => new Promise(() => {});
  const taken = new Promise<void>((resolve) => {
    const { engine } = ranks[1]!.context;
    const write = engine.writeState.bind(engine);
    engine.writeState = (state) => write(state).finally(() => setImmediate(resolve));
  });
  const [, joiner] = synchronized(ranks, (rank) => (rank === 1 ? { signal: asked.signal } : {}));
  await taken;
  asked.abort(new Error('another joins'));
  await expect(joiner).rejects.toThrow('another joins');
  const { hasState, generation, state } = ranks[1]!.rankState;
  expect([hasState, generation, state.committedSteps]).toEqual([true, 4, STEP]);
});

test('a state that comes damaged puts its sender in doubt, and the generation is given up, not the run', async () => {
  const ranks = ranksOf([true, false], 0);
  const asked = new AbortController();
  const { archive } = ranks[0]!.context;
  const make = archive.checkpoint;
  archive.checkpoint = async (content) => {
    const [first, ...others] = (await make(content)).pieces.map((piece) => Uint8Array.from(piece));
    first![20]! ^= 0x80;
    return { pieces: [first!, ...others], sha256: '' };
  };
  const [source, joiner] = synchronized(ranks, (rank) => (rank === 0 ? { signal: asked.signal } : {}));
  source!.catch(() => undefined);
  await expect(joiner).rejects.toMatchObject({ code: 'PEER_LOST', context: { peer: 0 } });
  expect(ranks[1]!.rankState.hasState).toBe(false);
  asked.abort(new Error('the generation is over'));
});
