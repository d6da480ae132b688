import type { HeldOut, Split, SplitName } from '../../api/data.ts';
import { unlessAborted } from '../../base/abort.ts';
import { LockstepError } from '../../base/errors.ts';
import type { HeldBatch } from '../../datasets/batch-pool.ts';
import { type Encoder, makeEncoder } from '../../datasets/encode.ts';
import { emptySplit, splitBytes } from '../../datasets/records.ts';
import {
  batchesPerEpoch,
  EVALUATION_BATCH,
  epochOrder,
  keyOf,
  positionsOf,
  type Share,
} from '../../datasets/sampling.ts';
import type { Feed } from '../trainer/ports.ts';
import { FetchAhead } from './ahead.ts';
import { fetchRecords } from './fetch.ts';
import type { FeedParts } from './replicate.ts';

/** Batches fetched in one call, so that a call's latency is small beside the steps of its batches. */
const WINDOW = 8;
/** Bytes of records fetched ahead. While they last, a rank trains on without a coordinator. */
export const AHEAD_BYTES = 128 * 1024 * 1024;
/** Largest held-out split that is kept in memory, in bytes: every epoch needs it again. */
const KEPT_BYTES = 64 * 1024 * 1024;

/** This rank's shares of `WINDOW` consecutive batches of an epoch. */
interface Window {
  readonly epoch: number;
  readonly index: number;
  readonly share: Share;
}

/** Holds only the records of this rank's shares, and fetches them ahead of need. */
export class StreamFeed implements Feed {
  readonly #parts: FeedParts;
  readonly #encode: Encoder;
  readonly #encodeHeldOut: Encoder;
  readonly #recordBytes: number;
  readonly #orders = new Map<number, Uint32Array>();
  readonly #ahead: FetchAhead<Window>;
  #window: { readonly key: string; readonly records: Split } | undefined;
  /** The latest batch, held until another replaces it. */
  #current: { key: string; held: HeldBatch } | undefined;
  readonly #kept = new Map<HeldOut, Promise<Split>>();

