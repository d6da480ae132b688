import type { Batch, DataSource, HeldOut, Split, SplitName } from '../../api/data.ts';
import { unlessAborted } from '../../base/abort.ts';
import { LockstepError } from '../../base/errors.ts';
import { HeldBatch } from '../../datasets/batch-pool.ts';
import { type Encoder, makeEncoder, type ScaleBytes } from '../../datasets/encode.ts';
import { emptySplit } from '../../datasets/records.ts';
import { batchesPerEpoch, EVALUATION_BATCH, keyOf, type Share } from '../../datasets/sampling.ts';
import type { Preparation } from '../../proto/preparation.ts';
import { sliceBatch } from '../trainer/micro-batches.ts';
import type { Feed } from '../trainer/ports.ts';
import type { SplitInfos } from './fetch.ts';
import type { Stopwatch } from './stopwatch.ts';
import type { Place, Wanted } from './wanted.ts';

/** Samples in memory: `records` of a split. */
export interface Samples {
  readonly split: Split;
  readonly records: ArrayLike<number>;
}

/** What is done to the samples of the training, in place, once they are encoded. */
export interface Augmentations {
  /** Number of the one that mixes each sample with another: then the second half of a batch are those others. */
  readonly mixup: number | undefined;
  augment(batch: Batch, epoch: number, numbers: Uint32Array): Promise<void>;
}

/** Where the samples of a rank come from. A call waits until they are there, or until the signal aborts. */
export interface SampleSource {
  readonly infos: SplitInfos;
  trainSamples(place: Place, signal: AbortSignal): Promise<Samples>;
  heldOutSamples(split: HeldOut, start: number, end: number, signal: AbortSignal): Promise<Samples>;
}

interface Next {
  readonly key: string;
  /** There once `ready` has resolved, unless it could not be made or another batch took its place. */
  held: HeldBatch | undefined;
  ready: Promise<void>;
}

export interface BatchFeedOptions {
  readonly features: DataSource;
  readonly wanted: Wanted;
  readonly batchSize: number;
  readonly augmentations?: Augmentations | undefined;
  readonly stopwatch: Stopwatch;
  readonly scaleBytes?: ScaleBytes | undefined;
  /** Ends what is done ahead of need. */
  readonly signal: AbortSignal;
}

/**
 * Encodes a rank's samples, and has them augmented. While a batch is computed on, the next one is made. The feed holds both, each until another
 * replaces it; a caller holds its batch too.
 */
export class BatchFeed implements Feed {
  readonly #source: SampleSource;
  readonly #batches: number;
  readonly #encode: Encoder;
  readonly #encodeHeldOut: Encoder;
  readonly #signal: AbortSignal;
  readonly #wanted: Wanted;
  readonly #augmentations: Augmentations | undefined;
  readonly #stopwatch: Stopwatch;
  /** What has not been done yet where a batch comes too late. */
  readonly #late: string;
  #current: { readonly key: string; readonly held: HeldBatch } | undefined;
  #next: Next | undefined;
  /** Resolves when the thread has done with the latest batch. */
  #augmented: Promise<void> = Promise.resolve();
  /** The batch whose successor is to be made; undefined when that has begun. */
  #prepareAfter: Place | undefined;

  constructor(
    source: SampleSource,
    { features, wanted, batchSize, augmentations, stopwatch, scaleBytes, signal }: BatchFeedOptions,
  ) {
    this.#source = source;
    this.#wanted = wanted;
    this.#augmentations = augmentations;
    this.#stopwatch = stopwatch;
    this.#late = augmentations ? `${FETCHED} and been augmented` : FETCHED;
    this.#batches = batchesPerEpoch(this.lengthOf('train'), batchSize);
    const { train, test } = source.infos;
    const capacity = augmentations?.mixup === undefined ? batchSize : 2 * batchSize;
    this.#encode = makeEncoder(features, emptySplit(train, 0).columns, capacity, scaleBytes);
    this.#encodeHeldOut = makeEncoder(features, emptySplit(test, 0).columns, EVALUATION_BATCH, scaleBytes);
    this.#signal = signal;
  }

  lengthOf(split: SplitName): number {
    return this.#source.infos[split]?.length ?? 0;
  }

  takePreparation(): Preparation {
    return this.#stopwatch.take();
  }

