import type { Socket } from 'node:net';
import { LockstepError } from '../../proto/errors.ts';
import { encodeHeader, FrameReader } from './framing.ts';
import { Inbox } from './inbox.ts';
import type { Slot } from './transport.ts';

/** An authenticated connection to one peer, over which messages go both ways. */
export class Link {
  readonly inbox: Inbox;
  readonly #peer: number;
  readonly #socket: Socket;
  readonly #checksums: boolean;
  #lost: LockstepError | undefined;

  constructor(peer: number, socket: Socket, checksums: boolean) {
    this.#peer = peer;
    this.#socket = socket;
    this.#checksums = checksums;
    this.inbox = new Inbox(peer, (full) => (full ? socket.pause() : socket.resume()));
    const reader = new FrameReader(peer, this.inbox);
    socket.on('data', (piece: Buffer) => {
      try {
        reader.push(piece);
      } catch (error) {
        this.#fail(error as LockstepError);
      }
    });
    socket.on('error', (error) => this.#fail(this.#gone(error.message, error)));
    socket.on('close', () => this.#fail(this.#gone('it closed its connection')));
    socket.resume();
  }

  /** Resolves when the bytes have left for the operating system. */
  send(slot: Slot, data: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#lost) return reject(this.#at(slot.step));
      this.#socket.cork();
      this.#socket.write(encodeHeader(slot, data, this.#checksums));
      this.#socket.write(data, (error) => (error ? reject(this.#at(slot.step, error)) : resolve()));
      this.#socket.uncork();
    });
  }

  close(): void {
    this.#fail(new LockstepError('ABORTED', 'the transport is closed'));
  }

  #fail(error: LockstepError): void {
    if (this.#lost) return;
    this.#lost = error;
    this.inbox.fail(error);
    this.#socket.destroy();
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
