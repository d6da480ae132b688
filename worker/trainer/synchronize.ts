import { LockstepError } from '../../base/errors.ts';
import { decodeCheckpoint, parseTraining } from '../checkpoint/checkpoint.ts';
import { positionOf, type TrainingState } from '../checkpoint/training-state.ts';
import { Channel } from './channel.ts';
import { type Holding, weightsOf } from './holding.ts';
import type { GenerationPlan } from './ports.ts';
import { applyStep, type RankContext } from './step.ts';

/** What a member asks of the source when a generation begins. */
type Need = 'nothing' | 'gradient' | 'state';
const NEEDS: readonly Need[] = ['nothing', 'gradient', 'state'];

interface Greeting {
  readonly state: TrainingState;
  /** The generation that the source has walked in before. */
  readonly generation: number;
  /** Of the source's weights, where a run begins and every rank has made its own; else empty. */
  readonly weightsSha256: string;
}

/**
 * Brings every member of a new generation to the source's state.
 *
 * A member one step behind that has walked with the source until now takes the averaged gradient of that step from the source and applies it: the
 * same arithmetic on the same numbers, so the same bits. A joiner takes the whole state, and so does a rank that
 * walked elsewhere: that it has committed as many steps does not mean that it holds the same bits. At the start of
 * a run all ranks hold equal weights made from the seed; one that does not takes the source's.
 */
export async function synchronize(
  context: RankContext,
  plan: GenerationPlan,
  holding: Holding,
  signal: AbortSignal,
): Promise<void> {
  const { transport, engine, archive } = context;
  if (transport.worldSize === 1) return;
  const channel = new Channel(transport, plan.nextStep, signal);
  const sha256 = plan.nextStep === 0 ? await archive.weightsSha256(await engine.readState()) : '';

  if (transport.rank === plan.sourceRank) {
    const { state, generation } = holding;
    const content: Greeting = { state, generation, weightsSha256: sha256 };
    const greeting = Buffer.from(JSON.stringify(content));
    const others = plan.members.filter(({ rank }) => rank !== plan.sourceRank);
    await Promise.all(others.map(({ rank }) => serve(context, plan, channel, rank, holding, greeting)));
    return;
  }
  const source = plan.sourceRank;
  const received = JSON.parse((await channel.receive(source)).toString());
  const greeting: Greeting = { ...received, state: parseTraining(received.state) };
  const need = needOf(plan, holding, greeting, sha256);
  await channel.send(source, Uint8Array.of(NEEDS.indexOf(need)));
  if (need === 'gradient') await rollForward(context, plan, holding.state, await channel.receive(source));
  if (need === 'state') {
    const checkpoint = decodeCheckpoint(await channel.receivePieces(source));
    await engine.writeState(checkpoint.engine);
    holding.best = checkpoint.best;
  } else if (greeting.state.bestStep !== holding.state.bestStep) {
    // The source has ended an epoch that this rank was interrupted in; no step came after it.
    holding.best = weightsOf(await engine.readState());
  }
  holding.state = greeting.state;
}

function needOf(plan: GenerationPlan, holding: Holding, source: Greeting, sha256: string): Need {
  if (plan.nextStep === 0) return sha256 === source.weightsSha256 ? 'nothing' : 'state';
  const { state, hasState } = holding;
  if (!hasState || holding.generation !== source.generation) return 'state';
  // At its end a run may put the best weights in the place of the last: the epoch's end is done over with the last.
  if (state.epochsEnded > source.state.epochsEnded) return 'state';
  if (state.committedSteps === plan.nextStep) return 'nothing';
  return state.committedSteps === plan.nextStep - 1 ? 'gradient' : 'state';
}

/** The source's half of `synchronize`, for one member. */
async function serve(
  { engine, archive, schedule }: RankContext,
  plan: GenerationPlan,
  channel: Channel,
  peer: number,
  { state, best }: Holding,
  greeting: Uint8Array,
): Promise<void> {
  await channel.send(peer, greeting);
  const need = NEEDS[(await channel.receive(peer))[0] ?? -1];
  if (need === 'gradient') {
    const step = plan.nextStep - 1;
    const flat = engine.flat(positionOf(step, schedule).update, step % 2);
    await channel.send(peer, bytesOf(flat));
  } else if (need === 'state') {
    const file = await archive.checkpoint({ engine: await engine.readState(), training: state, best });
    await channel.send(peer, ...file.pieces);
  } else if (need !== 'nothing') {
    throw new LockstepError('PEER_LOST', 'a member asked for something unknown', { peer });
  }
}

/** Applies the averaged gradient of the step that this rank missed. */
async function rollForward(
  context: RankContext,
  plan: GenerationPlan,
  state: TrainingState,
  received: Buffer,
): Promise<void> {
  const { engine, schedule } = context;
  const step = plan.nextStep - 1;
  const { update } = positionOf(step, schedule);
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
  await applyStep(context, state);
}

function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
