/** How many steps a run may leave out because their loss or gradient is not finite. Pure. */
import { LockstepError } from '../../base/errors.ts';
import type { TrainingState } from '../checkpoint/training-state.ts';

/** Steps that may be left out unless the job says otherwise. */
export const MAX_SKIPPED_STEPS = 10;

const HINT =
  'Lower the learning rate, clip the gradient, or look for a logarithm, root or division of zero in the loss';

/** @param most steps that may be left out. @throws LockstepError DIVERGED where more have been, up to `step` */
export function expectFewSkips({ skippedSteps }: TrainingState, most: number, step: number): void {
  if (skippedSteps <= most) return;
  throw new LockstepError(
    'DIVERGED',
    `the loss or the gradient of ${skippedSteps} steps, up to step ${step}, is not finite`,
    { step, hint: `${HINT}; maxSkippedSteps of the job allows more than ${most}` },
  );
}

/** @throws LockstepError DIVERGED when an update has had no step in the epoch that ends */
export function expectTrained(
  { epochTotals, epochsEnded }: TrainingState,
  updates: readonly { name: string }[],
): void {
  for (const [i, { name }] of updates.entries()) {
    if (epochTotals[i]) continue;
    const what = updates.length > 1 ? `update ${name}` : 'the model';
    throw new LockstepError(
      'DIVERGED',
      `${what} has learned nothing in epoch ${epochsEnded + 1}: the loss or the gradient of no step is finite`,
      { hint: HINT },
    );
  }
}
