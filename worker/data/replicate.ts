import type { Split } from '../../api/data.ts';
import { epochOrder, positionsOf } from '../../datasets/sampling.ts';
import type { Place, SampleSource, Samples } from './batches.ts';
import { SplitCache } from './cache.ts';
import { type FeedParts, fetchRecords } from './fetch.ts';

/** The whole data set in memory. */
export class ReplicatedSamples implements SampleSource {
  readonly train: FeedParts['train'];
  readonly test: FeedParts['test'];
  readonly #run: FeedParts['run'];
  readonly #splits: Readonly<Record<'train' | 'test', Split>>;

  private constructor({ run, train, test }: FeedParts, splits: Readonly<Record<'train' | 'test', Split>>) {
    this.train = train;
    this.test = test;
    this.#run = run;
    this.#splits = splits;
  }

  /** Fetches it, or reads it from the cache of this machine. @throws LockstepError BAD_DATA when it arrives damaged */
  static async open(parts: FeedParts): Promise<ReplicatedSamples> {
    const cache = new SplitCache(parts.cacheDir);
    const [train, test] = await Promise.all([
      wholeSplit(parts, cache, 'train'),
      wholeSplit(parts, cache, 'test'),
    ]);
    return new ReplicatedSamples(parts, { train, test });
  }

  async trainSamples({ epoch, batchIndex, share }: Place): Promise<Samples> {
    const split = this.#splits.train;
    const { seed, batchSize } = this.#run;
    const { start, end } = positionsOf(batchIndex, batchSize, split.length, share);
    return { split, records: epochOrder(seed, epoch, split.length).slice(start, end) };
  }

  async testSamples(start: number, end: number): Promise<Samples> {
    return {
      split: this.#splits.test,
      records: Uint32Array.from({ length: end - start }, (_, i) => start + i),
    };
  }
}

async function wholeSplit(parts: FeedParts, cache: SplitCache, name: 'train' | 'test'): Promise<Split> {
  const info = parts[name];
  const kept = await cache.get(info);
  return kept ?? (await fetchRecords(parts, name, info, undefined, (pieces) => cache.keep(info, pieces)));
}
