/** Opcodes of a pickle, and by opcode the bytes of an integer with it; 0 for those that are none. */
const [MARK, APPEND, APPENDS] = [0x28, 0x61, 0x65];
const [BININT, BININT1, BININT2] = [0x4a, 0x4b, 0x4d];
const WIDTHS = Uint8Array.from({ length: 256 }, (_, opcode) => {
  if (opcode === BININT1) return 2;
  if (opcode === BININT2) return 3;
  return opcode === BININT ? 5 : 0;
});

/** A list of a pickle that holds integers alone. */
export interface IntegerList {
  readonly values: Int32Array;
  /** Where the pickle goes on behind them. */
  readonly end: number;
}

/**
 * Lists of integers, which most of a pickled array of lists is: they need not pass over the stack one by one, nor be an
 * array of JavaScript each, which took more time to collect than to read.
 */
export class IntegerLists {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  /** Of all lists, one after another: an integer has two bytes at least. */
  readonly #values: Int32Array;
  #used = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#values = new Int32Array(bytes.length >> 1);
  }

  /**
   * The list whose items begin at `start`, whether pickled one by one or many behind a mark.
   * @returns undefined where it has none, or what is marked there are not integers alone
   */
  at(start: number): IntegerList | undefined {
    const bytes = this.#bytes;
    const first = this.#used;
    let end = start;
    for (;;) {
      const marked = bytes[end] === MARK;
      const behind = this.#read(marked ? end + 1 : end, marked);
      if (behind === undefined) break;
      end = behind;
    }
    if (end > start && bytes[end] !== MARK) {
      // `subarray` takes several times as long.
      return { values: new Int32Array(this.#values.buffer, 4 * first, this.#used - first), end };
    }
    this.#used = first;
    return undefined;
  }

  /** Reads integers and what appends them, `many` or one. @returns where it goes on; undefined where they are something else */
  #read(at: number, many: boolean): number | undefined {
    const bytes = this.#bytes;
    const values = this.#values;
    let used = this.#used;
    let next = at;
    while (next < bytes.length) {
      const opcode = bytes[next]!;
      const width = WIDTHS[opcode]!;
      if (width === 0 || next + width > bytes.length || (!many && next > at)) break;
      if (opcode === BININT1) values[used++] = bytes[next + 1]!;
      else if (opcode === BININT2) values[used++] = bytes[next + 1]! | (bytes[next + 2]! << 8);
      else values[used++] = this.#view.getInt32(next + 1, true);
      next += width;
    }
    if (next === at || bytes[next] !== (many ? APPENDS : APPEND)) return undefined;
    this.#used = used;
    return next + 1;
  }
}
