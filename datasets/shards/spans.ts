/** A part of a file: from `start` to before `end`. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** A part that is read at once, and which of the places lie in it. */
export interface Span extends Place {
  readonly of: readonly number[];
}

/** Bytes between two places that are read in vain sooner than the second place by a read of its own. */
const GAP_BYTES = 32 * 1024;
/** Bytes of a span, unless one place has more. */
const SPAN_BYTES = 1024 ** 2;
/** Reads at the same time, and their bytes unless one has more. */
const AT_ONCE = 32;
const AT_ONCE_BYTES = 8 * 1024 ** 2;

/** Which reads give all of the places: those that lie near each other are read together. Pure. */
export function spansOf(places: readonly Place[], gapBytes = GAP_BYTES, spanBytes = SPAN_BYTES): Span[] {
  const order = Array.from(places, (_, i) => i).sort((a, b) => places[a]!.start - places[b]!.start);
  const spans: { start: number; end: number; of: number[] }[] = [];
  for (const i of order) {
    const { start, end } = places[i]!;
    const last = spans.at(-1);
    if (last && start - last.end <= gapBytes && Math.max(end, last.end) - last.start <= spanBytes) {
      last.end = Math.max(last.end, end);
      last.of.push(i);
    } else spans.push({ start, end, of: [i] });
  }
  return spans;
}

/** Reads that are made at the same time, turn by turn. */
export function* inTurns<T extends Place>(reads: readonly T[]): Generator<T[]> {
  for (let first = 0; first < reads.length; ) {
    let [next, bytes] = [first, 0];
    while (next < reads.length && next - first < AT_ONCE && bytes < AT_ONCE_BYTES) {
      bytes += reads[next]!.end - reads[next++]!.start;
    }
    yield reads.slice(first, next);
    first = next;
  }
}
