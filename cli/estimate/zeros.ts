/** What of a gradient travels between hosts, where zeros do not (collectives/transport/sparse.ts). Pure. */
import type { Fullness } from '../bench/rank.ts';

/** Messages of fewer bytes travel whole. */
const LEAST_BYTES = 16 * 1024;
/** What a sparse message takes beside its numbers: a word for 32 of them. */
const MASKS = 1 / 32;
/** Messages travel whole where fewer of their numbers are zero. */
const LEAST_ZEROS = 1 / 16;

/**
 * The share of the bytes that travel of an all-reduce of `bytes` among `world` ranks of `samples` each: in its first half
 * sums of 1 to W-1 ranks, in its second the whole sum. Numbers are taken to be zero independently in each batch, so those
 * that no batch has touched never are: in many ranks more travels than this.
 */
export function travellingShare(fullness: Fullness, world: number, samples: number, bytes: number): number {
  if (bytes / world < LEAST_BYTES) return 1;
  const sums = Array.from({ length: world }, (_, i) => ofMessage(notZero(fullness, (i + 1) * samples)));
  const whole = sums.pop()!;
  return (sums.reduce((sum, share) => sum + share, 0) / sums.length + whole) / 2;
}

/** The share of the numbers that are not zero in a sum over so many samples. */
function notZero({ filled, samples: measured }: Fullness, samples: number): number {
  const batches = filled.length - 1;
  return filled.reduce(
    (sum, share, count) => sum + share * (1 - (1 - count / batches) ** (samples / measured)),
    0,
  );
}

function ofMessage(share: number): number {
  const sparse = share * (1 + MASKS);
  return sparse > 1 - LEAST_ZEROS ? 1 : sparse;
}
