import { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { checkServerIdentity } from 'node:tls';
import { ROLES } from '../../net/certificates.ts';

/** TLS without sockets, done by the addon; native/exchange/exchange.cc has the contract. */
export interface NativeTls {
  session(credentials: object, listens: boolean): object;
  put(session: object, bytes: Uint8Array): void;
  turn(session: object, say: Uint8Array | undefined, ends: boolean): Turn;
  certificate(session: object): Buffer;
}

type Turn = [open: boolean, ended: boolean, failure: string, out: Buffer, heard: Buffer];
type Done = (error?: Error | null) => void;

/**
 * A TLS connection between workers over a socket, whose session the native exchange can take over in the middle, as it
 * cannot with Node's own. It asks of the peer what Node's does with our settings: TLS 1.3, a certificate that an
 * authority of ours has signed, for its end of a connection, that has not run out, and for the role of a worker.
 * Nothing is said or heard before that is known.
 */
export class SecureStream extends Duplex {
  readonly socket: Socket;
  readonly #native: NativeTls;
  readonly #session: object;
  #trusted = false;
  /** What was said before the peer was known. */
  #early: { readonly chunk: Buffer; readonly done: Done } | undefined;
  /** Why the connection cannot go on. */
  #broken: Error | undefined;
  /** Whether a reader has room for more. */
  #asked = true;

  constructor(native: NativeTls, credentials: object, socket: Socket, end: 'listener' | 'dialer') {
    super({ allowHalfOpen: false });
    this.#native = native;
    this.#session = native.session(credentials, end === 'listener');
    this.socket = socket;
    socket.on('readable', () => this.#pull());
    socket.on('end', () => this.push(null));
    socket.on('error', (error) => this.destroy(error));
    socket.on('close', () => this.destroy());
    // A dialer speaks first.
    this.#turn();
  }

  /** Gives the session away, with all that has come for it. Neither may be used here any more. */
  release(): object {
    const rest: Buffer | null = this.socket.read();
    if (rest) this.#native.put(this.#session, rest);
    return this.#session;
  }

  override _read(): void {
    this.#asked = true;
    if (this.#broken) this.destroy(this.#broken);
    else this.#pull();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    if (this.#trusted) this.#turn(chunk, done);
    else this.#early = { chunk, done };
  }

  override _final(done: Done): void {
    this.#turn(undefined, undefined, true);
    this.socket.end();
    done();
  }

  override _destroy(error: Error | null, done: Done): void {
    this.socket.destroy();
    this.#early?.done(error);
    done(error);
  }

  #pull(): void {
    while (this.#asked && !this.#broken && !this.destroyed) {
      const piece: Buffer | null = this.socket.read();
      if (!piece) return;
      this.#native.put(this.#session, piece);
      this.#turn();
    }
  }

  #turn(say?: Buffer, said?: Done, ends = false): void {
    const [open, ended, failure, out, heard] = this.#native.turn(this.#session, say, ends);
    // After a failure too: the peer is told why.
    if (out.byteLength > 0) this.socket.write(out, said);
    else said?.();
    if (failure) this.#broken = new Error(failure);
    if (open && !this.#trusted) {
      this.#broken ??= this.#doubt();
      this.#trusted = !this.#broken;
    }
    if (heard.byteLength > 0 && this.#trusted) this.#asked = this.push(heard);
    if (this.#broken) {
      // What came before the failure is read first: it may end a handshake, and then the link is lost by its name.
      if (this.readableLength === 0) this.destroy(this.#broken);
      return;
    }
    if (!open) return;
    if (ended) this.push(null);
    const early = this.#early;
    this.#early = undefined;
    if (early) this.#turn(early.chunk, early.done);
  }

  /** What is wrong with the peer's certificate, though an authority has signed it; undefined where nothing is. */
  #doubt(): Error | undefined {
    const certificate = new X509Certificate(this.#native.certificate(this.#session));
    return checkServerIdentity(ROLES.worker, certificate.toLegacyObject());
  }
}
