/** Which rows of a user's table are for training, and which are held out. Pure. */
import type { HeldOut, SplitName } from '../../api/data.ts';
import type { SplitOptions } from '../../api/file-options.ts';
import { LockstepError } from '../../base/errors.ts';
import { epochOrder } from '../sampling.ts';

/** The test's share where nothing is said of it. */
const DEFAULT_TEST = 0.2;

/** Never the run's seed: two runs of one table are tested on the same rows. */
const SPLIT_SEED = 20;

/** What a split is made of: rows of the first source, or a source of its own. */
export type SplitSource = { readonly share: number } | { readonly path: string };

export type SplitSources = Readonly<Record<HeldOut, SplitSource>>;

/** Where the held-out rows come from. @throws LockstepError BAD_INPUT where the shares leave nothing to train on */
export function splitSources({ test = DEFAULT_TEST, validation = 0 }: SplitOptions): SplitSources {
  const sourceOf = (said: string | number): SplitSource =>
    typeof said === 'string' ? { path: said } : { share: said };
  const sources = { test: sourceOf(test), validation: sourceOf(validation) };
  const shares = shareOf(sources.test) + shareOf(sources.validation);
  if (shares < 1) return sources;
  throw new LockstepError('BAD_INPUT', `test ${test} and validation ${validation} leave no row to train on`, {
    hint: 'Give shares whose sum is below 1, or sources of their own',
  });
}

const shareOf = (source: SplitSource) => ('share' in source ? source.share : 0);

/** Whether a share of the first source's rows is held out, so that they must be counted. */
export function hasShares({ test, validation }: SplitSources): boolean {
  return shareOf(test) + shareOf(validation) > 0;
}

/**
 * The split of a row of the first source, which has `count` of them. The held-out rows are drawn at random, first those of
 * the test, so that a validation split changes no test row; shares are of all rows, rounded. Rows keep their order.
 */
export function splitOfRows(count: number, { test, validation }: SplitSources): (row: number) => SplitName {
  const order = epochOrder(SPLIT_SEED, 0, count);
  const tested = Math.round(count * shareOf(test));
  const heldOut = tested + Math.round(count * shareOf(validation));
  if (heldOut === 0) return () => 'train';
  return (row) => {
    const place = order.at(row);
    if (place < tested) return 'test';
    return place < heldOut ? 'validation' : 'train';
  };
}
