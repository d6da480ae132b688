import { LockstepError } from '../../base/errors.ts';
import { legible } from '../../base/legible.ts';
import { VERSION } from '../../base/version.ts';
import type { lockstep } from '../../proto/gen/lockstep.js';
import { PROTOCOL_VERSION } from '../../proto/services.ts';

/** Allowed names: they appear in logs, on terminals and on the page. */
const NAME = /^[\w.:@-]{1,253}$/;

/**
 * Refuses a worker that cannot take part in the run. Pure.
 * @throws LockstepError PROTOCOL_MISMATCH | JOB_MISMATCH | BAD_INPUT that names what differs
 */
export function admit(request: lockstep.v1.RegisterRequest, config: lockstep.v1.RunConfig.$Properties): void {
  if (request.protocolVersion !== PROTOCOL_VERSION) {
    throw new LockstepError(
      'PROTOCOL_MISMATCH',
      `worker ${legible(request.workerId)} speaks protocol ${request.protocolVersion}, the coordinator ${PROTOCOL_VERSION}`,
      {
        hint: `Run the same version of lockstep on both: the worker has ${legible(request.softwareVersion)}, the coordinator ${VERSION}`,
      },
    );
  }
  if (request.jobSha256 && request.jobSha256 !== config.jobSha256) {
    throw new LockstepError(
      'JOB_MISMATCH',
      `worker ${legible(request.workerId)} takes part only in job ${legible(request.jobSha256.slice(0, 12))}, ` +
        `the coordinator runs ${config.jobName} ${config.jobSha256?.slice(0, 12)}`,
      {
        hint: 'Give the worker the same job file, the same --set and the same version of lockstep, or no --job',
      },
    );
  }
  if (!NAME.test(request.workerId) || !NAME.test(request.host || '-')) {
    throw new LockstepError(
      'BAD_INPUT',
      `the worker id or host name ${legible(request.workerId)} on ${legible(request.host)} has characters that are not allowed`,
      {
        hint: 'Give --worker-id 1 to 253 letters, digits, dots, dashes, colons, underscores',
      },
    );
  }
}
