import type { TF } from '../../api/job.ts';
import { LockstepError } from '../../base/errors.ts';
import { isOfScript } from '../../base/script.ts';
import { NO_WHOLE_NUMBERS } from '../tfjs/graph.ts';
import { meantFunction } from '../tfjs/misspelt.ts';
import { hasOrigin, locatedMessage } from '../tfjs/whereabouts.ts';

/** TensorFlow's status where memory is exhausted. */
const EXHAUSTED = /TF_Status: 8\b/;

/** Work of the job. @throws LockstepError BAD_INPUT that names the layer and the op where the work throws */
export function located<T>(tf: TF, what: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof LockstepError) throw cause;
    throw mistake(tf, what, cause);
  }
}

/** As `located`, for work that the job's code is only a part of: what the engine itself throws stays as it is. */
export function locatedWithin<T>(tf: TF, what: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (!isOfJob(cause)) throw cause;
    throw mistake(tf, what, cause);
  }
}

function isOfJob(cause: unknown): boolean {
  if (cause instanceof LockstepError || !(cause instanceof Error) || EXHAUSTED.test(cause.message))
    return false;
  return hasOrigin(cause) || isOfScript(cause);
}

function mistake(tf: TF, what: string, cause: unknown): LockstepError {
  const message = `${what} fails: ${locatedMessage(cause)}`;
  return new LockstepError('BAD_INPUT', message, {
    hint: meantFunction(tf, cause) ?? hintOf(message),
    cause,
  });
}

function hintOf(message: string): string {
  return /int32/.test(message) ? NO_WHOLE_NUMBERS : 'This came from the model or the loss of the job';
}
