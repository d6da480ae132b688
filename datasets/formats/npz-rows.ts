import type { Readable } from 'node:stream';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { sizeOf } from '../../base/arrays.ts';
import { asLockstepError, LockstepError } from '../../base/errors.ts';
import type { SourceFile } from '../sources/file.ts';
import { areIntegers, type NpyHeader, parseNpyHeader, valuesOf } from './npy.ts';
import type { Rows } from './rows.ts';

/** Bytes of a header that are looked at. */
const MOST_HEADER = 65_536;
/** Most bytes of an array in column-major order: its samples are spread over all of it, so it is held in memory. */
const MOST_COLUMN_MAJOR = 256 * 1024 ** 2;

/**
 * The samples of arrays in an `.npz`, one after another: a row's cells are its entries of each array (`NumberArray`, of
 * the shape of one sample). All arrays are read side by side, a sample at a time.
 * @throws LockstepError BAD_DATA when it is read, where an array is missing, cut off or of another length
 */
export function npzRows(file: SourceFile, names: readonly string[]): Rows {
  const path = file.name;
  return async function* (signal) {
    const reader = new FileReader(file, signal);
    const zip = await yauzl
      .fromRandomAccessReaderPromise(reader, file.bytes, { autoClose: false, lazyEntries: true })
      .catch((cause) => {
        throw notZip(path, cause);
      });
    const members: Member[] = [];
    try {
      const entries = await entriesOf(zip, path);
      for (const name of names) members.push(await Member.open(zip, entries, name, path));
      const single = members.find(({ header }) => header.shape.length === 0);
      if (single) {
        throw new LockstepError('BAD_DATA', `${path}: ${single.name} is one number, not one a sample`, {
          hint: 'Save arrays whose first axis is that of the samples',
        });
      }
      const count = members.at(0)!.header.shape[0] ?? 0;
      for (const { name, header } of members) {
        if (header.shape[0] === count) continue;
        throw new LockstepError(
          'BAD_DATA',
          `${path}: ${name} has ${header.shape[0]} samples, ${names[0]} has ${count}`,
          { hint: 'Save arrays with one entry a sample, in the same order' },
        );
      }
      for (let sample = 0; sample < count; sample++) {
        signal?.throwIfAborted();
        const cells: Record<string, unknown> = {};
        for (const member of members) cells[member.name] = await member.next();
        yield { at: `${path} sample ${sample}`, cells };
      }
    } finally {
      for (const member of members) member.close();
      zip.close();
    }
  };
}

class FileReader extends yauzl.RandomAccessReader {
  readonly #file: SourceFile;
  readonly #signal: AbortSignal | undefined;

  constructor(file: SourceFile, signal: AbortSignal | undefined) {
    super();
    this.#file = file;
    this.#signal = signal;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return this.#file.open(this.#signal, { start, end });
  }
}

async function entriesOf(zip: ZipFile, path: string): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  try {
    for await (const entry of zip.eachEntry() as AsyncIterable<Entry>) entries.set(entry.fileName, entry);
  } catch (cause) {
    throw notZip(path, cause);
  }
  return entries;
}

/** An array, read from its start to its end. */
class Member {
  readonly name: string;
  readonly header: NpyHeader;
  readonly #path: string;
  readonly #stream: Readable;
  readonly #pieces: AsyncIterator<Buffer>;
  #rest: Buffer;
  /** Of a column-major array: where the numbers of the first sample lie, in row-major order, in numbers. */
  readonly #places: readonly number[] | undefined;
  #sample = 0;

  private constructor(
    name: string,
    path: string,
    header: NpyHeader,
    stream: Readable,
    pieces: AsyncIterator<Buffer>,
    rest: Buffer,
  ) {
    this.name = name;
    this.header = header;
    this.#path = path;
    this.#stream = stream;
    this.#pieces = pieces;
    this.#rest = rest;
    const { columnMajor, shape } = header;
    this.#places = columnMajor && shape.length > 1 ? placesOf(shape) : undefined;
  }

