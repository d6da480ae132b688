import { hostname } from 'node:os';
import { LockstepError } from '../base/errors.ts';
import { VERSION } from '../base/version.ts';
import type { lockstep } from '../proto/gen/lockstep.js';
import { PROTOCOL_VERSION } from '../proto/services.ts';
import type { CoordinatorLink } from './session/client.ts';

export type RunConfig = lockstep.v1.RunConfig;

export interface Introduction {
  readonly workerId: string;
  /** sha256 of the job this worker insists on; left out, it takes the coordinator's. */
  readonly jobSha256?: string;
  /** How long to look for the coordinator, in ms. */
  readonly joinDeadlineMs: number;
}

/** Longest that one attempt to find a coordinator again may take, in ms. */
const REATTACH_CALL_MS = 2_000;

/**
 * Registers a worker with the coordinator. `again` registers it with the coordinator that leads the run by then, and
 * refuses one of an older term.
 * @throws LockstepError UNREACHABLE | UNAUTHENTICATED | PROTOCOL_MISMATCH | JOB_MISMATCH | RUN_OVER
 */
export async function introduce(
  client: CoordinatorLink,
  options: Introduction,
): Promise<{ run: RunConfig; again: () => Promise<void> }> {
  const first = await register(client, options, options.joinDeadlineMs);
  let newestTerm = first.term;
  const again = async () => {
    const { run, term } = await register(client, options, REATTACH_CALL_MS);
    if (term < newestTerm)
      throw new LockstepError(
        'UNREACHABLE',
        `the coordinator that answers is outdated: term ${term}, the run is at ${newestTerm}`,
      );
    newestTerm = term;
    if (run.runId === first.run.runId) return;
    throw new LockstepError(
      'JOB_MISMATCH',
      `the coordinator leads another run now: ${run.runId} instead of ${first.run.runId}`,
    );
  };
  return { run: first.run, again };
}

async function register(
  client: CoordinatorLink,
  options: Introduction,
  deadlineMs: number,
): Promise<{ run: RunConfig; term: number }> {
  const { protocolVersion, run, term } = await client.register(
    {
      protocolVersion: PROTOCOL_VERSION,
      workerId: options.workerId,
      softwareVersion: VERSION,
      jobSha256: options.jobSha256 ?? '',
      host: hostname(),
    },
    deadlineMs,
  );
  if (protocolVersion !== PROTOCOL_VERSION || !run) {
    throw new LockstepError(
      'PROTOCOL_MISMATCH',
      `the coordinator speaks protocol ${protocolVersion}, this worker ${PROTOCOL_VERSION}`,
      { hint: 'Run the same version of lockstep on both' },
    );
  }
  return { run: run as RunConfig, term };
}
