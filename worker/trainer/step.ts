import { allReduce } from '../collectives/index.ts';
import { EVALUATION_BATCH, share } from '../data/sampling.ts';
import type { Engine } from '../engine/engine.ts';
import type { Transport } from '../transport/transport.ts';
import type { Feed, StepRecord } from './ports.ts';
import { positionOf, type Schedule } from './state.ts';

/** What a rank needs for the steps of one generation. */
export interface RankContext {
  readonly engine: Engine;
  readonly feed: Feed;
  readonly transport: Transport;
  readonly schedule: Schedule;
  readonly batchSize: number;
  readonly seed: number;
}

/** Number of samples in the global batch `batchIndex`; the last one of an epoch may be smaller. */
export function batchLength(batchIndex: number, batchSize: number, samples: number): number {
  return Math.min(batchSize, samples - batchIndex * batchSize);
}

/**
 * One step of one rank: batch -> gradient -> all-reduce -> update. It is committed when this returns.
 * The gradient is weighted by this rank's part of the global batch, so the sum over ranks is the mean.
 * @throws LockstepError PEER_LOST | TIMEOUT | ABORTED, before anything was changed
 */
export async function runStep(context: RankContext, step: number, signal: AbortSignal): Promise<StepRecord> {
  const { engine, feed, transport, schedule, seed } = context;
  const { rank, worldSize } = transport;
  const { epoch, batchIndex, update } = positionOf(step, schedule);
  const slot = step % 2;

  const start = performance.now();
  const batch = await feed.trainBatch(epoch, batchIndex, rank, worldSize);
  const fed = performance.now();
  const weight = batch.size / batchLength(batchIndex, context.batchSize, feed.trainLength);
  await engine.compute(update, slot, batch, weight, randomSeed(seed, step, rank));
  const computed = performance.now();
  const flat = engine.flat(update, slot);
  await allReduce(transport, flat, { step, bucket: 0 }, signal);
  const reduced = performance.now();
  await engine.apply(update, slot, engine.updates[update]!.learningRate);
  const applied = performance.now();

  return {
    step,
    epoch,
    totals: totalsOf(engine, update, slot).slice(),
    samples: batch.size,
    dataMs: fed - start,
    computeMs: computed - fed,
    reduceMs: reduced - computed,
    applyMs: applied - reduced,
  };
}

/** The totals at the end of an update's flat buffer. */
export function totalsOf(engine: Engine, update: number, slot: number): Float32Array {
  const { totals } = engine.updates[update]!;
  return engine.flat(update, slot).subarray(-totals.length);
}

/** Sums of the evaluation totals over all test samples, each rank evaluating its share. */
export async function evaluateShare(
  context: RankContext,
  step: number,
  signal: AbortSignal,
): Promise<Float32Array> {
  const { engine, feed, transport } = context;
  const { start, end } = share(feed.testLength, transport.rank, transport.worldSize);
  const sums = new Float64Array(engine.evaluation.length);
  for (let first = start; first < end; first += EVALUATION_BATCH) {
    signal.throwIfAborted();
    const totals = await engine.evaluate(
      await feed.testBatch(first, Math.min(end, first + EVALUATION_BATCH)),
    );
    for (const [i, value] of totals.entries()) sums[i]! += value;
  }
  const totals = Float32Array.from(sums);
  await allReduce(transport, totals, { step, bucket: EVALUATION_BUCKET }, signal);
  return totals;
}

const EVALUATION_BUCKET = 1;

/** A seed for the random ops of one rank in one step: a mix of all three (MurmurHash3's finalizer). */
function randomSeed(seed: number, step: number, rank: number): number {
  let h = seed ^ Math.imul(step + 1, 0x9e3779b1) ^ Math.imul(rank + 1, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
