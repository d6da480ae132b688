/** bfloat16 is the upper half of a float32: the same range, and 8 of 24 bits of the significand. */

/** Rounds `values` to the nearest bfloat16, ties to even, also in place. NaN stays NaN. @returns the upper halves */
export function narrow(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const halves = new Uint16Array(values.length);
  for (let i = 0; i < bits.length; i++) {
    const own = bits[i]!;
    const isNumber = (own & 0x7fffffff) <= 0x7f800000;
    const half = isNumber ? (own + 0x7fff + ((own >>> 16) & 1)) >>> 16 : (own >>> 16) | 0x40;
    halves[i] = half;
    bits[i] = half << 16;
  }
  return halves;
}

/** Writes the numbers of `halves` into `values`, or adds them where `add` is set. */
export function widen(halves: Uint16Array, values: Float32Array, add: boolean): void {
  const bits = new Uint32Array(1);
  const number = new Float32Array(bits.buffer);
  for (let i = 0; i < halves.length; i++) {
    bits[0] = halves[i]! << 16;
    values[i] = add ? values[i]! + number[0]! : number[0]!;
  }
}
