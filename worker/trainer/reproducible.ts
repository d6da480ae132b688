/**
 * Reproducible steps: the global batch is always computed as the same micro-shards, each by the same
 * arithmetic whoever computes it, and their gradients are summed exactly. The result has the same bits for
 * any number of workers, and across deaths and joins.
 */

import type { Batch } from '../../api/data.ts';
import { allReduce } from '../../collectives/index.ts';
import type { Transport } from '../../collectives/transport/transport.ts';
import { evenRange, type Share } from '../../datasets/sampling.ts';
import type { Engine, UpdateLayout } from '../../engine/engine.ts';
import { BUCKETS } from './buckets.ts';
import { addSlices, exactSum, magnitude } from './exact-sum.ts';
import { Passes, sliceBatch } from './micro-batches.ts';

/** Parts that each global batch is computed in, and so the most ranks that have work. */
export const MICRO_SHARDS = 8;

export interface MicroShardsOptions {
  readonly update: number;
  readonly parity: number;
  /** The samples of `share`. */
  readonly batch: Batch;
  readonly share: Share;
  /** Samples of the global batch. */
  readonly samples: number;
  readonly step: number;
  readonly lossScale: number;
}

/** The flat buffers of this rank's micro-shards, and what they took, in ms. */
export async function computeMicroShards(
  engine: Engine,
  { update, parity, batch, share, samples, step, lossScale }: MicroShardsOptions,
): Promise<{ shards: Float32Array[]; ms: number }> {
  const { start: offset } = evenRange(samples, share.first, share.of);
  const shards: Float32Array[] = [];
  const passes = new Passes();
  for (let shard = share.first; shard < share.end; shard++) {
    const { start, end } = evenRange(samples, shard, share.of);
    const part = sliceBatch(batch, start - offset, end - offset);
    const times = await engine.compute({
      update,
      parity,
      batch: part,
      weight: part.size / samples,
      place: { step, first: start },
      lossScale,
    });
    passes.add(times);
    shards.push(engine.flat(update, parity).slice());
  }
  return { shards, ms: passes.ms };
}

/** Puts the sum of all ranks' micro-shards into `flat`. */
export async function sumMicroShards(
  transport: Transport,
  shards: readonly Float32Array[],
  layout: UpdateLayout,
  flat: Float32Array,
  step: number,
  signal: AbortSignal,
): Promise<void> {
  const length = layout.gradients + layout.statistics;
  const gradients = shards.map((shard) => shard.subarray(0, length));
  const bounds = new Float32Array(transport.worldSize);
  bounds[transport.rank] = gradients.reduce((most, values) => magnitude(values, most), 0);
  await allReduce(transport, bounds, { step, bucket: BUCKETS.bounds }, signal);

  const slices = new Float32Array(2 * length);
  const [high, low] = [slices.subarray(0, length), slices.subarray(length)];
  addSlices(gradients, magnitude(bounds), high, low);
  await allReduce(transport, slices, { step, bucket: BUCKETS.gradient }, signal);
  for (let i = 0; i < length; i++) flat[i] = high[i]! + low[i]!;

  // The check and the totals.
  const totals = shards.map((shard) => shard.subarray(length));
  const tag = { step, bucket: BUCKETS.exactTotals };
  flat.set(await exactSum(transport, totals, 1 + layout.totals.length, tag, signal), length);
}
