import { bytesOf } from '../../base/arrays.ts';
import type { Chunks } from '../../base/chunks.ts';
import { LockstepError } from '../../base/errors.ts';
import { type Checkpoint, decodeCheckpoint, parseTraining } from '../checkpoint/checkpoint.ts';
import { positionOf, type TrainingState } from '../checkpoint/training-state.ts';
import { Channel } from './channel.ts';
import type { RankContext } from './context.ts';
import type { GenerationPlan } from './ports.ts';
import { type RankState, weightsOf } from './rank-state.ts';
import { StartSignal, startSignal } from './start-signal.ts';
import { applyStep } from './step.ts';

/** What a member asks of the source rank when a generation begins. */
type Need = 'nothing' | 'gradient' | 'state';
const NEEDS: readonly Need[] = ['nothing', 'gradient', 'state'];
const DONE = Uint8Array.of(0);

interface Greeting {
  readonly state: TrainingState;
  /** The last generation in which the source rank held the common state. */
  readonly generation: number;
  /** Hash of the source's initial weights where the run begins, since each rank has made its own; else empty. */
  readonly weightsSha256: string;
}

/** What taking over the state needs beside the other ranks. */
export interface TakeOver {
  readonly signal: AbortSignal;
  /** Called at each sign of progress, to begin the deadline anew: the whole may take long, a single wait may not. */
  readonly alive: () => void;
  /** On the source rank: takes the state from the checkpoint that the plan names. */
  readonly restore: () => Promise<void>;
}

/** Ranks that a member takes the whole state from and passes it on to. */
interface Place {
  readonly from: number;
  readonly to: number | undefined;
}

/**
 * Brings every member of a new generation to the source's state.
 *
 * - A member that was in the source's last generation and is one step behind rolls forward: it takes the averaged
 *   gradient of that step from the source and applies it. The same arithmetic on the same numbers gives the same bits.
 * - A joiner takes the whole state. So does a rank that was in another generation: an equal number of committed steps
 *   does not mean equal bits.
 * - At the start of a run all ranks have made the same weights from the seed. A rank whose hash differs takes the
 *   source's.
 *
 * Members that take the whole state form a chain, and each passes it on chunk by chunk: the source sends it once,
 * however many join. No rank begins its steps before all members hold the state.
 * @throws LockstepError PEER_LOST | TIMEOUT | ABORTED | CHECKPOINT, and DIVERGED where a gradient has another length
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

/** The source rank's half of `synchronize`. */
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

/** The half of every other rank. */
async function follow(
  context: RankContext,
  plan: GenerationPlan,
  rankState: RankState,
  { signal, alive }: TakeOver,
): Promise<void> {
  const { transport } = context;
  const start = startSignal(transport, plan.nextStep, plan.sourceRank, signal, alive);
  start.catch(() => undefined);
  // Not raced against `start`: the engine may be writing the state when the generation is given up.
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
    const checkpoint = stateFrom(from, await channel.receiveChunks(from, to));
    await engine.writeState(checkpoint.engine);
    rankState.best = checkpoint.best;
  } else if (greeting.state.bestStep !== rankState.state.bestStep) {
    // The source has ended an epoch that this rank could not end. No step followed, so the weights are the same.
    rankState.best = weightsOf(await engine.readState());
  }
  // From here on this rank holds the state, even if the generation breaks before its first step.
  Object.assign(rankState, { state: greeting.state, hasState: true, generation: plan.generation });
  if (need === 'state') await channel.send(source, DONE);
}

/** The state that a peer has passed on. @throws LockstepError PEER_LOST where it is not whole: another attempt may be */
function stateFrom(peer: number, file: Chunks): Checkpoint {
  try {
    return decodeCheckpoint(file);
  } catch (cause) {
    const what = `rank ${peer} passed on a state that is not whole: ${(cause as Error).message}`;
    throw new LockstepError('PEER_LOST', what, { peer, cause });
  }
}

function needOf(plan: GenerationPlan, rankState: RankState, source: Greeting, sha256: string): Need {
  if (plan.nextStep === 0) return sha256 === source.weightsSha256 ? 'nothing' : 'state';
  const { state, hasState } = rankState;
  if (!hasState || rankState.generation !== source.generation) return 'state';
  // After its last epoch, this rank may hold the best weights instead of the last ones, which the epoch's end needs.
  if (state.epochsEnded > source.state.epochsEnded) return 'state';
  if (state.committedSteps === plan.nextStep) return 'nothing';
  return state.committedSteps === plan.nextStep - 1 ? 'gradient' : 'state';
}

function needFrom(peer: number, message: Uint8Array): Need {
  const need = NEEDS[message[0] ?? -1];
  if (need !== undefined) return need;
  throw new LockstepError('PEER_LOST', `rank ${peer} sent an unknown request for the state`, { peer });
}

/** Sends the whole state to `joiners`, and waits until all hold it. */
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

/** Hash of the initial weights where the run begins; else empty. */
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
      `the source rank sent a gradient of ${received.byteLength} bytes, this rank's has ${flat.byteLength}`,
      {
        peer: plan.sourceRank,
        step,
      },
    );
  }
  flat.set(received);
  await applyStep(context, state, update);
}
