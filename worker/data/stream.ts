import type { Split } from '../../api/data.ts';
import type { HeldBatch } from '../../datasets/batch-pool.ts';
import { type Encoder, makeEncoder } from '../../datasets/encode.ts';
import { emptySplit } from '../../datasets/records.ts';
import {
  batchesPerEpoch,
  EVALUATION_BATCH,
  epochOrder,
  keyOf,
  type Portion,
  shardOf,
} from '../../datasets/sampling.ts';
import type { Feed } from '../trainer/ports.ts';
import { fetchRecords } from './fetch.ts';
import type { FeedParts } from './replicate.ts';

/** Batches fetched in one call: enough that a call's latency is a small part of the window's steps. */
const WINDOW = 8;

interface Window {
  readonly key: string;
  readonly records: Promise<Split>;
}

/** Only the records of this rank's shards, fetched a window of batches ahead of need. */
export class StreamFeed implements Feed {
  readonly #parts: FeedParts;
  readonly #encode: Encoder;
  readonly #encodeTest: Encoder;
  readonly #orders = new Map<number, Uint32Array>();
  #windows: Window[] = [];
  /** Held until another takes its place. */
  #current: { key: string; held: HeldBatch } | undefined;

  constructor(parts: FeedParts) {
    const { source, train, test, run } = parts;
    this.#parts = parts;
    this.#encode = makeEncoder(source, emptySplit(train, 0).columns, run.batchSize);
    this.#encodeTest = makeEncoder(source, emptySplit(test, 0).columns, EVALUATION_BATCH);
  }

  get trainLength(): number {
    return this.#parts.train.length ?? 0;
  }

  get testLength(): number {
    return this.#parts.test.length ?? 0;
  }

  async trainBatch(epoch: number, batchIndex: number, portion: Portion): Promise<HeldBatch> {
    const key = `${epoch} ${batchIndex} ${keyOf(portion)}`;
    if (this.#current?.key === key) return this.#current.held.hold();
    const index = Math.floor(batchIndex / WINDOW);
    const perEpoch = Math.ceil(this.#batches / WINDOW);
    const window = this.#window(epoch, index, portion);
    const next =
      index + 1 < perEpoch ? this.#window(epoch, index + 1, portion) : this.#window(epoch + 1, 0, portion);
    this.#windows = [window, next];
    const records = await window.records;
    const before = this.#shards(epoch, index * WINDOW, batchIndex, portion).length;
    const mine = this.#shards(epoch, batchIndex, batchIndex + 1, portion).length;
    const held = this.#encode(
      records,
      Uint32Array.from({ length: mine }, (_, i) => before + i),
    );
    this.#current?.held.release();
    this.#current = { key, held };
    return held.hold();
  }

  async testBatch(start: number, end: number): Promise<HeldBatch> {
    const numbers = Uint32Array.from({ length: end - start }, (_, i) => start + i);
    const records = await fetchRecords(this.#parts, 'test', this.#parts.test, numbers);
    return this.#encodeTest(
      records,
      numbers.map((_, i) => i),
    );
  }

  get #batches(): number {
    return batchesPerEpoch(this.trainLength, this.#parts.run.batchSize);
  }

  #window(epoch: number, index: number, portion: Portion): Window {
    const key = `${epoch} ${index} ${keyOf(portion)}`;
    const known = this.#windows.find((window) => window.key === key);
    if (known || epoch >= this.#parts.run.epochs) return known ?? { key, records: Promise.resolve(NOTHING) };
    const end = Math.min(this.#batches, (index + 1) * WINDOW);
    const numbers = this.#shards(epoch, index * WINDOW, end, portion);
    const records = fetchRecords(this.#parts, 'train', this.#parts.train, numbers);
    // Whoever needs the window sees the error; until then nobody has asked.
    records.catch(() => undefined);
    return { key, records };
  }

  /** Record numbers of this rank's shards of the batches from `first` to before `end`. */
  #shards(epoch: number, first: number, end: number, portion: Portion): Uint32Array {
    const order = this.#order(epoch);
    const numbers: number[] = [];
    for (let batch = first; batch < end; batch++) {
      const range = shardOf(batch, this.#parts.run.batchSize, order.length, portion);
      for (let i = range.start; i < range.end; i++) numbers.push(order[i]!);
    }
    return Uint32Array.from(numbers);
  }

  #order(epoch: number): Uint32Array {
    let order = this.#orders.get(epoch);
    if (!order) {
      order = epochOrder(this.#parts.run.seed, epoch, this.trainLength);
      this.#orders.delete(epoch - 2);
      this.#orders.set(epoch, order);
    }
    return order;
  }
}

const NOTHING: Split = { length: 0, columns: [] };
