/** Content as a list of buffers, since it may be larger than one buffer can be (4 GiB in Node 20). */
export type Chunks = readonly Uint8Array[];

/** Bytes of all chunks together. */
export function lengthOf(chunks: Chunks): number {
  return chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
}

/** A copy in memory that threads share, so that another thread is given the content and not a copy of it. */
export function shared(chunk: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(chunk.byteLength));
  copy.set(chunk);
  return copy;
}

/** The same content in chunks of exactly `bytes`, except for the last; copied only where two chunks must be joined. */
export function* cut(chunks: Chunks, bytes: number): Generator<Uint8Array> {
  const reader = new ChunkReader(chunks);
  for (let left = lengthOf(chunks); left > 0; left -= bytes) yield reader.next(Math.min(bytes, left));
}

/** Zeroed memory of `bytes`, in chunks of `chunkBytes` except for the last. */
export function room(bytes: number, chunkBytes: number): Uint8Array[] {
  const count = Math.ceil(bytes / chunkBytes);
  return Array.from(
    { length: count },
    (_, i) => new Uint8Array(Math.min(chunkBytes, bytes - i * chunkBytes)),
  );
}

/** Reads chunks from beginning to end. */
export class ChunkReader {
  readonly #chunks: Chunks;
  #chunk = 0;
  #offset = 0;

  constructor(chunks: Chunks) {
    this.#chunks = chunks;
  }

  /** The next `bytes`: a view where one chunk holds them, else a copy. @throws RangeError where fewer are left */
  next(bytes: number): Uint8Array {
    let chunk = this.#chunks[this.#chunk];
    if (this.#offset === chunk?.byteLength) {
      chunk = this.#chunks[++this.#chunk];
      this.#offset = 0;
    }
    if (chunk && this.#offset + bytes <= chunk.byteLength) {
      this.#offset += bytes;
      return chunk.subarray(this.#offset - bytes, this.#offset);
    }
    const joined = new Uint8Array(bytes);
    this.copyTo(joined);
    return joined;
  }

  /** Fills `target` with what comes next. @throws RangeError where less is left */
  copyTo(target: Uint8Array): void {
    for (let at = 0; at < target.byteLength; ) {
      const chunk = this.#chunks[this.#chunk];
      if (!chunk) throw new RangeError('the content ends early');
      const part = chunk.subarray(this.#offset, this.#offset + target.byteLength - at);
      target.set(part, at);
      at += part.byteLength;
      this.#offset += part.byteLength;
      if (this.#offset < chunk.byteLength) continue;
      this.#chunk++;
      this.#offset = 0;
    }
  }
}

/** Writes content into chunks, from beginning to end. */
export class ChunkWriter {
  readonly #chunks: Chunks;
  #chunk = 0;
  #offset = 0;

  constructor(chunks: Chunks) {
    this.#chunks = chunks;
  }

  /** Copies `content` behind what was written before; the chunks must have room for it. */
  put(content: Uint8Array): void {
    for (let at = 0; at < content.byteLength; ) {
      const chunk = this.#chunks[this.#chunk]!;
      const part = content.subarray(at, at + chunk.byteLength - this.#offset);
      chunk.set(part, this.#offset);
      at += part.byteLength;
      this.#offset += part.byteLength;
      if (this.#offset < chunk.byteLength) continue;
      this.#chunk++;
      this.#offset = 0;
    }
  }
}
