import { LockstepError } from '../base/errors.ts';
import { inheritedMembership, type Membership } from './membership/state.ts';
import type { RunOptions } from './run/options.ts';
import type { RunLog } from './run/run-log.ts';
import type { JournalState } from './store/journal-state.ts';
import type { RunDirectory } from './store/run-directory.ts';

/**
 * What a coordinator that takes up a run learns from the journal, the log and the checkpoints of it. `damaged` names
 * checkpoints that are not what was stored; they do not count.
 * @param membersMayLive whether workers of the latest generation may have outlived their coordinator
 * @throws LockstepError BAD_INPUT when the run has come to its end, CHECKPOINT when all its checkpoints are damaged
 */
export async function inherit(
  { finished, generation: { number: generation, members }, checkpoints }: JournalState,
  { committedSteps }: Pick<RunLog, 'committedSteps'>,
  directory: Pick<RunDirectory, 'path' | 'newestWhole'>,
  run: RunOptions,
  membersMayLive: boolean,
  now: () => number,
): Promise<{ membership: Membership; damaged: readonly string[] }> {
  if (finished !== undefined && finished >= run.epochs) {
    throw new LockstepError('BAD_INPUT', `${directory.path} has finished its ${finished} epochs`, {
      hint: 'Ask for more with --epochs to train it further',
    });
  }
  const hashes = new Map(checkpoints);
  const { whole: checkpoint, damaged } = await directory.newestWhole(hashes);
  // A checkpoint that the journal does not know had only just come when its coordinator ended.
  const allDamaged = !checkpoint && damaged.length > 0 && hashes.size > 0;
  if (allDamaged && !membersMayLive) {
    throw new LockstepError('CHECKPOINT', `every checkpoint in ${directory.path} is damaged`, {
      hint: 'Restore the folder from a copy, or start a new run',
    });
  }
  const inheritance = { generation, members, committedSteps, checkpoint, damaged: allDamaged };
  return { membership: inheritedMembership(inheritance, membersMayLive, now()), damaged };
}
