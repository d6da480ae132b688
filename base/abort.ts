import { LockstepError } from './errors.ts';

/** What `promise` resolves to. @throws its error, or the signal's reason as soon as it aborts */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  // The race below reports the error; this only prevents an unhandled rejection of the loser.
  promise.catch(() => undefined);
  signal.throwIfAborted();
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/**
 * What `promise` resolves to.
 * @throws LockstepError TIMEOUT, naming `what`, after `ms`; else as `unlessAborted`
 */
export async function within<T>(
  ms: number,
  what: string,
  promise: Promise<T>,
  signal: AbortSignal = new AbortController().signal,
): Promise<T> {
  const late = new AbortController();
  const error = new LockstepError('TIMEOUT', `${what} takes longer than ${ms} ms`);
  const timer = setTimeout(() => late.abort(error), ms);
  try {
    return await unlessAborted(promise, AbortSignal.any([signal, late.signal]));
  } finally {
    clearTimeout(timer);
  }
}

/** Resolves when `signal` aborts, or at once where it has. */
export async function whenAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
