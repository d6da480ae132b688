import type { DataSource, Split } from '../../api/data.ts';
import { again } from '../../base/again.ts';
import { LockstepError } from '../../base/errors.ts';
import type { HeldBatch } from '../../datasets/batch-pool.ts';
import { type Encoder, makeEncoder } from '../../datasets/encode.ts';
import { hashOf } from '../../datasets/records.ts';
import {
  batchesPerEpoch,
  EVALUATION_BATCH,
  epochOrder,
  keyOf,
  positionsOf,
  type Share,
} from '../../datasets/sampling.ts';
import type { lockstep } from '../../proto/gen/lockstep.js';
import type { Feed } from '../trainer/ports.ts';
import { SplitCache } from './cache.ts';
import { type Fetching, fetchRecords } from './fetch.ts';

type SplitInfo = lockstep.v1.SplitInfo.$Properties;

/** Data that arrives damaged is fetched again: it may be the network. */
const DAMAGED = { after: ['BAD_DATA'], attempts: 3, pauseMs: 500 } as const;

export interface FeedParts extends Fetching {
  readonly source: DataSource;
  readonly train: SplitInfo;
  readonly test: SplitInfo;
  readonly cacheDir: string;
}

/** Which share of which batch. */
interface Place {
  readonly epoch: number;
  readonly batchIndex: number;
  readonly share: Share;
}

interface KeyedBatch {
  readonly key: string;
  readonly held: HeldBatch;
}

/**
 * The whole data set in memory. While a batch is computed on, the next one is encoded. The feed holds both, each until
 * another replaces it; a caller holds its batch too.
 */
export class ReplicateFeed implements Feed {
  readonly #train: Split;
  readonly #test: Split;
  readonly #batchSize: number;
  readonly #seed: number;
  readonly #encode: Encoder;
  readonly #encodeTest: Encoder;
  #order: { epoch: number; positions: Uint32Array } | undefined;
  #current: KeyedBatch | undefined;
  #next: KeyedBatch | undefined;
  /** The batch whose successor is to be encoded; undefined when that is done. */
  #prepareAfter: Place | undefined;

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

  async trainBatch(epoch: number, batchIndex: number, share: Share): Promise<HeldBatch> {
    const place = { epoch, batchIndex, share };
    const key = keyOfPlace(place);
    if (this.#current?.key !== key) {
      const prepared = this.#next;
      this.#next = undefined;
      if (prepared?.key !== key) prepared?.held.release();
      const made = prepared?.key === key ? prepared : { key, held: this.#make(place) };
      this.#current?.held.release();
      this.#current = made;
      // Steps may outrun the event loop: only the successor of the latest batch is encoded.
      if (!this.#prepareAfter) setImmediate(() => this.#prepare());
      this.#prepareAfter = place;
    }
    return this.#current.held.hold();
  }

  async testBatch(start: number, end: number): Promise<HeldBatch> {
    const records = Uint32Array.from({ length: end - start }, (_, i) => start + i);
    return this.#encodeTest(this.#test, records);
  }

  /** Encodes the batch after the latest one. `#next` is empty: `trainBatch` has taken it. */
  #prepare(): void {
    const { epoch, batchIndex, share } = this.#prepareAfter!;
    this.#prepareAfter = undefined;
    const last = batchIndex + 1 === batchesPerEpoch(this.#train.length, this.#batchSize);
    const place = last
      ? { epoch: epoch + 1, batchIndex: 0, share }
      : { epoch, batchIndex: batchIndex + 1, share };
    try {
      this.#next = { key: keyOfPlace(place), held: this.#make(place) };
    } catch {
      // `trainBatch` makes that batch again when it is asked for, and throws the error then.
    }
  }

  #make({ epoch, batchIndex, share }: Place): HeldBatch {
    if (this.#order?.epoch !== epoch) {
      this.#order = { epoch, positions: epochOrder(this.#seed, epoch, this.#train.length) };
    }
    const { start, end } = positionsOf(batchIndex, this.#batchSize, this.#train.length, share);
    return this.#encode(this.#train, this.#order.positions.subarray(start, end));
  }
}

function keyOfPlace({ epoch, batchIndex, share }: Place): string {
  return `${epoch} ${batchIndex} ${keyOf(share)}`;
}

async function wholeSplit(
  parts: FeedParts,
  cache: SplitCache,
  name: 'train' | 'test',
  info: SplitInfo,
): Promise<Split> {
  const kept = await cache.get(info);
  if (kept) return kept;
  const fetched = async () => {
    const split = await fetchRecords(parts, name, info);
    const sha256 = hashOf(split);
    if (sha256 === info.sha256) return split;
    const what = `the ${name} data arrived damaged: its sha256 is ${sha256}, the coordinator announced ${info.sha256}`;
    throw new LockstepError('BAD_DATA', what, { hint: 'Check the network and the memory' });
  };
  const split = await again(fetched, DAMAGED, parts.signal);
  await cache.put(info, split);
  return split;
}
