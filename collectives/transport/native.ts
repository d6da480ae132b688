import { setMaxListeners } from 'node:events';
import { createRequire } from 'node:module';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { asLockstepError, LockstepError } from '../../base/errors.ts';
import type { Certificates } from '../../net/certificates.ts';
import type { Pulse } from './link.ts';
import { encodeProgram } from './program.ts';
import { costOf, type Schedule, type WireFormat } from './schedule.ts';
import { type NativeTls, SecureStream } from './secure-stream.ts';
import type { MeshPlan, Tag, Transport } from './transport.ts';

type OnOutcome = (job: number, outcome: number, peer: number, text: string) => void;

/** What the addon offers; native/exchange/exchange.cc has the contract. */
interface Native extends NativeTls {
  credentials(authorities: Uint8Array, certificates: Uint8Array, key: Uint8Array): object;
  open(
    fds: readonly number[],
    first: readonly (Uint8Array | undefined)[],
    sessions: readonly (object | undefined)[],
    checksums: boolean,
    pingMs: number,
    silenceMs: number,
    report: OnOutcome,
  ): object;
  run(
    wire: object,
    job: number,
    buffer: Uint8Array | Float32Array,
    format: number,
    step: number,
    bucket: number,
    program: Float64Array,
  ): void;
  spared(wire: object): number;
  abort(wire: object, job: number): void;
  close(wire: object): void;
}

/** Numbers of formats and outcomes in native/exchange (job.h, wire.h). */
const FORMATS = { bytes: 0, float32: 1, bf16: 2 } as const;
const [DONE, LOST, ABORTED] = [0, 1, 2];

interface Job {
  /** Kept alive while the thread works on it. */
  readonly buffer: Uint8Array | Float32Array;
  readonly step: number;
  readonly signal: AbortSignal;
  resolve(): void;
  reject(error: unknown): void;
}

const require = createRequire(import.meta.url);

/** Makes transports whose links a native thread serves. On the wire they are equal to a `MeshTransport`. */
export class NativeExchange {
  readonly #native: Native;

  private constructor(native: Native) {
    this.#native = native;
  }

  /** @param addon compiled `exchange.cc`. @throws LockstepError ENGINE when it cannot be loaded */
  static load(addon: string): NativeExchange {
    try {
      return new NativeExchange(require(addon) as Native);
    } catch (cause) {
      const { message } = asLockstepError(cause, 'ENGINE');
      throw new LockstepError('ENGINE', `the native exchange cannot be loaded: ${message}`, { cause });
    }
  }

