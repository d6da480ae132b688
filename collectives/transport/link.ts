import type { Duplex } from 'node:stream';
import { LockstepError } from '../../base/errors.ts';
import { encodeHeader, FrameReader, PING_FRAME } from './framing.ts';
import { Inbox } from './inbox.ts';
import type { Tag } from './transport.ts';

/** How a link detects a peer that is gone without having closed it (a dead host, a cut cable). Times in ms. */
export interface Pulse {
  /** A link sends something at least this often. */
  readonly everyMs: number;
  /** Silence after which the peer is lost. */
  readonly silenceMs: number;
}

/** An authenticated connection to one peer, over which messages go both ways. */
export class Link {
  readonly inbox: Inbox;
  readonly #peer: number;
  readonly #stream: Duplex;
  readonly #checksums: boolean;
  #lost: LockstepError | undefined;
  #paused = false;
  /** Whether anything was sent since the last beat. */
  #spoke = false;
  /** Beats since the last byte came; undefined before the first, since the peer may still link up with others. */
  #silentBeats: number | undefined;

  constructor(peer: number, stream: Duplex, checksums: boolean) {
    this.#peer = peer;
    this.#stream = stream;
    this.#checksums = checksums;
    this.inbox = new Inbox(peer, (full) => {
      this.#paused = full;
      if (full) stream.pause();
      else stream.resume();
    });
    const reader = new FrameReader(peer, this.inbox);
    stream.on('data', (piece: Buffer) => {
      this.#silentBeats = 0;
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

  /**
   * Resolves when the operating system has the bytes.
   * @param sparse the zeros of `data` are left out (sparse.ts)
   * @throws LockstepError PEER_LOST | ABORTED
   */
  send(tag: Tag, data: Uint8Array, sparse: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#lost) return reject(this.#at(tag.step));
      this.#spoke = true;
      this.#stream.cork();
      this.#stream.write(encodeHeader(tag, data, this.#checksums, sparse));
      this.#stream.write(data, (error) => (error ? reject(this.#at(tag.step, error)) : resolve()));
      this.#stream.uncork();
    });
  }

  /**
   * To be called every `everyMs`. Silence is counted in beats and not by the clock: a process that was itself held up
   * would otherwise take its peers for lost.
   */
  beat({ everyMs, silenceMs }: Pulse): void {
    if (this.#lost) return;
    if (!this.#spoke && this.#stream.writableLength === 0) this.#stream.write(PING_FRAME);
    this.#spoke = false;
    if (this.#silentBeats === undefined || this.#paused) return;
    this.#silentBeats++;
    if (this.#silentBeats * everyMs > silenceMs) {
      this.#fail(this.#gone(`nothing came from it for ${silenceMs} ms`));
    }
  }

  /** Ends the link; pending calls reject with ABORTED. */
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
