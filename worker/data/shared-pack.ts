import { join } from 'node:path';
import { nameError } from '../../base/errors.ts';
import type { Records } from '../../datasets/records.ts';
import { closePack, type Pack, readPack } from '../../datasets/shards/pack.ts';
import type { lockstep } from '../../proto/gen/lockstep.js';
import type { RecordReader } from './fetch.ts';

type Piece = lockstep.v1.RecordPiece.$Properties;

/** Names that the coordinator gives packs: no path can hide in one. */
const NAME = /^[0-9a-f]{32}$/;

/**
 * The run's records on storage that this worker shares with the coordinator. They are the very bytes that the coordinator
 * would send, which each record's checksum holds; what cannot be read is fetched from the coordinator.
 */
export class SharedPack implements RecordReader {
  readonly #pack: Pack;
  readonly #client: RecordReader;
  readonly #onStatus: (text: string) => void;
  #isBroken = false;

  private constructor(pack: Pack, client: RecordReader, onStatus: (text: string) => void) {
    this.#pack = pack;
    this.#client = client;
    this.#onStatus = onStatus;
  }

  /**
   * Undefined where nothing is shared, or no pack with the records that the coordinator announces is there.
   * @param folder of packs
   */
  static async open(
    folder: string | undefined,
    { pack: name, train, validation, test }: lockstep.v1.DatasetInfo.$Properties,
    client: RecordReader,
    onStatus: (text: string) => void,
  ): Promise<SharedPack | undefined> {
    if (folder === undefined || typeof name !== 'string' || !NAME.test(name)) return undefined;
    const path = join(folder, name);
    let pack: Pack | undefined;
    try {
      pack = await readPack(path);
    } catch (error) {
      onStatus(`${nameError(error).message}: the coordinator sends the records`);
      return undefined;
    }
    if (!pack) {
      onStatus(`${path} is not there: the coordinator sends the records`);
      return undefined;
    }
    const announced = { train, validation, test };
    const other = (['train', 'validation', 'test'] as const).find((split) => {
      const info = announced[split];
      return info && info.sha256 !== pack.splits[split].info.sha256;
    });
    if (other === undefined) return new SharedPack(pack, client, onStatus);
    onStatus(`${path} has other ${other} records than the run: the coordinator sends them`);
    await closePack(pack);
    return undefined;
  }

  async *read(request: lockstep.v1.ReadRequest.$Properties, signal: AbortSignal): AsyncGenerator<Piece> {
    const records = this.#records(request.split ?? '');
    if (!records || this.#isBroken) {
      yield* this.#client.read(request, signal);
      return;
    }
    let bytes = 0;
    try {
      for await (const piece of timed(records.read(request.records?.length ? request.records : undefined))) {
        signal.throwIfAborted();
        yield piece;
        bytes += piece.data.byteLength;
      }
      return;
    } catch (error) {
      signal.throwIfAborted();
      this.#isBroken = true;
      this.#onStatus(`${nameError(error).message}: from here on the coordinator sends the records`);
    }
    // What has been handed on is the beginning of what comes from there.
    for await (const { data, ...piece } of this.#client.read(request, signal)) {
      const known = Math.min(bytes, data?.byteLength ?? 0);
      bytes -= known;
      yield { ...piece, data: data?.subarray(known) };
    }
  }

  #records(split: string): Records | undefined {
    return split === 'train' || split === 'validation' || split === 'test'
      ? this.#pack.splits[split]
      : undefined;
  }

  async close(): Promise<void> {
    await closePack(this.#pack);
  }
}

/** Pieces, each with the ms that reading it took. */
async function* timed(pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) {
  let start = performance.now();
  for await (const data of pieces) {
    yield { data, readMs: performance.now() - start };
    start = performance.now();
  }
}
