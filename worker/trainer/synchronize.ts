import { bytesOf } from '../../base/arrays.ts';
import { LockstepError } from '../../base/errors.ts';
import { decodeCheckpoint, parseTraining } from '../checkpoint/checkpoint.ts';
import { positionOf, type TrainingState } from '../checkpoint/training-state.ts';
import { Channel } from './channel.ts';
import type { RankContext } from './context.ts';
import type { GenerationPlan } from './ports.ts';
import { type RankState, weightsOf } from './rank-state.ts';
import { StartSignal, startSignal } from './start-signal.ts';
import { applyStep } from './step.ts';

/** What a member asks of the source when a generation begins. */
type Need = 'nothing' | 'gradient' | 'state';
const NEEDS: readonly Need[] = ['nothing', 'gradient', 'state'];
const DONE = Uint8Array.of(0);

interface Greeting {
  readonly state: TrainingState;
  /** The generation that the source has walked in before. */
  readonly generation: number;
  /** Of the source's weights, where a run begins and every rank has made its own; else empty. */
  readonly weightsSha256: string;
}

/** What taking over the state needs beside the ranks. */
export interface TakeOver {
  readonly signal: AbortSignal;
  /** Told whenever something has come on: each wait has its own deadline, and not all of them together. */
  readonly alive: () => void;
  /** Takes the state from the checkpoint that the plan names, on the source. */
  readonly restore: () => Promise<void>;
}

/** Where a member that takes the whole state gets it from, and whom it passes it on to. */
interface Place {
  readonly from: number;
  readonly to: number | undefined;
}

/**
 * Brings every member of a new generation to the source's state.
 *
 * A member one step behind that has walked with the source until now takes the averaged gradient of that step from
 * the source and applies it: the same arithmetic on the same numbers, so the same bits. A joiner takes the whole
 * state, and so does a rank that walked elsewhere: that it has committed as many steps does not mean that it holds
 * the same bits. At the start of a run all ranks hold equal weights made from the seed; one that does not takes the
 * source's. Those who take the whole state stand in a line, each passing it on piece by piece, so that the source
 * sends it once, however many join. Nobody begins before all are done.
 */
export async function synchronize(
  context: RankContext,
  plan: GenerationPlan,
  rankState: RankState,
  takeOver: TakeOver,
): Promise<void> {
  const { rank, worldSize } = context.transport;
  if (rank !== plan.sourceRank) await follow(context, plan, rankState, takeOver);
  else if (worldSize > 1) await lead(context, plan, rankState, takeOver);
  else if (plan.restore) await takeOver.restore();
}

/** The source's half. */
async function lead(
  context: RankContext,
  plan: GenerationPlan,
  rankState: RankState,
  { signal, alive, restore }: TakeOver,
): Promise<void> {
  const { transport } = context;
  const others = plan.members.map(({ rank }) => rank).filter((rank) => rank !== plan.sourceRank);
  const start = new StartSignal(transport, plan.nextStep, others, signal);
  try {
    if (plan.restore) await restore();
    alive();
    const { state, generation } = rankState;
    const content: Greeting = { state, generation, weightsSha256: await firstWeights(context, plan) };
    const greeting = Buffer.from(JSON.stringify(content));
    const channel = new Channel(transport, plan.nextStep, signal, { onProgress: alive });
    const needs = await Promise.all(
      others.map(async (peer) => {
        await channel.send(peer, greeting);
        return needFrom(peer, await channel.receive(peer));
      }),
    );
    const those = (need: Need) => others.filter((_, i) => needs[i] === need);
    await Promise.all(those('gradient').map((peer) => channel.send(peer, lastGradient(context, plan))));
    await handOver(context, plan, channel, those('state'), rankState);
    await start.give();
  } finally {
    start.stop();
  }
}

/** The others' half. */
async function follow(
  context: RankContext,
  plan: GenerationPlan,
  rankState: RankState,
  { signal, alive }: TakeOver,
): Promise<void> {
  const { transport } = context;
  const start = startSignal(transport, plan.nextStep, plan.sourceRank, signal, alive);
  start.catch(() => undefined);
  // To its end, since the engine may be in the middle of taking the state when the generation is given up.
  await takeState(context, plan, rankState, signal, alive);
  await start;
}

