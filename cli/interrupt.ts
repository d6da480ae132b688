import { once } from 'node:events';
import { asLockstepError, LockstepError } from '../base/errors.ts';
import { exitCode, report } from './errors.ts';

/** Longest that a process may take to exit after its work is done, and after a signal has stopped it, in ms. */
const LONGEST_END_MS = 10_000;
const LONGEST_STOP_MS = 1_000;
/** The same after an uncaught exception: more than what the launcher gives its workers to end. */
const LONGEST_BROKEN_END_MS = 30_000;

let asked: 'SIGINT' | 'SIGTERM' | undefined;

/** The signal that asked this process to end, if one has: a user sends SIGINT by Ctrl-C, whatever runs services SIGTERM. */
export function askedBy(): 'SIGINT' | 'SIGTERM' | undefined {
  return asked;
}

/**
 * Ends the process soon, though not at once, after its work is done: a handle left open by mistake or a native call
 * that hangs would keep it alive for ever.
 */
export function endSoon(longestMs = LONGEST_END_MS): void {
  const end = () => {
    if (asked === undefined) return process.kill(process.pid, 'SIGKILL');
    // The process ends by the signal itself, so its parent sees that the signal was obeyed.
    process.removeAllListeners(asked);
    process.kill(process.pid, asked);
  };
  setTimeout(end, asked === undefined ? longestMs : LONGEST_STOP_MS).unref();
}

/**
 * A signal that aborts on Ctrl-C and SIGTERM; the second one of them ends the process at once. An uncaught exception
 * aborts it too, after it has been reported as any other error is.
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
    // The code that threw may leave something open that never ends.
    endSoon(LONGEST_BROKEN_END_MS);
  });
  return controller.signal;
}

/** Where another program has started this one so, it ends when that one does: its standard input closes then. */
export function endWithParent(): void {
  if (process.env.LOCKSTEP_LIFELINE !== 'stdin') return;
  process.stdin.once('close', () => process.kill(process.pid, 'SIGTERM')).resume();
  // It is listened to as long as there is work, and keeps nobody alive.
  process.stdin.unref();
}

/** Resolves when the signal aborts. */
export async function aborted(signal: AbortSignal): Promise<void> {
  // A timer, since a promise alone does not keep the process alive.
  const alive = setInterval(() => {}, 60_000);
  if (!signal.aborted) await once(signal, 'abort');
  clearInterval(alive);
}
