/** Between which bounds numbers lie. Pure. */
import type { ColumnArray } from './data.ts';

/** What the numbers of a column or feature are; of none, `min` is Infinity and `max` -Infinity. */
export interface Range {
  readonly min: number;
  readonly max: number;
  /** All of them are integers. */
  readonly whole: boolean;
}

/** Ranges by the feature's name. */
export type Ranges = Readonly<Record<string, Range>>;

/** Where one number is NaN, so are `min` and `max`. */
export function rangeOf(values: ColumnArray): Range {
  if (values instanceof Uint8Array) return rangeOfBytes(values);
  let [min, max, whole] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, true];
  if (!(values instanceof Float32Array)) {
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    return { min, max, whole };
  }
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) return { min: value, max: value, whole: false };
    if (value < min) min = value;
    if (value > max) max = value;
    whole &&= Number.isInteger(value);
  }
  return { min, max, whole };
}

/** Ends where the bytes can tell no more, which is early in pictures: they have black and white. */
function rangeOfBytes(values: Uint8Array): Range {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length && (min > 0 || max < 255); i++) {
    const value = values[i]!;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { min, max, whole: true };
}
