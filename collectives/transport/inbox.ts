import { setMaxListeners } from 'node:events';
import { LockstepError } from '../../base/errors.ts';
import { fromSparse } from './sparse.ts';
import { TAG_LIMITS, type Tag } from './transport.ts';

/** Most bytes of messages that nobody has asked for yet; beyond that the sender has to wait. */
const HELD_BYTES = 64 * 1024 * 1024;

/** Where a message goes: copied into `bytes`, or added to `sums`. */
export type Target = { readonly bytes: Uint8Array } | { readonly sums: Float32Array };

interface Receiver {
  readonly target: Target;
  readonly signal: AbortSignal;
  resolve(): void;
  reject(error: unknown): void;
}

interface Arriving {
  readonly key: number;
  readonly length: number;
  readonly sparse: boolean;
  filled: number;
  /** Bytes that came before a receiver did; of a sparse message all, since its zeros are put back when it is whole. */
  held: Uint8Array | undefined;
  /** Whether a receiver waits for it, or did. */
  adopted: boolean;
  sink: Sink | undefined;
}

/** A whole message that nobody has asked for yet. */
interface Arrived {
  readonly bytes: Uint8Array;
  readonly sparse: boolean;
}

/**
 * The messages of one peer, for `receive` to fetch. Bytes come in pieces of any size, and go straight into their target
 * where a receiver waits already.
 */
export class Inbox {
  readonly #peer: number;
  readonly #onHeld: (full: boolean) => void;
  readonly #receivers = new Map<number, Receiver>();
  readonly #arrived = new Map<number, Arrived>();
  readonly #watched = new WeakSet<AbortSignal>();
  #arriving: Arriving | undefined;
  #heldBytes = 0;
  #failure: LockstepError | undefined;

  /** `onHeld(true)` asks the source to pause, `onHeld(false)` to go on. */
  constructor(peer: number, onHeld: (full: boolean) => void) {
    this.#peer = peer;
    this.#onHeld = onHeld;
  }

