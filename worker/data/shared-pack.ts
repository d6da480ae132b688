import { join } from 'node:path';
import { unlessAborted } from '../../base/abort.ts';
import { nameError } from '../../base/errors.ts';
import type { Records } from '../../datasets/records.ts';
import { type BlockCache, objectFiles } from '../../datasets/shards/object-files.ts';
import { closePack, type Pack, readPack } from '../../datasets/shards/pack.ts';
import { folderFiles, type PackFiles } from '../../datasets/shards/pack-files.ts';
import { isRemote } from '../../datasets/sources/find.ts';
import { s3Storage } from '../../datasets/sources/s3-storage.ts';
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
  readonly #files: PackFiles;
  readonly #client: RecordReader;
  readonly #onStatus: (text: string) => void;
  #isBroken = false;

  private constructor(pack: Pack, files: PackFiles, client: RecordReader, onStatus: (text: string) => void) {
    this.#pack = pack;
    this.#files = files;
    this.#client = client;
    this.#onStatus = onStatus;
  }

  /**
   * Undefined where nothing is shared, or no pack with the records that the coordinator announces is there or can be read.
   * @param place of packs: a folder, or an address `s3://bucket/path`
   * @param cache for what is fetched from an address
   */
  static async open(
    place: string | undefined,
    { pack: name, train, validation, test }: lockstep.v1.DatasetInfo.$Properties,
    client: RecordReader,
    onStatus: (text: string) => void,
    cache?: BlockCache,
  ): Promise<SharedPack | undefined> {
    if (place === undefined || typeof name !== 'string' || !NAME.test(name)) return undefined;
    const announced = { train, validation, test };
    let files: PackFiles | undefined;
    let pack: Pack | undefined;
    let why: string;
    try {
      files = await filesOf(place, name, cache);
      pack = await readPack(files);
      const other = (['train', 'validation', 'test'] as const).find((split) => {
        const info = announced[split];
        return info && info.sha256 !== pack?.splits[split].info.sha256;
      });
      if (pack && !other) return new SharedPack(pack, files, client, onStatus);
      why = pack ? `has other ${other} records than the run` : 'is not there';
      why = `${place}/${name} ${why}`;
    } catch (error) {
      why = nameError(error).describe();
    }
    onStatus(`the coordinator sends the records: ${why}`);
    await closePack(pack);
    files?.close();
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
      const numbers = request.records?.length ? request.records : undefined;
      for await (const piece of timed(records.read(numbers), signal)) {
        yield piece;
        bytes += piece.data.byteLength;
      }
      return;
    } catch (error) {
      signal.throwIfAborted();
      this.#isBroken = true;
      this.#onStatus(`from here on the coordinator sends the records: ${nameError(error).describe()}`);
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
    this.#files.close();
  }
}

async function filesOf(place: string, name: string, cache: BlockCache | undefined): Promise<PackFiles> {
  if (!isRemote(place)) return folderFiles(join(place, name));
  return objectFiles(name, await s3Storage(`${place.replace(/\/+$/, '')}/${name}`), cache);
}

/** Pieces, each with the ms that reading it took. @throws the signal's reason as soon as it aborts */
async function* timed(pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, signal: AbortSignal) {
  const reading = (async function* () {
    yield* pieces;
  })();
  for (;;) {
    const start = performance.now();
    const { value: data, done } = await unlessAborted(reading.next(), signal);
    if (done) return;
    yield { data, readMs: performance.now() - start };
  }
}
