type Close = () => void | Promise<void>;

/**
 * What was opened on the way to something whole, so that half of it never stays behind: it is closed in the opposite
 * order, each once, and all of it whatever one of them says.
 */
export class Closers {
  readonly #closes: Close[] = [];

  /** Takes over something that is open by now. */
  push(close: Close): void {
    this.#closes.push(close);
  }

  /** @throws the first error of those that could not be closed, once all others are */
  async close(): Promise<void> {
    const errors: unknown[] = [];
    for (let close = this.#closes.pop(); close; close = this.#closes.pop()) {
      try {
        await close();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }

  /** Closes what is open after `error`, which is what its user has to hear of. */
  async unwind(error: unknown): Promise<never> {
    await this.close().catch(() => undefined);
    throw error;
  }
}
