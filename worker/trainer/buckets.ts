/**
 * The buckets of all that ranks tell each other. A message is named by step, bucket and sequence, so two exchanges may
 * share a bucket where they never carry the same step, or never happen in the same run. There are sixteen (`Tag` in
 * collectives/transport): bucket 7 belongs to the shared memory's own meeting (collectives/transport/shared.ts).
 */
export const BUCKETS = {
  /** The flat buffer of a step, or its gradient alone where gradients travel as bf16. */
  gradient: 0,
  /** The totals of an evaluation, at the end of an epoch. */
  evaluation: 1,
  /** What ranks tell each other when a generation begins (`Channel`). */
  channel: 2,
  /**
   * Sums over the ranks in the middle of a step, in turns: a rank waits for all others in each sum, so it is never two
   * ahead of another.
   */
  middle: [3, 4],
  /** The largest gradient of each rank in a reproducible step. Such a step has no sums in its middle (worker.ts). */
  bounds: 3,
  /** The check and the totals of a reproducible step, for the same reason. */
  exactTotals: 4,
  /** The hashes of the ranks' weights, at the end of an epoch. */
  agreement: 5,
  /** What follows the gradients in a flat buffer, where they do not travel together. */
  totals: 6,
  /** The slices of a gradient that is summed while it is computed. */
  slices: [8, 9, 10, 11, 12, 13, 14, 15],
  /** The totals of the test at the end of the run. It carries the number of committed steps, as the confusion matrix. */
  test: 0,
  /** The confusion matrix. It carries the number of committed steps, and no step has that number any more. */
  confusion: 6,
  /** Whether each rank has been given the confusion matrix by an evaluation, for the same reason. */
  counted: 3,
} as const;
