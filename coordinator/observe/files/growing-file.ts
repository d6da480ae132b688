import { createWriteStream, type WriteStream } from 'node:fs';
import { LockstepError } from '../../../base/errors.ts';

/** Unwritten bytes above which a file is behind: the disk is slower than the run. */
const MOST_UNWRITTEN = 16 * 1024 * 1024;

/** A file that is written as the run goes on. Where the disk refuses, training goes on, and `close` tells. */
export class GrowingFile {
  readonly #path: string;
  readonly #stream: WriteStream;
  #error: Error | undefined;

  constructor(path: string) {
    this.#path = path;
    this.#stream = createWriteStream(path);
    this.#stream.on('error', (error) => {
      this.#error ??= error;
    });
  }

  /** What comes now had better be left out, or memory would fill. */
  get isBehind(): boolean {
    return this.#error !== undefined || this.#stream.writableLength > MOST_UNWRITTEN;
  }

  write(data: string | Uint8Array): void {
    if (!this.#error) this.#stream.write(data);
  }

  /** @throws LockstepError STORAGE */
  async close(): Promise<void> {
    // Calls back in either case.
    await new Promise<void>((resolve) => this.#stream.end(() => resolve()));
    if (!this.#error) return;
    throw new LockstepError('STORAGE', `cannot write ${this.#path}: ${this.#error.message}`, {
      mend: 'Check the free space and the rights of the run directory',
      cause: this.#error,
    });
  }
}
