import type { HeldOut, Split, SplitName } from '../../api/data.ts';
import { again } from '../../base/again.ts';
import type { SampleSource, Samples } from './batches.ts';
import { SplitCache } from './cache.ts';
import { type FeedParts, fetchRecords, type SplitInfos } from './fetch.ts';
import type { Place, Wanted } from './wanted.ts';

type Splits = Readonly<Partial<Record<SplitName, Split>>> & { readonly train: Split };

/** Data that arrives damaged is fetched again: it may be the network. */
const DAMAGED = { after: ['BAD_DATA'], attempts: 3, pauseMs: 500 } as const;

/** The whole data set in memory. */
export class ReplicatedSamples implements SampleSource {
  readonly infos: SplitInfos;
  readonly #wanted: Wanted;
  readonly #splits: Splits;

  private constructor({ wanted, infos }: FeedParts, splits: Splits) {
    this.infos = infos;
    this.#wanted = wanted;
    this.#splits = splits;
  }

  /** Fetches it, or reads it from the cache of this machine. @throws LockstepError BAD_DATA when it arrives damaged */
  static async open(parts: FeedParts): Promise<ReplicatedSamples> {
    const cache = new SplitCache(parts.cacheDir);
    const [train, test, validation] = await Promise.all([
      wholeSplit(parts, cache, 'train'),
      wholeSplit(parts, cache, 'test'),
      ...(parts.infos.validation ? [wholeSplit(parts, cache, 'validation')] : []),
    ]);
    return new ReplicatedSamples(parts, { train: train!, test: test!, ...(validation && { validation }) });
  }

  async trainSamples(place: Place): Promise<Samples> {
    return { split: this.#splits.train, records: this.#wanted.numbers(place) };
  }

  async heldOutSamples(name: HeldOut, start: number, end: number): Promise<Samples> {
    return {
      split: this.#splits[name]!,
      records: Uint32Array.from({ length: end - start }, (_, i) => start + i),
    };
  }
}

async function wholeSplit(parts: FeedParts, cache: SplitCache, name: SplitName): Promise<Split> {
  const info = parts.infos[name]!;
  const kept = await cache.get(info);
  if (kept) return kept;
  const fetch = () => fetchRecords(parts, name, info, undefined, (pieces) => cache.keep(info, pieces));
  return await again(fetch, DAMAGED, parts.signal);
}
