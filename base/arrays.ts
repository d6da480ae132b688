/** Small arithmetic on arrays and shapes that several rooms need. */

/** The elements of a tensor: the product of its sides, 1 for a scalar's `[]`. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}

/** The same memory as bytes; nothing is copied. */
export function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView<ArrayBufferLike>): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** The middle value; of an even number of values, the upper one in the middle. @throws RangeError for an empty list */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('an empty list has no median');
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
