/** Which rows of a user's table are for training, and which for the test. */
import { epochOrder } from '../sampling.ts';

/** The test's share where nothing is said of it. */
export const DEFAULT_TEST = 0.2;

/** Never the run's seed: two runs of one table are tested on the same rows. */
const SPLIT_SEED = 20;

/**
 * True for the rows of the test: `share` of all `count` rows, rounded, drawn at random. The rows keep their order in
 * both splits.
 */
export function testRows(count: number, share: number): Uint8Array {
  const isTest = new Uint8Array(count);
  const wanted = Math.round(count * share);
  for (const row of epochOrder(SPLIT_SEED, 0, count).slice(0, wanted)) isTest[row] = 1;
  return isTest;
}