  async trainBatch(epoch: number, batchIndex: number, share: Share, signal: AbortSignal): Promise<HeldBatch> {
    const place = { epoch, batchIndex, share };
    const key = keyOfPlace(place);
    if (this.#current?.key !== key) {
      const what = `the records of epoch ${epoch + 1}, batch ${batchIndex}`;
      const held = await named(what, signal, this.#prepared(key, signal), this.#late);
      const made = held ?? (await named(what, signal, this.#make(place, signal), this.#late))!;
      this.#current?.held.release();
      this.#current = { key, held: made };
      // Steps may outrun the event loop: only the successor of the latest batch is made.
      if (!this.#prepareAfter) setImmediate(() => this.#prepare());
      this.#prepareAfter = place;
    }
    return this.#current.held.hold();
  }

  async heldOutBatch(name: HeldOut, start: number, end: number, signal: AbortSignal): Promise<HeldBatch> {
    const samples = this.#source.heldOutSamples(name, start, end, signal);
    const { split, records } = await named(`${name} records ${start} to ${end - 1}`, signal, samples);
    return this.#encodeHeldOut(split, records);
  }

  /** The batch that was made ahead of need, if it is the one of `key`. */
  async #prepared(key: string, signal: AbortSignal): Promise<HeldBatch | undefined> {
    const next = this.#next;
    if (next?.key === key && !next.held) await unlessAborted(next.ready, signal);
    if (this.#next !== next) return undefined;
    this.#next = undefined;
    if (next?.key === key) return next.held;
    next?.held?.release();
    return undefined;
  }

  /** Makes the batch after the latest one. */
  #prepare(): void {
    const { epoch, batchIndex, share } = this.#prepareAfter!;
    this.#prepareAfter = undefined;
    const isLast = batchIndex + 1 === this.#batches;
    const place = isLast
      ? { epoch: epoch + 1, batchIndex: 0, share }
      : { epoch, batchIndex: batchIndex + 1, share };
    const next: Next = { key: keyOfPlace(place), held: undefined, ready: Promise.resolve() };
    const make = async () => {
      const held = await this.#make(place, this.#signal, () => this.#next === next);
      if (this.#next === next) next.held = held;
      else held?.release();
    };
    this.#next?.held?.release();
    this.#next = next;
    // Where it fails, `trainBatch` makes that batch again when it is asked for, and throws the error then.
    next.ready = make().catch(() => undefined);
  }

  /** Undefined where the batch is not `wanted` any more by the time that its samples are there. */
  async #make(
    place: Place,
    signal: AbortSignal,
    isWanted: () => boolean = () => true,
  ): Promise<HeldBatch | undefined> {
    const { split, records } = await this.#source.trainSamples(place, signal);
    // One at a time, so that batches which are not wanted any more do not hold all memory.
    if (this.#augmentations) await unlessAborted(this.#augmented, signal);
    if (!isWanted()) return undefined;
    const start = performance.now();
    const held = this.#encode(split, records);
    const encoded = performance.now();
    this.#stopwatch.add('decode', encoded - start);
    if (!this.#augmentations || held.batch.size === 0) return held;
    const augmented = this.#augmentations
      .augment(held.batch, place.epoch, this.#wanted.numbers(place))
      .then(() => {
        this.#stopwatch.add('augment', performance.now() - encoded);
        return this.#ownOf(held, place);
      });
    this.#augmented = augmented.then(nothing, nothing);
    try {
      return await unlessAborted(augmented, signal);
    } catch (error) {
      // The thread may write into it until it is done.
      void augmented.then(
        (late) => late.release(),
        () => held.release(),
      );
      throw error;
    }
  }

  /** The batch without the samples that its own are mixed with. */
  #ownOf(held: HeldBatch, { batchIndex, epoch, share }: Place): HeldBatch {
    if (this.#augmentations?.mixup === undefined) return held;
    const own = sliceBatch(held.batch, 0, this.#wanted.count({ batchIndex, epoch, share }) / 2);
    return new HeldBatch(own, () => held.release());
  }
}

function nothing(): void {}

function keyOfPlace({ epoch, batchIndex, share }: Place): string {
  return `${epoch} ${batchIndex} ${keyOf(share)}`;
}

const FETCHED = 'come from the coordinator';

/** Waits for records. @throws LockstepError TIMEOUT that names them where the signal's deadline passes */
async function named<T>(what: string, signal: AbortSignal, waiting: Promise<T>, late = FETCHED): Promise<T> {
  try {
    return await waiting;
  } catch (error) {
    const { reason } = signal;
    if (!signal.aborted || !(reason instanceof LockstepError) || reason.code !== 'TIMEOUT') throw error;
    throw new LockstepError('TIMEOUT', `${what} have not ${late} yet (${reason.message})`, {
      cause: reason,
    });
  }
}
