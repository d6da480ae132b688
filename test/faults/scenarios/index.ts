import type { Scenario } from '../scenario.ts';
import { bitFlips } from './bit-flips.ts';
import { checkpoints } from './checkpoints.ts';
import { coordinatorDies } from './coordinator.ts';
import { ends } from './ends.ts';
import { hang } from './hang.ts';
import { killMany } from './kill-many.ts';
import { KILL_POINTS } from './kill-points.ts';
import { longRun } from './long-run.ts';
import { malformed } from './malformed.ts';
import { network } from './network.ts';
import { orders } from './orders.ts';
import { overhead } from './overhead.ts';
import { saving } from './saving.ts';
import { soak } from './soak.ts';
import { stale } from './stale.ts';
import { storage } from './storage.ts';
import { straggler } from './straggler.ts';
import { strangers } from './strangers.ts';

/** All scenarios by name, in the order of the table. */
export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  ...KILL_POINTS,
  'kill-many': killMany,
  coordinator: coordinatorDies,
  hang,
  stale,
  orders,
  network,
  straggler,
  'bit-flips': bitFlips,
  checkpoints,
  storage,
  ends,
  'long-run': longRun,
  malformed,
  strangers,
  overhead,
  saving,
  soak,
};
