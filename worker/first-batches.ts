import { EVALUATION_BATCH, evenRange } from '../datasets/sampling.ts';
import type { FirstBatches } from '../engine/engine.ts';
import type { lockstep } from '../proto/gen/lockstep.js';
import { MICRO_SHARDS } from './trainer/reproducible.ts';

type Run = Pick<lockstep.v1.RunConfig, 'batchSize' | 'startWorkers' | 'reproducible' | 'dataset'>;

/**
 * Samples of the batches that a worker computes first, if the run begins with as many workers as it is to: its engine
 * is made ready for them before it says that it is. Where there are others, it is made ready when they come. Pure.
 * @param accumulate micro-batches that a share is computed in
 */
export function firstBatches(
  { batchSize, startWorkers, reproducible, dataset }: Run,
  accumulate = 1,
): FirstBatches {
  const parts = reproducible ? [MICRO_SHARDS] : [Math.max(1, startWorkers), accumulate];
  const share = parts.reduce((samples, of) => evenRange(samples, 0, of).end, batchSize);
  const watched = dataset?.validation?.length || dataset?.test?.length;
  return {
    ...(share > 0 && { step: share }),
    ...(watched && { evaluation: Math.min(EVALUATION_BATCH, watched) }),
  };
}