  constructor(parts: FeedParts) {
    const { source, infos, run } = parts;
    const { train, test } = infos;
    this.#parts = parts;
    this.#encode = makeEncoder(source, emptySplit(train, 0).columns, run.batchSize);
    this.#encodeHeldOut = makeEncoder(source, emptySplit(test, 0).columns, EVALUATION_BATCH);
    this.#recordBytes = splitBytes(emptySplit(train, 1));
    this.#ahead = new FetchAhead<Window>({
      keyOf: keyOfWindow,
      fetch: (window, signal) => this.#fetch('train', this.#recordsOf(window), signal),
    });
  }

  lengthOf(split: SplitName): number {
    return this.#parts.infos[split]?.length ?? 0;
  }

  async trainBatch(epoch: number, batchIndex: number, share: Share, signal: AbortSignal): Promise<HeldBatch> {
    const key = `${epoch} ${batchIndex} ${keyOf(share)}`;
    if (this.#current?.key === key) return this.#current.held.hold();
    const window = { epoch, index: Math.floor(batchIndex / WINDOW), share };
    const records = await this.#windowOf(window, signal);
    const before = this.#numbersOf(epoch, window.index * WINDOW, batchIndex, share).length;
    const mine = this.#numbersOf(epoch, batchIndex, batchIndex + 1, share).length;
    const held = this.#encode(
      records,
      Uint32Array.from({ length: mine }, (_, i) => before + i),
    );
    this.#current?.held.release();
    this.#current = { key, held };
    return held.hold();
  }

  async heldOutBatch(split: HeldOut, start: number, end: number, signal: AbortSignal): Promise<HeldBatch> {
    const what = `${split} records ${start} to ${end - 1}`;
    const numbers = Uint32Array.from({ length: end - start }, (_, i) => start + i);
    if (this.#keeps(split))
      return this.#encodeHeldOut(await named(what, this.#whole(split), signal), numbers);
    const records = await named(what, this.#fetch(split, numbers, signal), signal);
    return this.#encodeHeldOut(
      records,
      numbers.map((_, i) => i),
    );
  }

  async #windowOf(window: Window, signal: AbortSignal): Promise<Split> {
    const key = keyOfWindow(window);
    if (this.#window?.key === key) return this.#window.records;
    const what = `the records of epoch ${window.epoch + 1}, batch ${window.index * WINDOW} and those after it`;
    const records = await named(what, this.#ahead.take([window, ...this.#following(window)], signal), signal);
    this.#window = { key, records };
    // Fetched early, so that the end of the epoch does not wait for a coordinator that is away by then.
    const watched = this.#parts.infos.validation ? 'validation' : 'test';
    if (this.#keeps(watched)) void this.#whole(watched).catch(() => undefined);
    return records;
  }

  /** The windows after one, up to the end of the next epoch: at least one, and as many as `AHEAD_BYTES` allow. */
  #following({ epoch, index, share }: Window): Window[] {
    const perEpoch = Math.ceil(this.#batches / WINDOW);
    const end = Math.min(this.#parts.run.epochs, epoch + 2) * perEpoch;
    const windows: Window[] = [];
    let bytes = 0;
    for (let at = epoch * perEpoch + index + 1; at < end; at++) {
      const window = { epoch: Math.floor(at / perEpoch), index: at % perEpoch, share };
      bytes += this.#bytesOf(window);
      if (windows.length > 0 && bytes > AHEAD_BYTES) break;
      windows.push(window);
    }
    return windows;
  }

  #keeps(split: HeldOut): boolean {
    return this.lengthOf(split) * splitBytes(emptySplit(this.#parts.infos[split]!, 1)) <= KEPT_BYTES;
  }

  #whole(split: HeldOut): Promise<Split> {
    let kept = this.#kept.get(split);
    if (!kept) {
      kept = fetchRecords(this.#parts, split, this.#parts.infos[split]!).catch((error) => {
        this.#kept.delete(split);
        throw error;
      });
      this.#kept.set(split, kept);
    }
    return kept;
  }

  async #fetch(name: SplitName, numbers: Uint32Array, stop: AbortSignal): Promise<Split> {
    const signal = AbortSignal.any([this.#parts.signal, stop]);
    return await fetchRecords({ ...this.#parts, signal }, name, this.#parts.infos[name]!, numbers);
  }

  get #batches(): number {
    return batchesPerEpoch(this.lengthOf('train'), this.#parts.run.batchSize);
  }

  #recordsOf({ epoch, index, share }: Window): Uint32Array {
    return this.#numbersOf(epoch, index * WINDOW, Math.min(this.#batches, (index + 1) * WINDOW), share);
  }

  #bytesOf({ index, share }: Window): number {
    let records = 0;
    for (let batch = index * WINDOW; batch < Math.min(this.#batches, (index + 1) * WINDOW); batch++) {
      const { start, end } = positionsOf(batch, this.#parts.run.batchSize, this.lengthOf('train'), share);
      records += end - start;
    }
    return records * this.#recordBytes;
  }

  /** Record numbers of this rank's shares of the batches from `first` to before `end`. */
  #numbersOf(epoch: number, first: number, end: number, share: Share): Uint32Array {
    const order = this.#order(epoch);
    const numbers: number[] = [];
    for (let batch = first; batch < end; batch++) {
      const range = positionsOf(batch, this.#parts.run.batchSize, order.length, share);
      for (let i = range.start; i < range.end; i++) numbers.push(order[i]!);
    }
    return Uint32Array.from(numbers);
  }

  #order(epoch: number): Uint32Array {
    let order = this.#orders.get(epoch);
    if (!order) {
      order = epochOrder(this.#parts.run.seed, epoch, this.lengthOf('train'));
      this.#orders.delete(epoch - 2);
      this.#orders.set(epoch, order);
    }
    return order;
  }
}

function keyOfWindow({ epoch, index, share }: Window): string {
  return `${epoch} ${index} ${keyOf(share)}`;
}

/** Waits for records. @throws LockstepError TIMEOUT that names them where the signal's deadline passes */
async function named(what: string, records: Promise<Split>, signal: AbortSignal): Promise<Split> {
  try {
    return await unlessAborted(records, signal);
  } catch (error) {
    const { reason } = signal;
    if (!signal.aborted || !(reason instanceof LockstepError) || reason.code !== 'TIMEOUT') throw error;
    throw new LockstepError('TIMEOUT', `${what} have not come from the coordinator yet (${reason.message})`, {
      cause: reason,
    });
  }
}
