/** Calls to a thread, which answers them in the same order. Arrays in shared memory are not copied. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { asLockstepError, type ErrorCode, LockstepError } from './errors.ts';
import { writtenStack } from './script.ts';

/** Longest that a thread may take to end, in ms. */
const CLOSE_MS = 5_000;

export type Answer =
  | { readonly type: 'done'; readonly value: unknown }
  | { readonly type: 'failed'; readonly error: WireError };

interface WireError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string | undefined;
  /** Of the error, or of what caused it, where it was thrown. */
  readonly stack: string | undefined;
}

/** A thread's answer to a call that failed; `code` is for errors that are no LockstepError. */
export function failure(raw: unknown, code: ErrorCode): Answer {
  const error = asLockstepError(raw, code);
  const { message, hint, cause } = error;
  const { stack } = cause instanceof Error ? cause : error;
  return { type: 'failed', error: { code: error.code, message, hint, stack: stack && writtenStack(stack) } };
}

export function toError({ error }: Extract<Answer, { type: 'failed' }>): LockstepError {
  const named = new LockstepError(error.code, error.message, { hint: error.hint });
  if (error.stack !== undefined) named.stack = error.stack;
  return named;
}

/** Ends a thread. One that hangs in a native call cannot be ended, so nobody waits for it for ever. */
export async function terminated(thread: Worker): Promise<void> {
  await Promise.race([thread.terminate(), delay(CLOSE_MS, undefined, { ref: false })]);
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: LockstepError): void;
}

export class ThreadCalls<Call> {
  readonly #thread: Worker;
  readonly #name: string;
  readonly #code: ErrorCode;
  /** Calls not yet answered, oldest first. */
  readonly #pending: Pending[] = [];
  #lost: LockstepError | undefined;

  /** `name` and `code` are those of the error when the thread is lost. */
  constructor(thread: Worker, name: string, code: ErrorCode) {
    this.#thread = thread;
    this.#name = name;
    this.#code = code;
    thread.on('error', (error) => this.#lose(`broke down: ${error.message}`, error));
    thread.on('exit', (code) => this.#lose(`ended with code ${code}`));
  }

  /** The thread's answer. @throws LockstepError that the thread answers with, or the one for its loss */
  post(call: Call): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#lost) return reject(this.#lost);
      // First, since it may throw: a call that was never posted must not take the answer of the next one.
      this.#thread.postMessage(call);
      this.#pending.push({ resolve, reject });
    });
  }

  /** As `post`, for what the thread does not answer. @throws LockstepError for the loss of the thread */
  tell(call: Call): void {
    if (this.#lost) throw this.#lost;
    this.#thread.postMessage(call);
  }

  /** Settles the oldest call that waits. */
  answered(answer: Answer): void {
    const pending = this.#pending.shift();
    if (answer.type === 'done') pending?.resolve(answer.value);
    else pending?.reject(toError(answer));
  }

  /** Ends the thread; calls from now on throw ABORTED. */
  async close(): Promise<void> {
    this.#lost ??= new LockstepError('ABORTED', `the ${this.#name} is closed`);
    await terminated(this.#thread);
  }

  #lose(what: string, cause?: unknown): void {
    this.#lost ??= new LockstepError(this.#code, `the ${this.#name} ${what}`, { cause });
    for (const { reject } of this.#pending.splice(0)) reject(this.#lost);
  }
}
