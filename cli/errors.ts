import { sep } from 'node:path';
import { styleText } from 'node:util';
import { LockstepError, nameError } from '../base/errors.ts';
import { legibleLines } from '../base/legible.ts';
import { writtenStack } from '../base/script.ts';
import { cacheDir } from './flags.ts';

const told = new WeakSet<LockstepError>();

/** Prints an error once, as one line with its hint. A stack trace follows for INTERNAL, or with LOCKSTEP_DEBUG set. */
export function report(raw: unknown): void {
  const error = nameError(raw);
  if (told.has(error)) return;
  told.add(error);
  process.stderr.write(
    `${styleText('red', 'lockstep:')} ${legibleLines(withCache(error).describe())} (${error.code})\n`,
  );
  if (process.env.LOCKSTEP_DEBUG || error.code === 'INTERNAL') {
    for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
      process.stderr.write(`${legibleLines(writtenStack(cause.stack ?? cause.message))}\n`);
    }
  }
}

/** The user's cache may lie elsewhere: an error of a file in it says so. */
export function withCache(error: LockstepError): LockstepError {
  const { path } = (error.cause ?? {}) as NodeJS.ErrnoException;
  const cache = cacheDir();
  const isInside = path !== undefined && `${path}${sep}`.startsWith(`${cache}${sep}`);
  if (error.code !== 'STORAGE' || !isInside) return error;
  return new LockstepError('STORAGE', `the cache folder ${cache} cannot be used: ${error.message}`, {
    hint: 'Name a folder that you may write, on a disk with free space, in LOCKSTEP_CACHE',
    cause: error.cause,
  });
}

/** The exit code: 130, a shell's code for Ctrl-C, where a user ended the work or the run was over already; else 1. */
export function exitCode(raw: unknown): number {
  return ['ABORTED', 'RUN_OVER'].includes(nameError(raw).code) ? 130 : 1;
}
