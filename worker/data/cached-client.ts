import { RecordParser } from '../../datasets/record-parser.ts';
import { bytesInRecord, type SplitInfo } from '../../datasets/records.ts';
import type { lockstep } from '../../proto/gen/lockstep.js';
import type { RecordReader, SplitInfos } from './fetch.ts';
import type { RecordCache } from './record-cache.ts';

/** Records read from the disk at the same time. */
const AT_ONCE = 32;

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
    const kept = await this.#kept(split, numbers);
    let readMs = performance.now() - start;
    const pieceOf = (data: Uint8Array): Piece => {
      const piece = { data, readMs };
      readMs = 0;
      return piece;
    };
    // Those from here stand between those from there, as they were asked for.
    let place = 0;
    const upToMissing = function* () {
      for (; kept[place]; place++) yield pieceOf(kept[place]!);
    };
    yield* upToMissing();
    const missing = numbers.filter((_, i) => !kept[i]);
    if (missing.length === 0) return;
    for await (const piece of this.#fetched(request, missing, info, signal)) {
      readMs += piece.readMs;
      for (const record of piece.records) {
        yield pieceOf(record);
        place++;
        yield* upToMissing();
      }
    }
  }

  /** Of each number the record, where it is in the cache. */
  async #kept(split: string, numbers: readonly number[]): Promise<(Buffer | undefined)[]> {
    const kept: (Buffer | undefined)[] = [];
    for (let first = 0; first < numbers.length; first += AT_ONCE) {
      const some = numbers.slice(first, first + AT_ONCE);
      kept.push(...(await Promise.all(some.map((number) => this.#cache.get(split, number)))));
    }
    return kept;
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
