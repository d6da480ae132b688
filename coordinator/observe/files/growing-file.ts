import { createWriteStream, type WriteStream } from 'node:fs';
import { LockstepError } from '../../../base/errors.ts';

/** Unwritten bytes above which a file is behind: the disk is slower than the run. */
const MOST_UNWRITTEN = 16 * 1024 * 1024;
/** Bytes after which nothing more is taken: no viewer opens larger files, and a disk has an end. */
const MOST_BYTES = 1024 ** 3;

/** A file that is written as the run goes on. Where the disk refuses, training goes on, and `close` tells. */
export class GrowingFile {
  readonly #path: string;
  readonly #stream: WriteStream;
  readonly #mostBytes: number;
  #bytes = 0;
  #error: Error | undefined;

  constructor(path: string, mostBytes = MOST_BYTES) {
    this.#path = path;
    this.#mostBytes = mostBytes;
    this.#stream = createWriteStream(path);
    this.#stream.on('error', (error) => {
      this.#error ??= error;
    });
  }

  /** Where there is none, what comes now had better be left out, or memory or the disk would fill. */
  get hasRoom(): boolean {
    if (this.#error !== undefined || this.#bytes > this.#mostBytes) return false;
    return this.#stream.writableLength <= MOST_UNWRITTEN;
  }

  write(data: string | Uint8Array): void {
    if (this.#error) return;
    this.#bytes += Buffer.byteLength(data);
    this.#stream.write(data);
  }

  /** @throws LockstepError STORAGE */
  async close(): Promise<void> {
    // Calls back in either case.
    await new Promise<void>((resolve) => this.#stream.end(() => resolve()));
    if (!this.#error) return;
    throw new LockstepError('STORAGE', `cannot write ${this.#path}: ${this.#error.message}`, {
      hint: 'Check the free space and the rights of the run directory',
      cause: this.#error,
    });
  }
}
