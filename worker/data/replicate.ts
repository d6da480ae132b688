import type { Batch, DataSource, Split } from '../../api/data.ts';
import { LockstepError } from '../../base/errors.ts';
import { type Encoder, makeEncoder } from '../../datasets/encode.ts';
import { hashOf } from '../../datasets/records.ts';
import {
  batchesPerEpoch,
  EVALUATION_BATCH,
  epochOrder,
  keyOf,
  type Portion,
  shardOf,
} from '../../datasets/sampling.ts';
import type { lockstep } from '../../proto/gen/lockstep.js';
import type { Feed } from '../trainer/ports.ts';
import { SplitCache } from './cache.ts';
import { type Fetching, fetchRecords } from './fetch.ts';

type SplitInfo = lockstep.v1.SplitInfo.$Properties;

export interface FeedParts extends Fetching {
  readonly source: DataSource;
  readonly train: SplitInfo;
  readonly test: SplitInfo;
  readonly cacheDir: string;
}

/** The whole data set in memory. While a batch is computed on, the one after it is encoded. */
export class ReplicateFeed implements Feed {
  readonly #train: Split;
  readonly #test: Split;
  readonly #batchSize: number;
  readonly #seed: number;
  readonly #encode: Encoder;
  readonly #encodeTest: Encoder;
  #order: { epoch: number; positions: Uint32Array } | undefined;
  #current: { key: string; batch: Batch } | undefined;
  #next: { key: string; batch: Batch } | undefined;

  private constructor({ run, source }: FeedParts, train: Split, test: Split) {
    this.#train = train;
    this.#test = test;
    this.#batchSize = run.batchSize;
    this.#seed = run.seed;
    this.#encode = makeEncoder(source, train.columns, run.batchSize);
    this.#encodeTest = makeEncoder(source, test.columns, EVALUATION_BATCH);
  }

  static async open(parts: FeedParts): Promise<ReplicateFeed> {
    const cache = new SplitCache(parts.cacheDir);
    const [train, test] = await Promise.all([
      wholeSplit(parts, cache, 'train', parts.train),
      wholeSplit(parts, cache, 'test', parts.test),
    ]);
    return new ReplicateFeed(parts, train, test);
  }

  get trainLength(): number {
    return this.#train.length;
  }

  get testLength(): number {
    return this.#test.length;
  }

  async trainBatch(epoch: number, batchIndex: number, portion: Portion): Promise<Batch> {
    const key = `${epoch} ${batchIndex} ${keyOf(portion)}`;
    if (this.#current?.key === key) return this.#current.batch;
    const batch = this.#next?.key === key ? this.#next.batch : this.#make(epoch, batchIndex, portion);
    this.#current = { key, batch };
    setImmediate(() => {
      try {
        this.#prepareAfter(epoch, batchIndex, portion);
      } catch {
        // Whoever asks for that batch is told.
        this.#next = undefined;
      }
    });
    return batch;
  }

  async testBatch(start: number, end: number): Promise<Batch> {
    const records = Uint32Array.from({ length: end - start }, (_, i) => start + i);
    return this.#encodeTest(this.#test, records);
  }

  #prepareAfter(epoch: number, batchIndex: number, portion: Portion): void {
    const last = batchIndex + 1 === batchesPerEpoch(this.#train.length, this.#batchSize);
    const [nextEpoch, nextIndex] = last ? [epoch + 1, 0] : [epoch, batchIndex + 1];
    const key = `${nextEpoch} ${nextIndex} ${keyOf(portion)}`;
    this.#next = { key, batch: this.#make(nextEpoch, nextIndex, portion) };
  }

  #make(epoch: number, batchIndex: number, portion: Portion): Batch {
    if (this.#order?.epoch !== epoch) {
      this.#order = { epoch, positions: epochOrder(this.#seed, epoch, this.#train.length) };
    }
    const { start, end } = shardOf(batchIndex, this.#batchSize, this.#train.length, portion);
    return this.#encode(this.#train, this.#order.positions.subarray(start, end));
  }
}

async function wholeSplit(
  parts: FeedParts,
  cache: SplitCache,
  name: 'train' | 'test',
  info: SplitInfo,
): Promise<Split> {
  const kept = await cache.get(info);
  if (kept) return kept;
  const split = await fetchRecords(parts, name, info);
  const sha256 = hashOf(split);
  if (sha256 !== info.sha256) {
    throw new LockstepError(
      'BAD_DATA',
      `the ${name} data came damaged: sha256 ${sha256}, announced was ${info.sha256}`,
      { mend: 'Start the worker again; if it happens again, check the network and the memory' },
    );
  }
  await cache.put(info, split);
  return split;
}
