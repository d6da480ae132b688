import { evenRange, type Share } from '../../datasets/sampling.ts';
import type { Engine } from '../../engine/engine.ts';
import type { StepPosition, TrainingState } from '../checkpoint/training-state.ts';
import { plainGradient, reproducibleGradient } from './averaged-gradient.ts';
import type { RankContext } from './context.ts';
import type { StepRecord } from './ports.ts';
import { clipGradient, rateFactor } from './recipe.ts';
import { MICRO_SHARDS } from './reproducible.ts';
import { StepClock } from './step-clock.ts';

/** What `rank` has of every global batch. */
function shareOf(rank: number, worldSize: number, reproducible: boolean): Share {
  if (!reproducible) return { first: rank, end: rank + 1, of: worldSize };
  const { start, end } = evenRange(MICRO_SHARDS, rank, worldSize);
  return { first: start, end, of: MICRO_SHARDS };
}

/** Number of samples in the global batch `batchIndex`; the last one of an epoch may be smaller. */
export function batchLength(batchIndex: number, batchSize: number, samples: number): number {
  return Math.min(batchSize, samples - batchIndex * batchSize);
}

/**
 * One step of one rank: batch -> gradient -> all-reduce -> update. The step is committed when this returns: the engine
 * may still be at the update, but does it before anything that it is asked for later. A rank's gradient is weighted by
 * its share of the global batch, so the sum over the ranks is the mean.
 * @param state stands before the step; `position` is that of `state.committedSteps`
 * @throws LockstepError PEER_LOST | TIMEOUT | ABORTED, before anything was changed
 */
export async function runStep(
  context: RankContext,
  state: TrainingState,
  position: StepPosition,
  signal: AbortSignal,
): Promise<StepRecord> {
  const { engine, feed, transport, recipe } = context;
  const step = state.committedSteps;
  const { epoch, batchIndex, update } = position;
  const share = shareOf(transport.rank, transport.worldSize, context.reproducible);
  const samples = batchLength(batchIndex, context.batchSize, feed.lengthOf('train'));
  const parity = step % 2;

  const clock = new StepClock();
  const sentBefore = transport.sent.bytes;
  const held = await feed.trainBatch(epoch, batchIndex, share, signal);
  clock.fed();
  const { batch } = held;
  const lossScale = state.lossScale.factor;
  const task = { engine, transport, step, update, parity, batch, share, samples, lossScale, signal };
  const averaged = context.reproducible
    ? reproducibleGradient(task)
    : plainGradient(task, recipe.accumulate, context.wire);
  clock.computed(await averaged.compute().finally(() => held.release()));
  await averaged.reduce();
  clock.reduced();

  const flat = engine.flat(update, parity);
  const gradient = flat.subarray(0, engine.updates[update]!.gradients);
  const gradientNorm = context.gradientNorm?.look(gradient);
  clipGradient(gradient, recipe.clip);
  const skipped = !(await applyStep(context, state, update));
  return {
    step,
    epoch,
    skipped,
    totals: totalsOf(engine, update, parity).slice(),
    samples: batch.size,
    startMs: performance.timeOrigin + clock.start,
    learningRate: learningRateAt(context, state, update),
    ...(gradientNorm !== undefined && { gradientNorm }),
    reduceBytes: flat.byteLength,
    sentBytes: transport.sent.bytes - sentBefore,
    preparation: feed.takePreparation(),
    ...clock.phases,
    hiddenMs: clock.hiddenMs,
  };
}

/**
 * Applies the averaged gradient of the step that `state` stands before, the same way on every rank.
 * @returns false where the gradient or the loss is not finite: then every rank leaves the step out
 */
export async function applyStep(
  context: RankContext,
  state: TrainingState,
  update: number,
): Promise<boolean> {
  const { engine } = context;
  const parity = state.committedSteps % 2;
  const { gradients, statistics } = engine.updates[update]!;
  const check = engine.flat(update, parity)[gradients + statistics];
  const [loss] = totalsOf(engine, update, parity);
  if (check !== 0 || !Number.isFinite(loss)) return false;
  await engine.apply(update, parity, learningRateAt(context, state, update));
  return true;
}

/** Learning rate of `update` in the step that `state` stands before. */
function learningRateAt(
  { engine, shape, recipe, batchSize }: RankContext,
  state: TrainingState,
  update: number,
): number {
  return engine.updates[update]!.learningRate * rateFactor(recipe, state, shape, batchSize);
}

/** The totals at the end of an update's flat buffer. */
function totalsOf(engine: Engine, update: number, parity: number): Float32Array {
  const { totals } = engine.updates[update]!;
  return engine.flat(update, parity).subarray(-totals.length);
}
