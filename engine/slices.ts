/** Numbers `start` to before `end` of the gradients in a flat buffer. */
export interface Slice {
  readonly start: number;
  readonly end: number;
}

/** Fewest numbers of a slice that is summed ahead: 1 MiB, which a link of 1 Gbit/s carries in 8 ms. */
const LEAST = 256 * 1024;
/** Each has a bucket of its own (worker/trainer/buckets.ts). */
export const MOST_SLICES = 8;

/**
 * Cuts gradients between variables, in the order in which a backward pass gives them: those of the last variables come
 * first. All but the last slice can be summed over the ranks while the rest is computed. There is one slice where the
 * most of the gradients comes at the end, as that of a large first layer does. All ranks cut alike, since it follows from
 * the model alone.
 * @param sizes numbers of each variable
 */
export function slicesOf(sizes: readonly number[]): readonly Slice[] {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const least = Math.max(LEAST, Math.ceil(total / MOST_SLICES));
  const slices: Slice[] = [];
  let [start, end] = [total, total];
  for (const size of sizes.toReversed()) {
    start -= size;
    if (start === end || (start > 0 && end - start < least)) continue;
    slices.push({ start, end });
    end = start;
  }
  return slices;
}