  /** @throws LockstepError PEER_LOST, or the signal's reason */
  receive(tag: Tag, target: Target, signal: AbortSignal): Promise<void> {
    const key = tagKey(tag);
    if (signal.aborted) return Promise.reject(signal.reason);
    const whole = this.#arrived.get(key);
    if (whole) {
      this.#arrived.delete(key);
      this.#hold(-whole.bytes.byteLength);
      return this.#deliver(whole, target);
    }
    if (this.#failure) return Promise.reject(this.#at(tag, this.#failure));
    this.#watch(signal);
    return new Promise((resolve, reject) => {
      const receiver = { target, signal, resolve, reject };
      this.#receivers.set(key, receiver);
      if (this.#arriving?.key === key) this.#adopt(this.#arriving, receiver);
    });
  }

  /** A message of `length` bytes begins. @throws LockstepError PEER_LOST when its tag was used already */
  begin(tag: Tag, length: number, sparse: boolean): void {
    const key = tagKey(tag);
    if (this.#arrived.has(key)) throw this.#lost(`sent step ${tag.step}, sequence ${tag.sequence} twice`);
    this.#arriving = { key, length, sparse, filled: 0, held: undefined, adopted: false, sink: undefined };
    const receiver = this.#receivers.get(key);
    if (receiver) this.#adopt(this.#arriving, receiver);
    else {
      this.#arriving.held = new Uint8Array(length);
      this.#hold(length);
    }
    if (length === 0) this.#end();
  }

  /** The next bytes of the message that has begun. */
  write(piece: Uint8Array): void {
    const arriving = this.#arriving!;
    if (arriving.sink) arriving.sink.write(piece);
    else arriving.held!.set(piece, arriving.filled);
    arriving.filled += piece.byteLength;
    if (arriving.filled === arriving.length) this.#end();
  }

  /** Rejects all receivers, those that wait and those to come. */
  fail(error: LockstepError): void {
    if (this.#failure) return;
    this.#failure = error;
    for (const { reject } of this.#receivers.values()) reject(error);
    this.#receivers.clear();
  }

  #end(): void {
    const { key, held: bytes, sparse, adopted } = this.#arriving!;
    this.#arriving = undefined;
    const receiver = this.#receivers.get(key);
    this.#receivers.delete(key);
    if (receiver && sparse)
      this.#deliver({ bytes: bytes!, sparse }, receiver.target).then(receiver.resolve, receiver.reject);
    else if (receiver) receiver.resolve();
    else if (bytes && !adopted) this.#arrived.set(key, { bytes, sparse });
  }

  /** Gives the receiver what has come of its message so far; the rest goes to it directly. */
  #adopt(arriving: Arriving, receiver: Receiver): void {
    const expected = byteLength(receiver.target);
    const { length, sparse } = arriving;
    if (!fits(length, sparse, expected)) {
      this.fail(this.#ofWrongLength(length, expected));
      return;
    }
    arriving.adopted = true;
    if (arriving.held) this.#hold(-length);
    if (sparse) {
      arriving.held ??= new Uint8Array(length);
      return;
    }
    arriving.sink = sinkOf(receiver.target);
    if (arriving.held) arriving.sink.write(arriving.held.subarray(0, arriving.filled));
    arriving.held = undefined;
  }

  async #deliver({ bytes, sparse }: Arrived, target: Target): Promise<void> {
    const expected = byteLength(target);
    if (!fits(bytes.byteLength, sparse, expected)) throw this.#ofWrongLength(bytes.byteLength, expected);
    const whole = sparse ? fromSparse(bytes, expected) : bytes;
    if (!whole) throw this.#lost('sent a malformed sparse message');
    sinkOf(target).write(whole);
  }

  #ofWrongLength(length: number, expected: number): LockstepError {
    return this.#lost(`sent ${length} bytes where ${expected} are expected`);
  }

  #hold(bytes: number): void {
    const before = this.#heldBytes > HELD_BYTES;
    this.#heldBytes += bytes;
    const after = this.#heldBytes > HELD_BYTES;
    if (before !== after) this.#onHeld(after);
  }

  /** Adds one listener to a signal for all its calls: a generation has one signal and many calls. */
  #watch(signal: AbortSignal): void {
    if (this.#watched.has(signal)) return;
    this.#watched.add(signal);
    // There is one listener for each peer, so many of them are no leak.
    setMaxListeners(0, signal);
    signal.addEventListener(
      'abort',
      () => {
        for (const [key, receiver] of this.#receivers) {
          if (receiver.signal !== signal) continue;
          this.#receivers.delete(key);
          receiver.reject(signal.reason);
        }
      },
      { once: true },
    );
  }

  #lost(what: string): LockstepError {
    return new LockstepError('PEER_LOST', `rank ${this.#peer} ${what}`, { peer: this.#peer });
  }

  #at({ step }: Tag, error: LockstepError): LockstepError {
    return new LockstepError(error.code, error.message, { ...error.context, step, cause: error });
  }
}

/** A tag as one number. @throws LockstepError INTERNAL for a tag beyond the limits, which no peer can cause */
function tagKey({ step, bucket, sequence }: Tag): number {
  if (bucket >= TAG_LIMITS.bucket || sequence >= TAG_LIMITS.sequence) {
    throw new LockstepError('INTERNAL', `tag ${step}/${bucket}/${sequence} is out of range`);
  }
  return (step * TAG_LIMITS.bucket + bucket) * TAG_LIMITS.sequence + sequence;
}

/** Whether a message of `length` bytes, as it was sent, can be one of `expected` bytes. */
function fits(length: number, sparse: boolean, expected: number): boolean {
  return sparse ? length < expected : length === expected;
}

function byteLength(target: Target): number {
  return 'bytes' in target ? target.bytes.byteLength : target.sums.byteLength;
}

interface Sink {
  write(piece: Uint8Array): void;
}

function sinkOf(target: Target): Sink {
  return 'bytes' in target ? new CopySink(target.bytes) : new SumSink(target.sums);
}

class CopySink implements Sink {
  readonly #into: Uint8Array;
  #at = 0;

  constructor(into: Uint8Array) {
    this.#into = into;
  }

  write(piece: Uint8Array): void {
    this.#into.set(piece, this.#at);
    this.#at += piece.byteLength;
  }
}

/** Chunks that are not aligned are copied in blocks of this many numbers, which stay in the cache. */
const BLOCK = 8 * 1024;
const aligned = new Float32Array(BLOCK);
const alignedBytes = new Uint8Array(aligned.buffer);

/** Adds float32 numbers that come as bytes cut anywhere. */
class SumSink implements Sink {
  readonly #sums: Float32Array;
  #at = 0;
  /** Bytes of a number whose rest has not come yet. */
  readonly #rest = new Uint8Array(4);
  #restBytes = 0;

  constructor(sums: Float32Array) {
    this.#sums = sums;
  }

  write(piece: Uint8Array): void {
    let from = 0;
    if (this.#restBytes === 0 && piece.byteOffset % 4 === 0) {
      const count = piece.byteLength >>> 2;
      add(this.#sums, this.#at, new Float32Array(piece.buffer, piece.byteOffset, count), count);
      this.#at += count;
      from = count * 4;
    }
    while (from < piece.byteLength) {
      alignedBytes.set(this.#rest.subarray(0, this.#restBytes));
      const take = Math.min(piece.byteLength - from, alignedBytes.byteLength - this.#restBytes);
      alignedBytes.set(piece.subarray(from, from + take), this.#restBytes);
      from += take;
      const bytes = this.#restBytes + take;
      const count = bytes >>> 2;
      add(this.#sums, this.#at, aligned, count);
      this.#at += count;
      this.#restBytes = bytes & 3;
      this.#rest.set(alignedBytes.subarray(count * 4, bytes));
    }
  }
}

function add(sums: Float32Array, at: number, numbers: Float32Array, count: number): void {
  for (let i = 0; i < count; i++) sums[at + i]! += numbers[i]!;
}
