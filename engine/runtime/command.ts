import { spawn } from 'node:child_process';
import { LockstepError } from '../../base/errors.ts';

export interface CommandOptions {
  readonly cwd?: string;
  readonly signal?: AbortSignal;
  readonly deadlineMs: number;
  /** What to do when it fails. */
  readonly hint: string;
}

/**
 * Runs a program to its end and returns what it printed.
 * @throws LockstepError ENGINE with the last lines of what it said when it is missing, fails or takes too long
 */
export async function runCommand(
  program: string,
  args: readonly string[],
  { cwd, signal, deadlineMs, hint }: CommandOptions,
): Promise<string> {
  const deadline = AbortSignal.timeout(deadlineMs);
  const either = signal ? AbortSignal.any([signal, deadline]) : deadline;
  return await new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, signal: either, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let said = '';
    child.stdout.on('data', (data) => {
      out += data;
    });
    child.stderr.on('data', (data) => {
      said = `${said}${data}`.slice(-2_000);
    });
    child.once('error', (cause) => {
      if (signal?.aborted) return reject(signal.reason);
      const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
      const what = deadline.aborted
        ? `took longer than ${deadlineMs / 1000} s`
        : missing
          ? 'is missing'
          : cause.message;
      reject(new LockstepError('ENGINE', `${program} ${what}`, { hint, cause }));
    });
    child.once('close', (code) => {
      if (code === 0) return resolve(out);
      const lines = (said.trim() || out.trim()).split('\n').slice(-3).join(' / ');
      reject(
        new LockstepError('ENGINE', `${program} ${args.slice(0, 3).join(' ')} failed: ${lines}`, { hint }),
      );
    });
  });
}
