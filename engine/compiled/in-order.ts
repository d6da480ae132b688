/** Takes parts of a buffer, each of the size that is asked for, one behind the other. */
export function inOrder(buffer: Float32Array): (size: number) => Float32Array {
  let offset = 0;
  return (size) => {
    offset += size;
    return buffer.subarray(offset - size, offset);
  };
}
