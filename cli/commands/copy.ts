import { LockstepError } from '../../base/errors.ts';
import { copyFromMirror, copyToMirror } from '../../coordinator/copy.ts';
import { OBJECT_ADDRESS } from '../flags.ts';

/** `lockstep copy`: a run between this machine and object storage. */
export async function copyRun(from: string, to: string, signal: AbortSignal): Promise<void> {
  if (OBJECT_ADDRESS.test(from) === OBJECT_ADDRESS.test(to)) {
    throw new LockstepError('BAD_INPUT', 'one of the two must be in object storage, the other a folder', {
      hint: 'lockstep copy s3://bucket/path runs/mine, or lockstep copy runs/mine s3://bucket/path',
    });
  }
  if (OBJECT_ADDRESS.test(from)) await copyFromMirror(from, to, signal);
  else await copyToMirror(from, to);
  console.log(`${to} holds the run of ${from}`);
}
