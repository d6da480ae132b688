import type { HeldOut, Split, SplitName } from '../../api/data.ts';
import { unlessAborted } from '../../base/abort.ts';
import { bytesInMemory } from '../../datasets/records.ts';
import { batchesPerEpoch, keyOf, type Share } from '../../datasets/sampling.ts';
import { FetchAhead } from './ahead.ts';
import type { SampleSource, Samples } from './batches.ts';
import { type FeedParts, fetchRecords, type SplitInfos } from './fetch.ts';
import type { Place } from './wanted.ts';

/** Most batches fetched in one call, so that a call's latency is small beside the steps of its batches. */
const MOST_BATCHES = 8;
/** Bytes in memory that the samples of one call may have, where a batch has fewer. */
const WINDOW_BYTES = 8 * 1024 * 1024;
/** Bytes in memory of samples fetched ahead. While they last, a rank trains on without a coordinator. */
export const AHEAD_BYTES = 32 * 1024 * 1024;
/** Largest held-out split that is kept in memory, in bytes: every epoch needs it again. */
const KEPT_BYTES = 64 * 1024 * 1024;

/** This rank's shares of consecutive batches of an epoch. */
interface Window {
  readonly epoch: number;
  readonly index: number;
  readonly share: Share;
}

/** Holds only the samples of this rank's shares, and fetches them ahead of need. */
export class StreamedSamples implements SampleSource {
  readonly infos: SplitInfos;
  readonly #parts: FeedParts;
  readonly #sampleBytes: number;
  readonly #perWindow: number;
  readonly #ahead: FetchAhead<Window>;
  #window: { readonly key: string; readonly split: Split } | undefined;
  readonly #kept = new Map<HeldOut, Promise<Split>>();

  constructor(parts: FeedParts) {
    const { infos, run } = parts;
    this.infos = infos;
    this.#parts = parts;
    this.#sampleBytes = bytesInMemory({ ...infos.train, length: 1 });
    const fitting = Math.floor(WINDOW_BYTES / (run.batchSize * this.#sampleBytes));
    this.#perWindow = Math.max(1, Math.min(MOST_BATCHES, fitting));
    this.#ahead = new FetchAhead<Window>({
      keyOf: keyOfWindow,
      fetch: (window, signal) => this.#fetch('train', this.#recordsOf(window), signal),
    });
  }

  async trainSamples({ epoch, batchIndex, share }: Place, signal: AbortSignal): Promise<Samples> {
    const window = { epoch, index: Math.floor(batchIndex / this.#perWindow), share };
    const split = await this.#windowOf(window, signal);
    const { wanted } = this.#parts;
    let before = 0;
    for (const place of this.#places(window)) {
      if (place.batchIndex < batchIndex) before += wanted.count(place);
    }
    const length = wanted.count({ epoch, batchIndex, share });
    return { split, records: Uint32Array.from({ length }, (_, i) => before + i) };
  }

  async heldOutSamples(name: HeldOut, start: number, end: number, signal: AbortSignal): Promise<Samples> {
    const records = Uint32Array.from({ length: end - start }, (_, i) => start + i);
    if (this.#keeps(name)) return { split: await unlessAborted(this.#whole(name), signal), records };
    const split = await this.#fetch(name, records, signal);
    return { split, records: records.map((_, i) => i) };
  }

  async #windowOf(window: Window, signal: AbortSignal): Promise<Split> {
    const key = keyOfWindow(window);
    if (this.#window?.key === key) return this.#window.split;
    const split = await this.#ahead.take([window, ...this.#following(window)], signal);
    this.#window = { key, split };
    // Fetched early, so that the end of the epoch does not wait for a coordinator that is away by then.
    const watched = this.infos.validation ? 'validation' : 'test';
    if (this.#keeps(watched)) void this.#whole(watched).catch(() => undefined);
    return split;
  }

  /** The windows after one, up to the end of the next epoch: at least one, and as many as `AHEAD_BYTES` allow. */
  #following({ epoch, index, share }: Window): Window[] {
    const perEpoch = Math.ceil(this.#batches / this.#perWindow);
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
    return bytesInMemory(this.infos[split]!) <= KEPT_BYTES;
  }

  #whole(split: HeldOut): Promise<Split> {
    let kept = this.#kept.get(split);
    if (!kept) {
      kept = fetchRecords(this.#parts, split, this.infos[split]!).catch((error) => {
        this.#kept.delete(split);
        throw error;
      });
      this.#kept.set(split, kept);
    }
    return kept;
  }

  async #fetch(name: SplitName, numbers: Uint32Array, stop: AbortSignal): Promise<Split> {
    const signal = AbortSignal.any([this.#parts.signal, stop]);
    return await fetchRecords({ ...this.#parts, signal }, name, this.infos[name]!, numbers);
  }

  get #length(): number {
    return this.infos.train.length ?? 0;
  }

  get #batches(): number {
    return batchesPerEpoch(this.#length, this.#parts.run.batchSize);
  }

  /** The shares of a window, batch by batch. */
  #places({ epoch, index, share }: Window): Place[] {
    const first = index * this.#perWindow;
    const length = Math.min(this.#batches - first, this.#perWindow);
    return Array.from({ length }, (_, i) => ({ epoch, batchIndex: first + i, share }));
  }

  #bytesOf(window: Window): number {
    const samples = this.#places(window).reduce((sum, place) => sum + this.#parts.wanted.count(place), 0);
    return samples * this.#sampleBytes;
  }

  /** Numbers of the records that this rank's shares need. */
  #recordsOf(window: Window): Uint32Array {
    return Uint32Array.from(this.#places(window).flatMap((place) => [...this.#parts.wanted.numbers(place)]));
  }
}

function keyOfWindow({ epoch, index, share }: Window): string {
  return `${epoch} ${index} ${keyOf(share)}`;
}
