/**
 * Philox 4x32-10 (Salmon and others, "Parallel random numbers: as easy as 1, 2, 3", 2011): random numbers as a function
 * of a key and of where they stand, so that each rank draws its part of a sequence without the parts before it. The
 * numbers are those of TensorFlow's StatelessRandomUniformV2 and StatelessRandomNormalV2, but for rounding.
 */

export type Distribution = 'uniform' | 'normal';

/** Numbers that one value of the counter gives. */
export const GROUP = 4;

/** Two 32-bit numbers. */
export type Key = readonly [number, number];

/** The high half of a product of two numbers of 32 bits, of which Math.imul gives the low one. */
function high(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const low = (aLow * bLow) >>> 16;
  // Each sum fits into 32 bits without a sign.
  const first = (aHigh * bLow + low) >>> 0;
  const second = (aLow * bHigh + (first & 0xffff)) >>> 0;
  return (Math.imul(aHigh, bHigh) + (first >>> 16) + (second >>> 16)) | 0;
}

/** Puts the four 32-bit numbers of one counter into `out`. Kept plain, for its speed. */
export function philox(key: Key, counter: readonly [number, number, number, number], out: Uint32Array): void {
  let k0 = key[0];
  let k1 = key[1];
  let c0 = counter[0];
  let c1 = counter[1];
  let c2 = counter[2];
  let c3 = counter[3];
  for (let round = 0; round < 10; round++) {
    const high0 = high(0xd2511f53, c0);
    const high2 = high(0xcd9e8d57, c2);
    const low0 = Math.imul(0xd2511f53, c0);
    const low2 = Math.imul(0xcd9e8d57, c2);
    c0 = high2 ^ c1 ^ k0;
    c1 = low2;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + 0x9e3779b9) | 0;
    k1 = (k1 + 0xbb67ae85) | 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

/** 23 bits as a number in [0, 1). */
const unit = (bits: number) => (bits & 0x7fffff) / 2 ** 23;

/**
 * Rows `first` to before `first + rows` of a table of random numbers `width` wide. Each row begins with a counter of its
 * own, so the rows do not depend on each other.
 * @param number of the table, among those of the same key
 */
export function drawRows(
  distribution: Distribution,
  key: Key,
  number: number,
  first: number,
  rows: number,
  width: number,
): Float32Array {
  const out = new Float32Array(rows * width);
  const groups = Math.ceil(width / GROUP);
  const bits = new Uint32Array(GROUP);
  const numbers = new Float64Array(GROUP);
  for (let row = 0; row < rows; row++) {
    for (let group = 0; group < groups; group++) {
      const at = (first + row) * groups + group;
      philox(key, [at % 2 ** 32, Math.floor(at / 2 ** 32), number, 0], bits);
      for (let k = 0; k < GROUP; k++) numbers[k] = unit(bits[k]!);
      if (distribution === 'normal') {
        boxMuller(numbers, 0);
        boxMuller(numbers, 2);
      }
      const start = row * width + group * GROUP;
      for (let k = 0; k < GROUP && group * GROUP + k < width; k++) out[start + k] = numbers[k]!;
    }
  }
  return out;
}

/** Makes two normal numbers of two uniform ones, in place, by Box and Muller's transform. */
function boxMuller(numbers: Float64Array, at: number): void {
  const radius = Math.sqrt(-2 * Math.log(Math.max(numbers[at]!, 1e-7)));
  const angle = 2 * Math.PI * numbers[at + 1]!;
  numbers[at] = radius * Math.sin(angle);
  numbers[at + 1] = radius * Math.cos(angle);
}
