import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { asLockstepError, LockstepError } from '../../base/errors.ts';

/** Attempts in a row that may bring nothing. */
const MOST_ATTEMPTS = 6;
const FIRST_PAUSE_MS = 200;
/** Longest silence of a server, in ms. */
const STALL_MS = 20_000;

/** What may pass by itself: a reset, silence, a server that is busy. */
export class Passing extends Error {}

/** Bytes from a place on, from a server. @throws Passing where another attempt may succeed */
export type Get = (start: number, end: number, signal: AbortSignal) => Promise<AsyncIterable<Uint8Array>>;

/** How long to wait between two attempts: tests wait less. */
export interface Patience {
  readonly firstPauseMs: number;
  readonly stallMs: number;
}

const PATIENCE: Patience = { firstPauseMs: FIRST_PAUSE_MS, stallMs: STALL_MS };

/**
 * Bytes `start` to before `end` from a server, as a stream that goes on where a connection broke, after pauses that grow.
 * It fails with what `get` throws, or with LockstepError UNREACHABLE after six attempts in a row that brought nothing.
 */
export function resumable(
  name: string,
  get: Get,
  start: number,
  end: number,
  signal?: AbortSignal,
  patience = PATIENCE,
): Readable {
  const pieces = async function* () {
    let at = start;
    let attempts = 0;
    while (at < end) {
      const before = at;
      try {
        for await (const piece of watched(get, at, end, signal, patience.stallMs)) {
          at += piece.byteLength;
          yield Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
        }
        if (at < end) throw new Passing(`it ended after ${at} of ${end} bytes`);
      } catch (error) {
        signal?.throwIfAborted();
        if (!(error instanceof Passing)) throw asLockstepError(error, 'UNREACHABLE');
        attempts = at > before ? 1 : attempts + 1;
        if (attempts >= MOST_ATTEMPTS) {
          throw new LockstepError('UNREACHABLE', `${name} cannot be read: ${error.message}`, {
            hint: 'Check the network, then try again: what was packed is kept',
            cause: error,
          });
        }
        await delay(patience.firstPauseMs * 2 ** (attempts - 1), undefined, { ...(signal && { signal }) });
      }
    }
  };
  return Readable.from(pieces(), { objectMode: false });
}

/** The pieces of one attempt; a server that says nothing for long is given up. */
async function* watched(
  get: Get,
  start: number,
  end: number,
  signal: AbortSignal | undefined,
  stallMs: number,
): AsyncGenerator<Uint8Array> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(new Passing(`silent for ${stallMs / 1000} s`)), stallMs);
  const either = signal ? AbortSignal.any([signal, silence.signal]) : silence.signal;
  try {
    for await (const piece of await get(start, end, either)) {
      timer.refresh();
      yield piece;
    }
  } catch (error) {
    if (silence.signal.aborted) throw silence.signal.reason;
    throw isReset(error) ? new Passing(reasonOf(error), { cause: error }) : error;
  } finally {
    clearTimeout(timer);
  }
}

const RESETS =
  /ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT|UND_ERR|socket hang up|terminated|aborted|fetch failed/;

function isReset(error: unknown): boolean {
  if (error instanceof LockstepError || error instanceof Passing) return false;
  const { code = '', message = '', cause } = error as NodeJS.ErrnoException;
  return RESETS.test(`${code} ${message}`) || (cause !== undefined && isReset(cause));
}

/** The reason of a failed call, which `fetch` hides in the cause. */
export function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  return cause instanceof Error ? cause.message || String((cause as NodeJS.ErrnoException).code) : message;
}
