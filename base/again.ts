import { setTimeout as delay } from 'node:timers/promises';
import { asLockstepError, type ErrorCode } from './errors.ts';

export interface Patience {
  /** Errors after which another attempt may succeed. */
  readonly after: readonly ErrorCode[];
  /** Most attempts in all. */
  readonly attempts: number;
  /** Pause before the second attempt, in ms; each later one is twice as long. */
  readonly pauseMs: number;
}

/** What `attempt` resolves to, tried again with growing pauses. @throws its last error, or the signal's reason */
export async function again<T>(
  attempt: () => Promise<T>,
  { after, attempts, pauseMs }: Patience,
  signal: AbortSignal,
): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await attempt();
    } catch (raw) {
      signal.throwIfAborted();
      if (tried >= attempts || !after.includes(asLockstepError(raw, 'INTERNAL').code)) throw raw;
    }
    await delay(pauseMs * 2 ** (tried - 1), undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}
