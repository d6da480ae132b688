import type { DataSource } from '../../api/data.ts';
import { allReduce } from '../../collectives/index.ts';
import type { WireFormat } from '../../collectives/transport/schedule.ts';
import type { Transport } from '../../collectives/transport/transport.ts';
import { EVALUATION_BATCH, evenRange, type Share } from '../../datasets/sampling.ts';
import type { Engine, UpdateLayout } from '../../engine/engine.ts';
import type { Archive } from '../checkpoint/archive.ts';
import { positionOf, type RunShape, type TrainingState } from '../checkpoint/training-state.ts';
import { BUCKETS } from './buckets.ts';
import { exactSum } from './exact-sum.ts';
import type { GradientNorm } from './gradient-norm.ts';
import { accumulate } from './micro-batches.ts';
import type { Feed, StepRecord } from './ports.ts';
import { clipGradient, type Recipe, rateFactor } from './recipe.ts';
import { computeMicroShards, MICRO_SHARDS, sumMicroShards } from './reproducible.ts';

/** What a rank needs for the steps of one generation. */
export interface RankContext {
  readonly engine: Engine;
  readonly archive: Archive;
  readonly feed: Feed;
  readonly transport: Transport;
  readonly shape: RunShape;
  readonly recipe: Recipe;
  readonly source: DataSource;
  readonly classes: readonly string[];
  /** How many there are, of a classifier. */
  readonly classCount?: number | undefined;
  readonly batchSize: number;
  readonly seed: number;
  /** Steps whose results do not depend on the world size, to the last bit. */
  readonly reproducible: boolean;
  /** Left out, the norm is not looked at. */
  readonly gradientNorm?: GradientNorm;
  /** How gradients travel. */
  readonly wire: WireFormat;
}

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
 * One step of one rank: batch -> gradient -> all-reduce -> update. It is committed when this returns; the
 * engine does the update before anything that it is asked for later.
 * The gradient is weighted by this rank's part of the global batch, so the sum over ranks is the mean.
 * @throws LockstepError PEER_LOST | TIMEOUT | ABORTED, before anything was changed
 */
export async function runStep(
  context: RankContext,
  state: TrainingState,
  signal: AbortSignal,
): Promise<StepRecord> {
  const { engine, feed, transport, shape, recipe } = context;
  const step = state.committedSteps;
  const { rank, worldSize } = transport;
  const { epoch, batchIndex, update } = positionOf(step, shape);
  const parity = step % 2;

  const share = shareOf(rank, worldSize, context.reproducible);
  const start = performance.now();
  const held = await feed.trainBatch(epoch, batchIndex, share, signal);
  const { batch } = held;
  const fed = performance.now();
  const samples = batchLength(batchIndex, context.batchSize, feed.trainLength);
  const flat = engine.flat(update, parity);
  // The engine may still be at the update of the step before.
  const updating = engine.applied().then(() => performance.now());
  let updated: number;
  let computed: number;
  let middleMs = 0;
  if (context.reproducible) {
    const computing = computeMicroShards(engine, { update, parity, batch, share, samples, step }).finally(
      () => held.release(),
    );
    const [at, shards] = await Promise.all([updating, computing]);
    updated = at;
    computed = performance.now();
    await sumMicroShards(transport, shards, engine.updates[update]!, flat, step, signal);
  } else {
    const place = { step, first: evenRange(samples, share.first, share.of).start };
    const middle = new MiddleSums(transport, step, signal);
    const sum = worldSize > 1 && engine.updates[update]!.rankSums > 0 ? middle.sum : undefined;
    const parts = recipe.accumulate;
    const computing = accumulate(engine, { update, parity, batch, samples, parts, place, sum }).finally(() =>
      held.release(),
    );
    [updated] = await Promise.all([updating, computing]);
    middleMs = middle.ms;
    computed = performance.now();
    await sumFlat(context, engine.updates[update]!, flat, step, signal);
  }
  const reduced = performance.now();
  const gradient = flat.subarray(0, engine.updates[update]!.gradients);
  const gradientNorm = context.gradientNorm?.look(gradient);
  clipGradient(gradient, recipe.clip);
  const skipped = !(await applyStep(context, state));

  return {
    step,
    epoch,
    skipped,
    totals: totalsOf(engine, update, parity).slice(),
    samples: batch.size,
    startMs: performance.timeOrigin + start,
    learningRate: learningRateAt(context, state),
    ...(gradientNorm !== undefined && { gradientNorm }),
    reduceBytes: flat.byteLength,
    dataMs: fed - start,
    applyMs: updated - fed,
    computeMs: computed - updated - middleMs,
    reduceMs: reduced - computed + middleMs,
  };
}