  static async open(
    zip: ZipFile,
    entries: ReadonlyMap<string, Entry>,
    name: string,
    path: string,
  ): Promise<Member> {
    const entry = entries.get(`${name}.npy`);
    if (!entry) {
      const there = [...entries.keys()].map((key) => key.replace(/\.npy$/, '')).join(', ');
      throw new LockstepError('BAD_DATA', `${path} has no array ${name}`, { hint: `It has: ${there}` });
    }
    const stream = (await zip.openReadStreamPromise(entry)) as Readable;
    const pieces = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    let rest = Buffer.alloc(0);
    try {
      while (rest.length < Math.min(MOST_HEADER, entry.uncompressedSize)) {
        const piece = await pieces.next();
        if (piece.done) break;
        rest = Buffer.concat([rest, piece.value]);
      }
      const header = parseNpyHeader(rest, `${path}:${name}.npy`);
      const bytes = entry.uncompressedSize - header.start;
      if (bytes !== sizeOf(header.shape) * header.width) {
        const fault = `${path}:${name}.npy has ${bytes} bytes for ${sizeOf(header.shape)} numbers`;
        throw new LockstepError('BAD_DATA', fault, { hint: 'The file is cut off: copy it again' });
      }
      const member = new Member(name, path, header, stream, pieces, rest.subarray(header.start));
      if (member.#places) await member.#readAll(bytes);
      return member;
    } catch (error) {
      stream.destroy();
      throw asLockstepError(error, 'BAD_DATA', { hint: 'Copy the file again' });
    }
  }

  /** The next sample. */
  async next() {
    const shape = this.header.shape.slice(1);
    const sample = this.#places ? this.#gather(this.#places) : await this.#following(shape);
    return { shape, integers: areIntegers(this.header), values: valuesOf(this.header, sample) };
  }

  close(): void {
    this.#stream.destroy();
  }

  async #following(shape: readonly number[]): Promise<Buffer> {
    const bytes = sizeOf(shape) * this.header.width;
    if (this.#rest.length < bytes) await this.#read(bytes);
    const sample = this.#rest.subarray(0, bytes);
    this.#rest = this.#rest.subarray(bytes);
    return sample;
  }

  /** The next sample's numbers, of all that are in memory. */
  #gather(places: readonly number[]): Buffer {
    const { width } = this.header;
    const sample = Buffer.allocUnsafe(places.length * width);
    for (const [i, place] of places.entries()) {
      const at = (place + this.#sample) * width;
      this.#rest.copy(sample, i * width, at, at + width);
    }
    this.#sample++;
    return sample;
  }

  /** @throws LockstepError BAD_DATA where that is more than memory should hold */
  async #readAll(bytes: number): Promise<void> {
    if (bytes > MOST_COLUMN_MAJOR) {
      const fault = `${this.#path}:${this.name}.npy is in column-major order and has ${bytes} bytes; the most is ${MOST_COLUMN_MAJOR}`;
      throw new LockstepError('BAD_DATA', fault, { hint: 'Save numpy.ascontiguousarray(array)' });
    }
    await this.#read(bytes);
  }

  async #read(bytes: number): Promise<void> {
    const parts = [this.#rest];
    let there = this.#rest.length;
    try {
      while (there < bytes) {
        const piece = await this.#pieces.next();
        if (piece.done) throw new Error('it is cut off');
        parts.push(piece.value);
        there += piece.value.length;
      }
    } catch (cause) {
      throw notZip(this.#path, cause);
    }
    this.#rest = Buffer.concat(parts);
  }
}

/** Where the numbers of the first sample lie in an array whose first axis is the fastest; sample by sample one further. */
function placesOf(shape: readonly number[]): number[] {
  let places = [0];
  let stride = shape[0] ?? 0;
  const strides = shape.slice(1).map((size) => {
    const own = stride;
    stride *= size;
    return own;
  });
  for (const [axis, size] of shape.slice(1).entries()) {
    places = places.flatMap((place) => Array.from({ length: size }, (_, i) => place + i * strides[axis]!));
  }
  return places;
}

function notZip(path: string, cause: unknown): LockstepError {
  if (cause instanceof LockstepError) return cause;
  const why = (cause as Error).message;
  return new LockstepError('BAD_DATA', `${path} is not a readable zip archive: ${why}`, {
    hint: 'Copy the file again',
    cause,
  });
}