  /**
   * What does TLS over sockets so that the exchange can take the connections over.
   * @throws LockstepError ENGINE where this Node does not offer OpenSSL to addons
   */
  secure({ context: { ca, cert, key } }: Certificates): Secure {
    try {
      const credentials = this.#native.credentials(Buffer.from(ca), Buffer.from(cert), Buffer.from(key));
      return (socket, end) => new SecureStream(this.#native, credentials, socket, end);
    } catch (cause) {
      const { message } = asLockstepError(cause, 'ENGINE');
      throw new LockstepError('ENGINE', `the native exchange has no TLS: ${message}`, { cause });
    }
  }

  /** Takes the links over from Node; undefined where one of them is not its to take (Node's own TLS, gRPC). */
  async adopt(
    plan: MeshPlan,
    streams: ReadonlyMap<number, Duplex>,
    checksums: boolean,
    pulse: Pulse,
  ): Promise<Transport | undefined> {
    const links = [...streams].filter((entry): entry is [number, NativeStream] => isNative(entry[1]));
    if (links.length < streams.size) return undefined;
    // Node first sends what it still holds.
    await Promise.all(links.map(([, stream]) => new Promise((resolve) => stream.write('', resolve))));
    return new NativeTransport(this.#native, plan, new Map(links), checksums, pulse);
  }
}

/** Makes a TLS connection of a socket, at either end of it. */
export type Secure = (socket: Socket, end: 'listener' | 'dialer') => Duplex;

/** A plain TCP connection, or one with TLS that the addon does. */
type NativeStream = Socket | SecureStream;

function isNative(stream: Duplex): stream is NativeStream {
  return stream instanceof SecureStream || (stream instanceof Socket && !('encrypted' in stream));
}

/** The file descriptor of a connection; -1 once it is closed. */
function descriptor(stream: NativeStream): number {
  const { _handle: handle } = (stream instanceof SecureStream ? stream.socket : stream) as {
    _handle?: { fd?: number } | null;
  };
  return handle?.fd ?? -1;
}

class NativeTransport implements Transport {
  readonly generation: number;
  readonly rank: number;
  readonly worldSize: number;
  /** What was sent, if nothing was left out. */
  readonly #planned = { bytes: 0, messages: 0 };
  readonly #native: Native;
  readonly #wire: object;
  readonly #jobs = new Map<number, Job>();
  readonly #watched = new WeakSet<AbortSignal>();
  readonly #ended: Promise<void>;
  #closed = false;
  #lastJob = 0;

  constructor(
    native: Native,
    plan: MeshPlan,
    streams: ReadonlyMap<number, NativeStream>,
    checksums: boolean,
    { everyMs, silenceMs }: Pulse,
  ) {
    this.generation = plan.generation;
    this.rank = plan.rank;
    this.worldSize = plan.members.length;
    this.#native = native;
    const ranks = Array.from({ length: this.worldSize }, (_, rank) => streams.get(rank));
    // No event runs between these reads and `destroy` below, so no byte is lost.
    const first = ranks.map((stream) => (stream?.read() as Buffer | null | undefined) ?? undefined);
    const fds = ranks.map((stream) => (stream ? descriptor(stream) : -1));
    const lost = [...streams].find(([rank]) => fds[rank]! < 0);
    if (lost) {
      const [peer, { errored: cause }] = lost;
      const text = cause
        ? `the link to rank ${peer} is lost: ${cause.message}`
        : `rank ${peer} closed its connection`;
      throw new LockstepError('PEER_LOST', text, { peer, cause });
    }
    const sessions = ranks.map((stream) => (stream instanceof SecureStream ? stream.release() : undefined));
    let onEnd: () => void;
    this.#ended = new Promise((resolve) => {
      onEnd = resolve;
    });
    this.#wire = native.open(fds, first, sessions, checksums, everyMs, silenceMs, (job, ...outcome) => {
      if (job === 0) onEnd();
      else this.#settle(job, ...outcome);
    });
    for (const stream of streams.values()) stream.destroy();
  }

  get sent(): Transport['sent'] {
    const { bytes, messages } = this.#planned;
    return { bytes: bytes - this.#native.spared(this.#wire), messages };
  }

  send(peer: number, tag: Tag, data: Uint8Array, signal: AbortSignal): Promise<void> {
    this.#planned.bytes += data.byteLength;
    this.#planned.messages++;
    const part = { peer, sequence: tag.sequence, start: 0, end: data.byteLength };
    return this.#run(data, FORMATS.bytes, tag, [[{ send: part }]], signal);
  }

  receive(peer: number, tag: Tag, into: Uint8Array, signal: AbortSignal): Promise<void> {
    const part = { peer, sequence: tag.sequence, start: 0, end: into.byteLength, add: false };
    return this.#run(into, FORMATS.bytes, tag, [[{ receive: part }]], signal);
  }

  receiveAdd(peer: number, tag: Tag, into: Float32Array, signal: AbortSignal): Promise<void> {
    const part = { peer, sequence: tag.sequence, start: 0, end: into.length, add: true };
    return this.#run(into, FORMATS.float32, tag, [[{ receive: part }]], signal);
  }

  execute(
    schedule: Schedule,
    buffer: Float32Array,
    format: WireFormat,
    tag: Omit<Tag, 'sequence'>,
    signal: AbortSignal,
  ): Promise<void> {
    const { bytes, messages } = costOf(schedule, format);
    this.#planned.bytes += bytes;
    this.#planned.messages += messages;
    return this.#run(buffer, FORMATS[format], tag, schedule, signal);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#native.close(this.#wire);
    await this.#ended;
  }

  #run(
    buffer: Uint8Array | Float32Array,
    format: number,
    { step, bucket }: Omit<Tag, 'sequence'>,
    schedule: Schedule,
    signal: AbortSignal,
  ): Promise<void> {
    if (signal.aborted) return Promise.reject(signal.reason);
    if (this.#closed) return Promise.reject(closed(step));
    this.#watch(signal);
    return new Promise((resolve, reject) => {
      this.#lastJob++;
      const id = this.#lastJob;
      this.#native.run(this.#wire, id, buffer, format, step, bucket, encodeProgram(schedule));
      this.#jobs.set(id, { buffer, step, signal, resolve, reject });
    });
  }

  #settle(id: number, outcome: number, peer: number, text: string): void {
    const job = this.#jobs.get(id);
    this.#jobs.delete(id);
    if (!job) return;
    const { step, signal, resolve, reject } = job;
    if (outcome === DONE) resolve();
    else if (outcome === LOST) reject(new LockstepError('PEER_LOST', text, { peer, step }));
    else reject(outcome === ABORTED ? signal.reason : closed(step));
  }

  /** One listener a signal: a generation has one signal and many jobs. They end when the thread has let go of them. */
  #watch(signal: AbortSignal): void {
    if (this.#watched.has(signal)) return;
    this.#watched.add(signal);
    setMaxListeners(0, signal);
    const abort = () => {
      if (this.#closed) return;
      for (const [id, job] of this.#jobs) if (job.signal === signal) this.#native.abort(this.#wire, id);
    };
    signal.addEventListener('abort', abort, { once: true });
  }
}

function closed(step: number): LockstepError {
  return new LockstepError('ABORTED', 'the transport is closed', { step });
}
