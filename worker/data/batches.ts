import type { DataSource, HeldOut, Split, SplitName } from '../../api/data.ts';
import { unlessAborted } from '../../base/abort.ts';
import { LockstepError } from '../../base/errors.ts';
import type { HeldBatch } from '../../datasets/batch-pool.ts';
import { type Encoder, makeEncoder } from '../../datasets/encode.ts';
import { emptySplit } from '../../datasets/records.ts';
import { batchesPerEpoch, EVALUATION_BATCH, keyOf, type Share } from '../../datasets/sampling.ts';
import type { Feed } from '../trainer/ports.ts';
import type { SplitInfos } from './fetch.ts';

/** A share of a batch of an epoch. */
export interface Place {
  readonly epoch: number;
  readonly batchIndex: number;
  readonly share: Share;
}

/** Samples in memory: `records` of a split. */
export interface Samples {
  readonly split: Split;
  readonly records: ArrayLike<number>;
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

/**
 * Encodes a rank's samples. While a batch is computed on, the next one is made. The feed holds both, each until another
 * replaces it; a caller holds its batch too.
 */
export class BatchFeed implements Feed {
  readonly #source: SampleSource;
  readonly #batches: number;
  readonly #encode: Encoder;
  readonly #encodeHeldOut: Encoder;
  readonly #signal: AbortSignal;
  #current: { readonly key: string; readonly held: HeldBatch } | undefined;
  #next: Next | undefined;
  /** The batch whose successor is to be made; undefined when that has begun. */
  #prepareAfter: Place | undefined;

  /** @param signal ends what is done ahead of need */
  constructor(source: SampleSource, features: DataSource, batchSize: number, signal: AbortSignal) {
    this.#source = source;
    this.#batches = batchesPerEpoch(this.lengthOf('train'), batchSize);
    const { train, test } = source.infos;
    this.#encode = makeEncoder(features, emptySplit(train, 0).columns, batchSize);
    this.#encodeHeldOut = makeEncoder(features, emptySplit(test, 0).columns, EVALUATION_BATCH);
    this.#signal = signal;
  }

  lengthOf(split: SplitName): number {
    return this.#source.infos[split]?.length ?? 0;
  }

  async trainBatch(epoch: number, batchIndex: number, share: Share, signal: AbortSignal): Promise<HeldBatch> {
    const place = { epoch, batchIndex, share };
    const key = keyOfPlace(place);
    if (this.#current?.key !== key) {
      const what = `the records of epoch ${epoch + 1}, batch ${batchIndex}`;
      const held = await named(what, signal, this.#prepared(key, signal));
      const made = held ?? (await named(what, signal, this.#make(place, signal)));
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
    if (next?.key === key) await unlessAborted(next.ready, signal);
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
      const { split, records } = await this.#source.trainSamples(place, this.#signal);
      if (this.#next === next) next.held = this.#encode(split, records);
    };
    this.#next?.held?.release();
    this.#next = next;
    // Where it fails, `trainBatch` makes that batch again when it is asked for, and throws the error then.
    next.ready = make().catch(() => undefined);
  }

  async #make(place: Place, signal: AbortSignal): Promise<HeldBatch> {
    const { split, records } = await this.#source.trainSamples(place, signal);
    return this.#encode(split, records);
  }
}

function keyOfPlace({ epoch, batchIndex, share }: Place): string {
  return `${epoch} ${batchIndex} ${keyOf(share)}`;
}

/** Waits for records. @throws LockstepError TIMEOUT that names them where the signal's deadline passes */
async function named<T>(what: string, signal: AbortSignal, waiting: Promise<T>): Promise<T> {
  try {
    return await waiting;
  } catch (error) {
    const { reason } = signal;
    if (!signal.aborted || !(reason instanceof LockstepError) || reason.code !== 'TIMEOUT') throw error;
    throw new LockstepError('TIMEOUT', `${what} have not come from the coordinator yet (${reason.message})`, {
      cause: reason,
    });
  }
}
