import { type Confusion, confusionsIn } from '../../api/confusion.ts';
import type { Batch, HeldOut } from '../../api/data.ts';
import { logsOf } from '../../api/totals.ts';
import { EVALUATION_BATCH, evenRange } from '../../datasets/sampling.ts';
import { BUCKETS } from './buckets.ts';
import type { RankContext } from './context.ts';
import type { Watch } from './deadline.ts';
import { exactSum } from './exact-sum.ts';
import type { Feed } from './ports.ts';

/** The split that is looked at after each epoch: that for validation, else that for the test. */
export function watchedSplit(feed: Pick<Feed, 'lengthOf'>): HeldOut {
  return feed.lengthOf('validation') > 0 ? 'validation' : 'test';
}

/**
 * The samples of a split that are this rank's, in blocks that are the same for any world size. A batch is the caller's
 * until it asks for the next one. Each has the whole deadline.
 */
export async function* heldOutBlocks(
  { feed, transport }: Pick<RankContext, 'feed' | 'transport'>,
  split: HeldOut,
  watch: Watch,
): AsyncGenerator<Batch> {
  const samples = feed.lengthOf(split);
  const blocks = Math.ceil(samples / EVALUATION_BATCH);
  const { start, end } = evenRange(blocks, transport.rank, transport.worldSize);
  for (let block = start; block < end; block++) {
    watch.signal.throwIfAborted();
    watch.again();
    const first = block * EVALUATION_BATCH;
    const held = await feed.heldOutBatch(
      split,
      first,
      Math.min(samples, first + EVALUATION_BATCH),
      watch.signal,
    );
    try {
      yield held.batch;
    } finally {
      held.release();
    }
  }
}

/** What an evaluation comes to. */
export interface Evaluated {
  readonly logs: Record<string, number>;
  /** Of outputs that choose a class. */
  readonly confusions?: readonly Confusion[];
}

/**
 * Loss and metrics over all samples of a split, after `step` steps; none where the split is empty or the job has no
 * evaluation. Each rank evaluates its blocks, and the sums are the same to the last bit for any world size.
 * @param prefix of the names
 */
export async function evaluateSplit(
  context: RankContext,
  split: HeldOut,
  prefix: 'val_' | 'test_',
  step: number,
  watch: Watch,
): Promise<Evaluated> {
  const { engine, transport, feed } = context;
  if (feed.lengthOf(split) === 0 || engine.evaluation.length === 0) return { logs: {} };
  const totals: Float32Array[] = [];
  for await (const batch of heldOutBlocks(context, split, watch)) totals.push(await engine.evaluate(batch));
  const tag = { step, bucket: prefix === 'val_' ? BUCKETS.evaluation : BUCKETS.test };
  const sums = await exactSum(transport, totals, engine.evaluation.length, tag, watch.signal);
  const confusions = confusionsIn(engine.evaluation, sums);
  return { logs: logsOf(engine.evaluation, sums, prefix), confusions };
}