async function takeState(
  context: RankContext,
  plan: GenerationPlan,
  rankState: RankState,
  signal: AbortSignal,
  alive: () => void,
): Promise<void> {
  const { transport, engine } = context;
  const channel = new Channel(transport, plan.nextStep, signal, { onProgress: alive });
  const sha256 = await firstWeights(context, plan);
  const source = plan.sourceRank;
  const received = JSON.parse((await channel.receive(source)).toString());
  const greeting: Greeting = { ...received, state: parseTraining(received.state) };
  const need = needOf(plan, rankState, greeting, sha256);
  await channel.send(source, Uint8Array.of(NEEDS.indexOf(need)));
  if (need === 'gradient') await rollForward(context, plan, rankState.state, await channel.receive(source));
  if (need === 'state') {
    const { from, to }: Place = JSON.parse((await channel.receive(source)).toString());
    const checkpoint = decodeCheckpoint(await channel.receivePieces(from, to));
    await engine.writeState(checkpoint.engine);
    rankState.best = checkpoint.best;
  } else if (greeting.state.bestStep !== rankState.state.bestStep) {
    // The source has ended an epoch that this rank was interrupted in; no step came after it.
    rankState.best = weightsOf(await engine.readState());
  }
  // From here on it holds the state, whether the generation comes to its first step or not.
  Object.assign(rankState, { state: greeting.state, hasState: true, generation: plan.generation });
  if (need === 'state') await channel.send(source, DONE);
}

function needOf(plan: GenerationPlan, rankState: RankState, source: Greeting, sha256: string): Need {
  if (plan.nextStep === 0) return sha256 === source.weightsSha256 ? 'nothing' : 'state';
  const { state, hasState } = rankState;
  if (!hasState || rankState.generation !== source.generation) return 'state';
  // At its end a run may put the best weights in the place of the last: the epoch's end is done over with the last.
  if (state.epochsEnded > source.state.epochsEnded) return 'state';
  if (state.committedSteps === plan.nextStep) return 'nothing';
  return state.committedSteps === plan.nextStep - 1 ? 'gradient' : 'state';
}

function needFrom(peer: number, message: Uint8Array): Need {
  const need = NEEDS[message[0] ?? -1];
  if (need !== undefined) return need;
  throw new LockstepError('PEER_LOST', 'a member asked for something unknown', { peer });
}

/** Brings the whole state to `joiners`, and waits until they hold it. */
async function handOver(
  { engine, archive }: RankContext,
  plan: GenerationPlan,
  channel: Channel,
  joiners: readonly number[],
  { state, best }: RankState,
): Promise<void> {
  const [first] = joiners;
  if (first === undefined) return;
  await Promise.all(
    joiners.map(async (peer, i) => {
      const place: Place = { from: joiners[i - 1] ?? plan.sourceRank, to: joiners[i + 1] };
      await channel.send(peer, Buffer.from(JSON.stringify(place)));
    }),
  );
  const file = await archive.checkpoint({ engine: await engine.readState(), training: state, best });
  await channel.send(first, ...file.pieces);
  await Promise.all(joiners.map((peer) => channel.receive(peer)));
}

/** Hash of the weights that a rank has made of itself, where a run begins; else empty. */
async function firstWeights({ engine, archive }: RankContext, plan: GenerationPlan): Promise<string> {
  return plan.nextStep === 0 ? await archive.weightsSha256(await engine.readState()) : '';
}

/** The averaged gradient of the step before the generation's first. */
function lastGradient({ engine, shape }: RankContext, plan: GenerationPlan): Uint8Array {
  const step = plan.nextStep - 1;
  return bytesOf(engine.flat(positionOf(step, shape).update, step % 2));
}

/** Applies the averaged gradient of the step that this rank missed. */
async function rollForward(
  context: RankContext,
  plan: GenerationPlan,
  state: TrainingState,
  received: Buffer,
): Promise<void> {
  const { engine, shape } = context;
  const step = plan.nextStep - 1;
  const { update } = positionOf(step, shape);
  const flat = bytesOf(engine.flat(update, step % 2));
  if (received.byteLength !== flat.byteLength) {
    throw new LockstepError(
      'DIVERGED',
      `a gradient of ${received.byteLength} bytes came, ours has ${flat.byteLength}`,
      {
        peer: plan.sourceRank,
        step,
      },
    );
  }
  flat.set(received);
  await applyStep(context, state, update);
}
