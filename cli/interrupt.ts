import { once } from 'node:events';
import { asLockstepError, LockstepError } from '../base/errors.ts';
import { exitCode, report } from './errors.ts';

/** Longest that a process may take to end when its work is done, and when it was asked to stop. */
const LONGEST_END_MS = 10_000;
const LONGEST_STOP_MS = 1_000;

let asked: 'SIGINT' | 'SIGTERM' | undefined;

/** What is still open by mistake, or hangs in a native call, would keep a process that is through for ever. */
export function endSoon(): void {
  const end = () => {
    if (asked === undefined) return process.kill(process.pid, 'SIGKILL');
    // Whoever has sent the signal sees that it was applied.
    process.removeAllListeners(asked);
    process.kill(process.pid, asked);
  };
  setTimeout(end, asked === undefined ? LONGEST_END_MS : LONGEST_STOP_MS).unref();
}

/**
 * A signal that Ctrl-C and SIGTERM abort; the second Ctrl-C ends the process at once. So does an exception that nobody
 * has caught: it ends the work as any other error does, and is told under its own name.
 */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(130);
      asked = name;
      controller.abort(new LockstepError('ABORTED', `stopped by ${name}`));
    });
  }
  process.on('uncaughtException', (raw) => {
    const error = asLockstepError(raw, 'INTERNAL');
    report(error);
    process.exitCode = exitCode(error);
    controller.abort(error);
    // What was thrown out of may never come to its end.
    endSoon();
  });
  return controller.signal;
}

/** Resolves when the signal aborts. */
export async function aborted(signal: AbortSignal): Promise<void> {
  // A timer, since a promise alone does not keep the process alive.
  const alive = setInterval(() => {}, 60_000);
  if (!signal.aborted) await once(signal, 'abort');
  clearInterval(alive);
}
