/** Bytes of which a part stands at `offset`, the next one `stride` further, and so on. */
export interface Strided {
  readonly bytes: Uint8Array;
  readonly offset: number;
  readonly stride: number;
}

/** Below, a loop is faster than a view for each part. */
const FEW_BYTES = 16;

/** Copies `count` parts of `width` bytes each, for which both must have room. */
export function copyStrided(from: Strided, to: Strided, width: number, count: number): void {
  const { bytes: source } = from;
  const { bytes: target } = to;
  let at = from.offset;
  let put = to.offset;
  for (let i = 0; i < count; i++, at += from.stride, put += to.stride) {
    if (width > FEW_BYTES) target.set(source.subarray(at, at + width), put);
    else for (let b = 0; b < width; b++) target[put + b] = source[at + b]!;
  }
}
