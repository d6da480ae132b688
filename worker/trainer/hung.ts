import { LockstepError } from '../../base/errors.ts';
import type { Deadline } from './deadline.ts';

/** An engine that still works so long after its step was given up hangs. A busy machine is not that slow. */
const HUNG_MS = 30_000;

/**
 * Waits for `work`, which ends soon after the deadline's signal aborts unless the engine hangs. Then it is given
 * another `HUNG_MS`, or as long as its phase had where that is more.
 * @throws LockstepError ENGINE where it still has not ended: this worker is of no use any more
 */
export async function unlessHung(work: Promise<void>, deadline: Deadline): Promise<void> {
  const { signal } = deadline;
  let watch: NodeJS.Timeout | undefined;
  let stopWatching = () => {};
  const hung = new Promise<never>((_, reject) => {
    const begin = () => {
      const { phase, ms } = deadline;
      const allowedMs = Math.max(HUNG_MS, ms);
      watch = setTimeout(() => {
        const hint = 'Read the log of its device driver; the worker ends, so that it can be started again';
        const what = `the engine has hung for ${Math.round(allowedMs)} ms in ${phase}`;
        reject(new LockstepError('ENGINE', what, { hint }));
      }, allowedMs);
    };
    signal.addEventListener('abort', begin, { once: true });
    stopWatching = () => signal.removeEventListener('abort', begin);
  });
  try {
    await Promise.race([work, hung]);
  } finally {
    stopWatching();
    clearTimeout(watch);
    work.catch(() => undefined);
  }
}
