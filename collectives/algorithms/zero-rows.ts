/**
 * What of a buffer need not travel: rows whose bits are zero on every rank, as those of an embedding are for words that no
 * sample has. Pure, but for the buffers that are named.
 */
import type { Table } from '../transport/transport.ts';

/** Numbers `start` to before `end` of a buffer. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What of a buffer travels. */
export interface Plan {
  /** Rising, with a gap between any two. */
  readonly spans: readonly Span[];
  /** The longest span: the others move beside it. */
  readonly anchor: number;
  /** Tables of which only some rows travel. */
  readonly thinned: readonly Table[];
}

/** A table travels whole where more of it than this would. */
const MOST_TRAVELLING = 0.5;
/** A number is moved twice in about the time that a link of 5 Gbit/s carries a fourth of it. */
const MOST_MOVED = 4;

/** Whole numbers below 2^24 are float32 numbers, and so are their sums. */
const BITS = 24;

/** How marks are packed: `each` rows share a number, with `bits` bits for the count of ranks that have marked a row. */
function packing(worldSize: number): { readonly bits: number; readonly each: number } {
  const bits = Math.floor(Math.log2(worldSize)) + 1;
  return { bits, each: Math.floor(BITS / bits) };
}

/** For each row 1 where any of its bits is set, as in -0 and NaN; else 0. */
export function markRows(numbers: Float32Array, { start, count, width }: Table): Uint8Array {
  const bits = new Int32Array(numbers.buffer, numbers.byteOffset, numbers.length);
  const marks = new Uint8Array(count);
  for (let row = 0, at = start; row < count; row++) {
    const end = at + width;
    let any = 0;
    for (const last = end - 7; at < last && any === 0; at += 8) {
      any =
        bits[at]! |
        bits[at + 1]! |
        bits[at + 2]! |
        bits[at + 3]! |
        bits[at + 4]! |
        bits[at + 5]! |
        bits[at + 6]! |
        bits[at + 7]!;
    }
    for (; at < end && any === 0; at++) any = bits[at]!;
    marks[row] = any === 0 ? 0 : 1;
    at = end;
  }
  return marks;
}

/** Marks as numbers whose sum over the ranks counts, for each row, the ranks that have marked it: exact in any order. */
export function packMarks(marks: readonly Uint8Array[], worldSize: number): Float32Array {
  const { bits, each } = packing(worldSize);
  const rows = marks.reduce((sum, { length }) => sum + length, 0);
  const packed = new Float32Array(Math.ceil(rows / each));
  let [at, place] = [0, 0];
  for (const table of marks) {
    for (let row = 0; row < table.length; row++) {
      if (table[row]) packed[at]! += 1 << (bits * place);
      place++;
      if (place === each) [at, place] = [at + 1, 0];
    }
  }
  return packed;
}

/** For each row of tables with `counts` rows, 1 where a rank has marked it. @param packed the sum of the ranks' marks */
export function unpackMarks(
  packed: Float32Array,
  counts: readonly number[],
  worldSize: number,
): Uint8Array[] {
  const { bits, each } = packing(worldSize);
  const mask = (1 << bits) - 1;
  let [at, place] = [0, 0];
  return counts.map((count) => {
    const marks = new Uint8Array(count);
    for (let row = 0; row < count; row++) {
      marks[row] = ((packed[at]! >>> (bits * place)) & mask) === 0 ? 0 : 1;
      place++;
      if (place === each) [at, place] = [at + 1, 0];
    }
    return marks;
  });
}

/**
 * What of `range` travels, where it pays to leave rows out; else undefined.
 * @param tables inside the range, rising
 * @param marks for each table, 1 for each row that is not zero on every rank
 * @param bytesEach bytes of a number on its way
 * @param leastSaved bytes
 */
export function planOf(
  range: Span,
  tables: readonly Table[],
  marks: readonly Uint8Array[],
  bytesEach: number,
  leastSaved: number,
): Plan | undefined {
  const thinned = tables.filter(({ count }, i) => sumOf(marks[i]!) <= MOST_TRAVELLING * count);
  if (thinned.length === 0) return undefined;
  const spans: Span[] = [];
  let start = range.start;
  const cut = (end: number) => {
    if (start < end) spans.push({ start, end });
  };
  for (const table of thinned) {
    const rows = marks[tables.indexOf(table)]!;
    for (let row = 0; row < table.count; row++) {
      if (rows[row]) continue;
      cut(table.start + row * table.width);
      start = table.start + (row + 1) * table.width;
    }
  }
  cut(range.end);
  const lengths = spans.map((span) => span.end - span.start);
  const travelling = lengths.reduce((sum, length) => sum + length, 0);
  const longest = lengths.reduce((most, length) => Math.max(most, length), 0);
  const saved = range.end - range.start - travelling;
  if (saved * bytesEach < leastSaved || saved * MOST_MOVED < travelling - longest) return undefined;
  return { spans, anchor: lengths.indexOf(longest), thinned };
}

function sumOf(marks: Uint8Array): number {
  let sum = 0;
  for (let row = 0; row < marks.length; row++) sum += marks[row]!;
  return sum;
}

/** Moves what travels together, inside its range, and says where it is. */
export function compact(numbers: Float32Array, { spans, anchor }: Plan): Span {
  const fixed = spans[anchor];
  if (!fixed) return { start: 0, end: 0 };
  let { start, end } = fixed;
  for (const span of spans.slice(0, anchor).reverse()) {
    start -= span.end - span.start;
    move(numbers, span, start);
  }
  for (const span of spans.slice(anchor + 1)) {
    move(numbers, span, end);
    end += span.end - span.start;
  }
  return { start, end };
}

/** Undoes `compact`; what has not travelled is zero. */
export function expand(numbers: Float32Array, { spans, anchor }: Plan, packed: Span): void {
  const fixed = spans[anchor];
  if (!fixed) return;
  let from = packed.start;
  for (const span of spans.slice(0, anchor)) {
    const end = from + span.end - span.start;
    move(numbers, { start: from, end }, span.start);
    from = end;
  }
  let to = packed.end;
  for (const span of spans.slice(anchor + 1).reverse()) {
    const start = to - (span.end - span.start);
    move(numbers, { start, end: to }, span.start);
    to = start;
  }
  for (let i = 1; i < spans.length; i++) {
    // Outside of what was packed nothing was written.
    const gap = {
      start: Math.max(spans[i - 1]!.end, packed.start),
      end: Math.min(spans[i]!.start, packed.end),
    };
    if (gap.start < gap.end) numbers.fill(0, gap.start, gap.end);
  }
}

/** Below this many numbers a call takes longer than a loop. */
const SHORT = 48;

function move(numbers: Float32Array, { start, end }: Span, to: number): void {
  if (start === to) return;
  if (end - start >= SHORT) numbers.copyWithin(to, start, end);
  else if (to < start) for (let i = start; i < end; i++) numbers[to + i - start] = numbers[i]!;
  else for (let i = end - 1; i >= start; i--) numbers[to + i - start] = numbers[i]!;
}
