import { setTimeout as delay } from 'node:timers/promises';
import type { Split, SplitName } from '../../api/data.ts';
import { asLockstepError, LockstepError } from '../../base/errors.ts';
import { decodeRecords, emptySplit } from '../../datasets/records.ts';
import type { lockstep } from '../../proto/gen/lockstep.js';
import type { CoordinatorClient } from '../session/client.ts';

export interface Fetching {
  readonly client: Pick<CoordinatorClient, 'read'>;
  readonly run: lockstep.v1.RunConfig;
  readonly signal: AbortSignal;
}

/** Errors after which another attempt may succeed: a coordinator may be back soon. */
const PASSING: readonly string[] = ['UNREACHABLE', 'ABORTED', 'TIMEOUT'];
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1_000;
/** How long to try without a coordinator, in ms: as long as the session does. */
const GIVE_UP_MS = 600_000;

/**
 * Records of a split from the coordinator, by number, or all of them where `records` is left out. While the coordinator
 * is away it tries again, for ten minutes.
 * @throws LockstepError BAD_DATA when another number of records arrives than was asked for, the coordinator's refusal,
 * or the signal's reason
 */
export async function fetchRecords(
  fetching: Fetching,
  name: SplitName,
  info: lockstep.v1.SplitInfo.$Properties,
  records?: Uint32Array,
): Promise<Split> {
  const { signal } = fetching;
  let giveUpAt = Number.POSITIVE_INFINITY;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(LONGEST_PAUSE_MS, 2 * pause)) {
    try {
      return await fetchOnce(fetching, name, info, records);
    } catch (raw) {
      signal.throwIfAborted();
      const error = asLockstepError(raw, 'INTERNAL');
      giveUpAt = Math.min(giveUpAt, performance.now() + GIVE_UP_MS);
      if (!PASSING.includes(error.code) || performance.now() > giveUpAt) throw error;
    }
    await delay(pause, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}

async function fetchOnce(
  { client, run, signal }: Fetching,
  name: SplitName,
  info: lockstep.v1.SplitInfo.$Properties,
  records?: Uint32Array,
): Promise<Split> {
  signal.throwIfAborted();
  const length = records?.length ?? info.length ?? 0;
  const split = emptySplit(info, length);
  if (length === 0) return split;
  let received = 0;
  const request = { runId: run.runId, split: name, records: records ? Array.from(records) : [] };
  for await (const chunk of client.read(request, signal)) {
    decodeRecords(chunk, split);
    received += chunk.count ?? 0;
  }
  if (received !== length) {
    throw new LockstepError('BAD_DATA', `the coordinator sent ${received} of ${length} ${name} records`);
  }
  return split;
}
