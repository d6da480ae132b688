/** Memberships to decide about. */
import type { MembershipOptions } from '../../coordinator/membership/decide.ts';
import {
  emptyMembership,
  generationFormed,
  type Membership,
  type Worker,
  workerChanged,
  workerJoined,
} from '../../coordinator/membership/state.ts';

export const OPTIONS: MembershipOptions = {
  startWorkers: 2,
  minWorkers: 1,
  maxWorkers: 3,
  heartbeatMs: 100,
  heartbeatTimeoutMs: 1_000,
  joinDeadlineMs: 10_000,
  reattachDeadlineMs: 10_000,
  stepDeadlineMs: 500,
  evictStragglers: false,
};

/** Workers `worker-0`... all seen at time 0, with the changes given for each. */
export function membership(...changes: Partial<Worker>[]): Membership {
  return changes.reduce<Membership>((state, change, i) => {
    const id = `worker-${i}`;
    return workerChanged(workerJoined(state, id, 0), id, { status: 'ready', ...change });
  }, emptyMembership(0));
}

/** The same in their first generation, all with the training state. */
export function trained(...changes: Partial<Worker>[]): Membership {
  const state = membership(...changes.map(() => ({})));
  const formed = generationFormed(state, [...state.workers.keys()], 0, 0);
  return changes.reduce<Membership>(
    (next, change, i) => workerChanged(next, `worker-${i}`, { hasState: true, ...change }),
    formed,
  );
}