/** Sums a flat buffer over the ranks. Rounded is the gradient alone: statistics, counts and losses stay as they are. */
async function sumFlat(
  { transport, wire }: RankContext,
  { gradients }: UpdateLayout,
  flat: Float32Array,
  step: number,
  signal: AbortSignal,
): Promise<void> {
  if (wire === 'float32') return await allReduce(transport, flat, { step, bucket: BUCKETS.gradient }, signal);
  await Promise.all([
    allReduce(transport, flat.subarray(0, gradients), { step, bucket: BUCKETS.gradient }, signal, wire),
    allReduce(transport, flat.subarray(gradients), { step, bucket: BUCKETS.totals }, signal),
  ]);
}

/** The sums over the ranks that computing a gradient needs, one after another. */
class MiddleSums {
  /** Spent on them so far: other ranks' time, not this one's. */
  ms = 0;
  #count = 0;
  readonly #transport: Transport;
  readonly #step: number;
  readonly #signal: AbortSignal;

  constructor(transport: Transport, step: number, signal: AbortSignal) {
    this.#transport = transport;
    this.#step = step;
    this.#signal = signal;
  }

  /** Two buckets in turns: a rank may be one sum ahead of another, but not two, since it waits for all in between. */
  readonly sum = async (values: Float32Array): Promise<void> => {
    const start = performance.now();
    const bucket = BUCKETS.middle[this.#count++ % 2]!;
    await allReduce(this.#transport, values, { step: this.#step, bucket }, this.#signal);
    this.ms += performance.now() - start;
  };
}

/**
 * Applies the summed gradient of the step that `state` stands before, the same way on every rank; false when
 * it or the loss is not finite, so that every rank leaves the step out.
 */
export async function applyStep(context: RankContext, state: TrainingState): Promise<boolean> {
  const { engine, shape } = context;
  const step = state.committedSteps;
  const { update } = positionOf(step, shape);
  const { gradients, statistics } = engine.updates[update]!;
  if (engine.flat(update, step % 2)[gradients + statistics] !== 0) return false;
  const [loss] = totalsOf(engine, update, step % 2);
  if (!Number.isFinite(loss)) return false;
  await engine.apply(update, step % 2, learningRateAt(context, state));
  return true;
}

/** Learning rate of the step that `state` stands before. */
function learningRateAt({ engine, shape, recipe, batchSize }: RankContext, state: TrainingState): number {
  const { update } = positionOf(state.committedSteps, shape);
  return engine.updates[update]!.learningRate * rateFactor(recipe, state, shape, batchSize);
}

/** The totals at the end of an update's flat buffer. */
export function totalsOf(engine: Engine, update: number, parity: number): Float32Array {
  const { totals } = engine.updates[update]!;
  return engine.flat(update, parity).subarray(-totals.length);
}

/**
 * Sums of the evaluation totals over all test samples, each rank evaluating its share of fixed blocks: the
 * same sums, to the last bit, whatever the world size.
 */
export async function evaluateShare(
  context: RankContext,
  step: number,
  signal: AbortSignal,
): Promise<Float64Array> {
  const { engine, feed, transport } = context;
  const blocks = Math.ceil(feed.testLength / EVALUATION_BATCH);
  const { start, end } = evenRange(blocks, transport.rank, transport.worldSize);
  const totals: Float32Array[] = [];
  for (let block = start; block < end; block++) {
    signal.throwIfAborted();
    const first = block * EVALUATION_BATCH;
    const held = await feed.testBatch(first, Math.min(feed.testLength, first + EVALUATION_BATCH), signal);
    totals.push(await engine.evaluate(held.batch).finally(() => held.release()));
  }
  return await exactSum(
    transport,
    totals,
    engine.evaluation.length,
    { step, bucket: BUCKETS.evaluation },
    signal,
  );
}
