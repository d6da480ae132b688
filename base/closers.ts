import { within } from './abort.ts';

type Close = () => void | Promise<void>;

/** Longest that closing one thing may take, in ms: a disk that hangs never answers. */
const CLOSE_MS = 60_000;

/**
 * A stack of what was opened. `close` closes all of it in the opposite order, each once, even where one of them fails or
 * hangs.
 */
export class Closers {
  readonly #closes: { readonly close: Close; readonly ms: number }[] = [];
  readonly #closeMs: number;

  constructor(closeMs: number = CLOSE_MS) {
    this.#closeMs = closeMs;
  }

  /** Takes over how to close something that is open now. @param ms longest that it may take */
  push(close: Close, ms: number = this.#closeMs): void {
    this.#closes.push({ close, ms });
  }

  /** Closes everything. @throws the first error, after everything else was closed */
  async close(): Promise<void> {
    const errors: unknown[] = [];
    for (let last = this.#closes.pop(); last; last = this.#closes.pop()) {
      try {
        await within(last.ms, 'closing what was opened', Promise.resolve(last.close()));
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }

  /** Closes everything and throws `error`; errors of closing are dropped in its favour. */
  async unwind(error: unknown): Promise<never> {
    await this.close().catch(() => undefined);
    throw error;
  }
}
