import type { DataSource, HeldOut, Split, SplitName } from '../../api/data.ts';
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

/** The splits as the coordinator announces them. */
export type SplitInfos = Readonly<Record<'train' | 'test', SplitInfo>> & { readonly validation?: SplitInfo };

export interface FeedParts extends Fetching {
  readonly source: DataSource;
  readonly infos: SplitInfos;
  readonly cacheDir: string;
}

type Splits = Readonly<Record<'train' | 'test', Split>> & { readonly validation?: Split | undefined };

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
  readonly #splits: Splits;
  readonly #batchSize: number;
  readonly #seed: number;
  readonly #encode: Encoder;
  readonly #encodeHeldOut: Encoder;
  #order: { epoch: number; positions: Uint32Array } | undefined;
  #current: KeyedBatch | undefined;
  #next: KeyedBatch | undefined;
  /** The batch whose successor is to be encoded; undefined when that is done. */
  #prepareAfter: Place | undefined;

  private constructor({ run, source }: FeedParts, splits: Splits) {
    this.#splits = splits;
    const { train, test } = splits;
    this.#batchSize = run.batchSize;
    this.#seed = run.seed;
    this.#encode = makeEncoder(source, train.columns, run.batchSize);
    this.#encodeHeldOut = makeEncoder(source, test.columns, EVALUATION_BATCH);
  }

  static async open(parts: FeedParts): Promise<ReplicateFeed> {
    const cache = new SplitCache(parts.cacheDir);
    const { infos } = parts;
    const [train, validation, test] = await Promise.all([
      wholeSplit(parts, cache, 'train', infos.train),
      infos.validation && wholeSplit(parts, cache, 'validation', infos.validation),
      wholeSplit(parts, cache, 'test', infos.test),
    ]);
    return new ReplicateFeed(parts, { train, validation, test });
  }

  lengthOf(split: SplitName): number {
    return this.#splits[split]?.length ?? 0;
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

  async heldOutBatch(split: HeldOut, start: number, end: number): Promise<HeldBatch> {
    const records = Uint32Array.from({ length: end - start }, (_, i) => start + i);
    return this.#encodeHeldOut(this.#splits[split]!, records);
  }

  /** Encodes the batch after the latest one. `#next` is empty: `trainBatch` has taken it. */
  #prepare(): void {
    const { epoch, batchIndex, share } = this.#prepareAfter!;
    this.#prepareAfter = undefined;
    const last = batchIndex + 1 === batchesPerEpoch(this.#splits.train.length, this.#batchSize);
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
      this.#order = { epoch, positions: epochOrder(this.#seed, epoch, this.#splits.train.length) };
    }
    const { start, end } = positionsOf(batchIndex, this.#batchSize, this.#splits.train.length, share);
    return this.#encode(this.#splits.train, this.#order.positions.subarray(start, end));
  }
}

function keyOfPlace({ epoch, batchIndex, share }: Place): string {
  return `${epoch} ${batchIndex} ${keyOf(share)}`;
}

async function wholeSplit(
  parts: FeedParts,
  cache: SplitCache,
  name: SplitName,
  info: SplitInfo,
): Promise<Split> {
  const kept = await cache.get(info);
  if (kept) return kept;
  const split = await fetchRecords(parts, name, info);
  const sha256 = hashOf(split);
  if (sha256 !== info.sha256) {
    throw new LockstepError(
      'BAD_DATA',
      `the ${name} data arrived damaged: its sha256 is ${sha256}, the coordinator announced ${info.sha256}`,
      { hint: 'Start the worker again; if it happens again, check the network and the memory' },
    );
  }
  await cache.put(info, split);
  return split;
}
