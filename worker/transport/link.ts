import type { Duplex } from 'node:stream';
import { LockstepError } from '../../proto/errors.ts';
import { encodeHeader, FrameReader } from './framing.ts';
import { Inbox } from './inbox.ts';
import type { Slot } from './transport.ts';

/** An authenticated connection to one peer, over which messages go both ways. */
export class Link {
  readonly inbox: Inbox;
  readonly #peer: number;
  readonly #stream: Duplex;
  readonly #checksums: boolean;
  #lost: LockstepError | undefined;

  constructor(peer: number, stream: Duplex, checksums: boolean) {
    this.#peer = peer;
    this.#stream = stream;
    this.#checksums = checksums;
    this.inbox = new Inbox(peer, (full) => (full ? stream.pause() : stream.resume()));
    const reader = new FrameReader(peer, this.inbox);
    stream.on('data', (piece: Buffer) => {
      try {
        reader.push(piece);
      } catch (error) {
        this.#fail(error as LockstepError);
      }
    });
    stream.on('error', (error) => this.#fail(this.#gone(error.message, error)));
    stream.on('close', () => this.#fail(this.#gone('it closed its connection')));
    stream.resume();
  }

  /** Resolves when the bytes have left for the operating system. */
  send(slot: Slot, data: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#lost) return reject(this.#at(slot.step));
      this.#stream.cork();
      this.#stream.write(encodeHeader(slot, data, this.#checksums));
      this.#stream.write(data, (error) => (error ? reject(this.#at(slot.step, error)) : resolve()));
      this.#stream.uncork();
    });
  }

  close(): void {
    this.#fail(new LockstepError('ABORTED', 'the transport is closed'));
  }

  #fail(error: LockstepError): void {
    if (this.#lost) return;
    this.#lost = error;
    this.inbox.fail(error);
    this.#stream.destroy();
  }

  #gone(reason: string, cause?: unknown): LockstepError {
    return new LockstepError('PEER_LOST', `the link to rank ${this.#peer} is lost: ${reason}`, {
      peer: this.#peer,
      cause,
    });
  }

  #at(step: number, cause?: unknown): LockstepError {
    const { code, message, context } = this.#lost ?? this.#gone('it closed its connection', cause);
    return new LockstepError(code, message, { ...context, step, cause: this.#lost ?? cause });
  }
}
