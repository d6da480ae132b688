/**
 * Sums over the ranks that do not depend on their number or order. Numbers are cut into two slices on grids
 * so coarse that float32 additions of up to `MAX_TERMS` of them are exact, and an exact sum has one value
 * (the pre-rounding of Demmel and Hida, "Fast and accurate floating point summation", 2003).
 */
import { allReduce } from '../../collectives/index.ts';
import type { Tag, Transport } from '../../collectives/transport/transport.ts';

/** Terms that may be added exactly; a float32 holds 24 bits. */
const MAX_TERMS = 32;
const SLICE_BITS = 24 - Math.log2(MAX_TERMS) - 1;

/** The largest of `bound` and the magnitudes of `values`; NaN if one of them is NaN. */
export function magnitude(values: Float32Array | Float64Array, bound = 0): number {
  let most = bound;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]!);
    if (!(size <= most)) most = size;
  }
  return most;
}

/**
 * Adds `terms` into `high` and `low`, both float32, so that high + low is their sum to 2 * SLICE_BITS bits
 * below `bound`, which no term of any rank exceeds.
 */
export function addSlices(
  terms: readonly (Float32Array | Float64Array)[],
  bound: number,
  high: Float32Array,
  low: Float32Array,
): void {
  // Adding and subtracting 1.5 * 2^52 grid units rounds a double to the grid.
  const exponent = bound > 0 ? Math.ceil(Math.log2(bound)) : 0;
  const coarse = 1.5 * 2 ** (52 + exponent - SLICE_BITS);
  const fine = 1.5 * 2 ** (52 + exponent - 2 * SLICE_BITS);
  for (const term of terms) {
    for (let i = 0; i < term.length; i++) {
      const value = term[i]!;
      const top = value + coarse - coarse;
      high[i]! += top;
      low[i]! += value - top + fine - fine;
    }
  }
}

/** Totals are rounded to multiples of 2^-24; up to 2^28 of sum, and 4096 ranks, is then exact. */
const TOTAL_GRID = 1.5 * 2 ** (52 - 24);
const TOTAL_UNITS = [24, 12, 0, -12, -24].map((exponent) => 2 ** exponent);

/**
 * The sum of lists of totals (losses, counts) over all ranks: `length` numbers, the same bits on every rank and for any
 * world size.
 * @param lists of this rank
 */
export async function exactSum(
  transport: Transport,
  lists: readonly (Float32Array | Float64Array)[],
  length: number,
  tag: Omit<Tag, 'sequence'>,
  signal: AbortSignal,
): Promise<Float64Array> {
  const own = new Float64Array(length);
  for (const list of lists) for (let i = 0; i < length; i++) own[i]! += list[i]! + TOTAL_GRID - TOTAL_GRID;
  const slices = new Float32Array(TOTAL_UNITS.length * length);
  for (let i = 0; i < length; i++) {
    let rest = own[i]!;
    for (const [k, unit] of TOTAL_UNITS.entries()) {
      const slice = Math.trunc(rest / unit);
      slices[k * length + i] = slice;
      rest -= slice * unit;
    }
  }
  await allReduce(transport, slices, tag, signal);
  return own.map((_, i) => TOTAL_UNITS.reduce((sum, unit, k) => sum + slices[k * length + i]! * unit, 0));
}
