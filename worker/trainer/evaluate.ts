import type { Batch } from '../../api/data.ts';
import { EVALUATION_BATCH, evenRange } from '../../datasets/sampling.ts';
import { BUCKETS } from './buckets.ts';
import type { RankContext } from './context.ts';
import { exactSum } from './exact-sum.ts';

/**
 * The test samples of this rank, in blocks that are the same for any world size. A batch is the caller's until it asks
 * for the next one.
 */
export async function* testBlocks(
  { feed, transport }: Pick<RankContext, 'feed' | 'transport'>,
  signal: AbortSignal,
): AsyncGenerator<Batch> {
  const blocks = Math.ceil(feed.testLength / EVALUATION_BATCH);
  const { start, end } = evenRange(blocks, transport.rank, transport.worldSize);
  for (let block = start; block < end; block++) {
    signal.throwIfAborted();
    const first = block * EVALUATION_BATCH;
    const held = await feed.testBatch(first, Math.min(feed.testLength, first + EVALUATION_BATCH), signal);
    try {
      yield held.batch;
    } finally {
      held.release();
    }
  }
}

/**
 * Sums of the evaluation totals over all test samples, in the order of `engine.evaluation`. Each rank evaluates its
 * blocks, and the sums are the same to the last bit for any world size.
 */
export async function evaluateShare(
  context: RankContext,
  step: number,
  signal: AbortSignal,
): Promise<Float64Array> {
  const { engine, transport } = context;
  const totals: Float32Array[] = [];
  for await (const batch of testBlocks(context, signal)) totals.push(await engine.evaluate(batch));
  const tag = { step, bucket: BUCKETS.evaluation };
  return await exactSum(transport, totals, engine.evaluation.length, tag, signal);
}
