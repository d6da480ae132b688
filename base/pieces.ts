/** Contents that may be larger than one buffer can be (4 GiB in Node 20), as buffers that follow one another. */
export type Pieces = readonly Uint8Array[];

export function lengthOf(pieces: Pieces): number {
  return pieces.reduce((sum, piece) => sum + piece.byteLength, 0);
}

/** The same content in pieces of exactly `bytes`, the last one excepted; copied only where two had to be joined. */
export function* cut(pieces: Pieces, bytes: number): Generator<Uint8Array> {
  const reader = new PieceReader(pieces);
  for (let left = lengthOf(pieces); left > 0; left -= bytes) yield reader.next(Math.min(bytes, left));
}

/** `bytes` of room in pieces of `pieceBytes`, the last one excepted. */
export function room(bytes: number, pieceBytes: number): Uint8Array[] {
  const count = Math.ceil(bytes / pieceBytes);
  return Array.from(
    { length: count },
    (_, i) => new Uint8Array(Math.min(pieceBytes, bytes - i * pieceBytes)),
  );
}

/** Takes pieces from their beginning to their end. */
export class PieceReader {
  readonly #pieces: Pieces;
  #piece = 0;
  #offset = 0;

  constructor(pieces: Pieces) {
    this.#pieces = pieces;
  }

  /** A view where one piece holds them all, else a copy. @throws RangeError where fewer are left */
  next(bytes: number): Uint8Array {
    const piece = this.#pieces[this.#piece];
    if (piece && this.#offset + bytes <= piece.byteLength) {
      this.#offset += bytes;
      return piece.subarray(this.#offset - bytes, this.#offset);
    }
    const joined = new Uint8Array(bytes);
    this.copyTo(joined);
    return joined;
  }

  /** Fills `target` with what comes next. @throws RangeError where less is left */
  copyTo(target: Uint8Array): void {
    for (let at = 0; at < target.byteLength; ) {
      const piece = this.#pieces[this.#piece];
      if (!piece) throw new RangeError('the content ends early');
      const part = piece.subarray(this.#offset, this.#offset + target.byteLength - at);
      target.set(part, at);
      at += part.byteLength;
      this.#offset += part.byteLength;
      if (this.#offset < piece.byteLength) continue;
      this.#piece++;
      this.#offset = 0;
    }
  }
}

/** Puts contents into room, from its beginning to its end. */
export class PieceWriter {
  readonly #pieces: Pieces;
  #piece = 0;
  #offset = 0;

  constructor(pieces: Pieces) {
    this.#pieces = pieces;
  }

  put(content: Uint8Array): void {
    for (let at = 0; at < content.byteLength; ) {
      const piece = this.#pieces[this.#piece]!;
      const part = content.subarray(at, at + piece.byteLength - this.#offset);
      piece.set(part, this.#offset);
      at += part.byteLength;
      this.#offset += part.byteLength;
      if (this.#offset < piece.byteLength) continue;
      this.#piece++;
      this.#offset = 0;
    }
  }
}
