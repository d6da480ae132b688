import type { Split } from '../../api/data.ts';
import { LockstepError } from '../../base/errors.ts';
import { decodeRecords, emptySplit } from '../../datasets/records.ts';
import type { lockstep } from '../../proto/gen/lockstep.js';
import type { CoordinatorClient } from '../session/client.ts';

export interface Fetching {
  readonly client: CoordinatorClient;
  readonly run: lockstep.v1.RunConfig;
  readonly signal: AbortSignal;
}

/**
 * Records of a split from the coordinator, all of them where `records` is left out.
 * @throws LockstepError BAD_DATA when fewer come than were asked for
 */
export async function fetchRecords(
  { client, run, signal }: Fetching,
  name: 'train' | 'test',
  info: lockstep.v1.SplitInfo.$Properties,
  records?: Uint32Array,
): Promise<Split> {
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
    throw new LockstepError('BAD_DATA', `${received} of ${length} ${name} records came from the coordinator`);
  }
  return split;
}
