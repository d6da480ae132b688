import { cut } from '../../base/chunks.ts';
import { RecordParser } from '../../datasets/record-parser.ts';
import { bytesInRecord, type SplitInfo } from '../../datasets/records.ts';
import type { lockstep } from '../../proto/gen/lockstep.js';
import { CHUNK_BYTES } from '../../proto/services.ts';
import type { RecordReader, SplitInfos } from './fetch.ts';
import type { RecordCache } from './record-cache.ts';

type Piece = lockstep.v1.RecordPiece.$Properties;

/** A coordinator whose records are kept on the way: what the cache has is not asked for again. */
export class CachedClient implements RecordReader {
  readonly #client: RecordReader;
  readonly #cache: RecordCache;
  readonly #infos: SplitInfos;

  constructor(client: RecordReader, cache: RecordCache, infos: SplitInfos) {
    this.#client = client;
    this.#cache = cache;
    this.#infos = infos;
  }

  async *read(request: lockstep.v1.ReadRequest.$Properties, signal: AbortSignal): AsyncGenerator<Piece> {
    const { records: numbers = [], split = '' } = request;
    const info = this.#infos[split as keyof SplitInfos];
    if (!numbers?.length || !info || !split) {
      yield* this.#client.read(request, signal);
      return;
    }
    const start = performance.now();
    const kept = await this.#cache.getAll(split, numbers);
    let readMs = performance.now() - start;
    const missing = numbers.filter((_, i) => !kept[i]);
    // Those from here stand between those from there, as they were asked for.
    let place = 0;
    const keptFromHere = () => {
      const first = place;
      while (kept[place]) place++;
      return kept.slice(first, place) as Buffer[];
    };
    yield* piecesOf(keptFromHere(), readMs);
    if (missing.length === 0) return;
    readMs = 0;
    for await (const piece of this.#fetched(request, missing, info, signal)) {
      readMs += piece.readMs;
      const records: Uint8Array[] = [];
      for (const record of piece.records) {
        records.push(record);
        place++;
        for (const next of keptFromHere()) records.push(next);
      }
      // A piece may end within the first record of it.
      if (records.length === 0) continue;
      yield* piecesOf(records, readMs);
      readMs = 0;
    }
  }

  /** Records from the coordinator, each kept. */
  async *#fetched(
    request: lockstep.v1.ReadRequest.$Properties,
    missing: readonly number[],
    info: SplitInfo,
    signal: AbortSignal,
  ): AsyncGenerator<{ records: Uint8Array[]; readMs: number }> {
    const widths = (info.columns ?? []).map(bytesInRecord);
    const parser = new RecordParser(widths);
    let first = 0;
    for await (const { data, readMs } of this.#client.read({ ...request, records: [...missing] }, signal)) {
      const records = data ? Array.from(parser.push(data), (values) => recordOf(values, widths)) : [];
      await this.#cache.put(request.split ?? '', missing.slice(first, first + records.length), records);
      first += records.length;
      yield { records, readMs: readMs ?? 0 };
    }
  }
}

/** Records in pieces: one for each record would take longer than all the rest. The first says how long they were read. */
function* piecesOf(records: readonly Uint8Array[], readMs: number): Generator<Piece> {
  let left = readMs;
  for (const data of cut(records, CHUNK_BYTES)) {
    yield { data, readMs: left };
    left = 0;
  }
}

/** A record as it is sent: a value of a length of its own stands behind that length. */
function recordOf(values: readonly Uint8Array[], widths: readonly (number | undefined)[]): Uint8Array {
  const parts = values.flatMap((value, i) => {
    if (widths[i] !== undefined) return [value];
    const length = Buffer.alloc(4);
    length.writeUInt32LE(value.byteLength);
    return [length, value];
  });
  return Buffer.concat(parts);
}
