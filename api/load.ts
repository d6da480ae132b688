import { createRequire, isBuiltin } from 'node:module';
import { LockstepError } from '../base/errors.ts';
import { compileScript, reasonOf } from '../base/script.ts';
import type { Blobs } from './blobs.ts';
import * as api from './index.ts';
import type { Job } from './job.ts';
import type { KerasModel } from './keras/model.ts';
import { NO_PLACE, PLACE } from './place.ts';
import type { Prepared } from './prepared.ts';
import { SettingsReader, settingsIn, withoutSettings } from './settings.ts';
import { withPrepared } from './with-prepared.ts';

const requireHere = createRequire(import.meta.url);

/**
 * Evaluates a bundled job. `lockstep` is this package's API and `@tensorflow/tfjs` the installed one,
 * loaded only when the job asks for it; beside them a bundle may need nothing but Node's own modules.
 * @param prepared what was learned of the job's own data, where it has such
 * @param blobs what travels beside the script; left out, the job can be read, but not make a model that needs them
 * @throws LockstepError BAD_INPUT when the code throws or its default export is not a job
 */
export function loadJob(source: string, prepared?: Prepared, blobs: Blobs = new Map()): Job {
  const module = { exports: {} as { default?: unknown } };
  const given = new SettingsReader(settingsIn(source));
  const lockstep = {
    ...api,
    kerasModel: (saved: KerasModel) => api.kerasModel(saved, blobs),
    settings: given.read,
  };
  const supply = (name: string): unknown => {
    if (name === 'lockstep') return lockstep;
    if (name === '@tensorflow/tfjs' || isBuiltin(name)) return requireHere(name);
    throw new LockstepError('BAD_INPUT', `the job asks for "${name}", which is not part of its bundle`);
  };
  try {
    compileScript(withoutSettings(source), ['module', 'exports', 'require'])(module, module.exports, supply);
  } catch (cause) {
    const reason = reasonOf(cause);
    if (cause instanceof LockstepError) {
      const { code, hint, context } = cause;
      throw new LockstepError(code, reason, { ...context, hint, cause });
    }
    const hint = PLACE.test(reason) ? NO_PLACE : undefined;
    throw new LockstepError('BAD_INPUT', `the job throws when it is loaded: ${reason}`, { hint, cause });
  }
  if (module.exports.default === undefined) {
    const names = Object.keys(module.exports);
    const given = names.length > 0 ? `exports ${names.join(', ')} and no default` : 'exports nothing';
    throw new LockstepError('BAD_INPUT', `the job file ${given}`, {
      hint: 'Write: export default defineJob({ ... })',
    });
  }
  given.expectAllKnown();
  // A job written in plain JavaScript may skip defineJob's call; the check is the same.
  return withPrepared(api.defineJob(module.exports.default as api.JobDefinition), prepared);
}
