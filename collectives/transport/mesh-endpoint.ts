import { setMaxListeners } from 'node:events';
import type { Duplex } from 'node:stream';
import { LockstepError } from '../../base/errors.ts';
import { certificateTrouble } from '../../net/certificates.ts';
import {
  ANSWER_BYTES,
  answerProof,
  decodeHello,
  encodeAnswer,
  encodeHello,
  HELLO_BYTES,
  type Hello,
  PROOF_BYTES,
  proofHolds,
  runHash,
} from './handshake.ts';
import { Link, type Pulse } from './link.ts';
import { MeshTransport } from './mesh.ts';
import type { NativeExchange } from './native.ts';
import type { Endpoint, Member, MeshPlan, Transport } from './transport.ts';

/** Carries the links: accepts connections of peers and makes connections to them, as streams of bytes. */
export interface Carrier {
  /** `host:port` that peers reach. */
  readonly address: string;
  /** Connects to the endpoint at `address`; the stream breaks when nobody answers there. */
  dial(address: string): Duplex;
  /** Ends the listening. */
  close(): Promise<void>;
}

/** Takes every stream that comes; `known` is to be called once the other side has proved to be a peer. */
export type OnStream = (stream: Duplex, known: () => void) => void;

const HANDSHAKE_MS = 10_000;
const RETRY_MS = 100;

export interface MeshOptions {
  /** Adds a checksum to every message, to detect what the network damages; TLS does so anyway. */
  readonly checksums?: boolean | undefined;
  readonly pulse?: Pulse | undefined;
  /** Serves the links, if they are plain TCP connections. */
  readonly native?: NativeExchange | undefined;
}

const PULSE: Pulse = { everyMs: 500, silenceMs: 5_000 };

/** A peer that has dialled: one that this rank waits for, or one of a generation that it has not heard of yet. */
interface Caller {
  readonly hello: Hello;
  readonly stream: Duplex;
  readonly known: () => void;
  /** Closes the stream when the generation that it is for does not come. */
  timer: NodeJS.Timeout | undefined;
}

/** Makes the links of a generation over any carrier: the higher rank dials, and both prove that they hold the key. */
export class MeshEndpoint implements Endpoint {
  readonly #carrier: Carrier;
  readonly #options: MeshOptions;
  /** All streams that have come and are open, so that none outlives the endpoint. */
  readonly #streams = new Set<Duplex>();
  readonly #callers = new Set<Caller>();
  #onCaller: (caller: Caller) => boolean = () => false;
  #generation = 0;

  /** @param open starts listening, given what to do with every stream that comes */
  static async open(
    open: (onStream: OnStream) => Promise<Carrier>,
    options: MeshOptions = {},
  ): Promise<MeshEndpoint> {
    let greet: OnStream = (stream) => stream.destroy();
    const endpoint = new MeshEndpoint(await open((stream, known) => greet(stream, known)), options);
    greet = (stream, known) => void endpoint.#greet(stream, known);
    return endpoint;
  }

  private constructor(carrier: Carrier, options: MeshOptions) {
    this.#carrier = carrier;
    this.#options = options;
  }

  get address(): string {
    return this.#carrier.address;
  }

  async connect(plan: MeshPlan, signal: AbortSignal): Promise<Transport> {
    signal.throwIfAborted();
    this.#generation = plan.generation;
    const streams = new Map<number, Duplex>();
    // The higher rank dials, the lower listens.
    const below = plan.members.filter(({ rank }) => rank < plan.rank);
    const above = plan.members.filter(({ rank }) => rank > plan.rank);
    const failed = new AbortController();
    const both = AbortSignal.any([signal, failed.signal]);
    // There is one listener for each peer, so many of them are no leak.
    setMaxListeners(0, both);
    try {
      // A handshake may end just after the generation was given up, when nobody else closes its stream.
      const add = (peer: number, stream: Duplex) => {
        if (both.aborted) stream.destroy();
        else streams.set(peer, stream);
      };
      await Promise.all([
        this.#welcome(plan, above, add, both),
        ...below.map(async (member) => add(member.rank, await dial(this.#carrier, plan, member, both))),
      ]);
      return await this.#transport(plan, streams);
    } catch (error) {
      failed.abort(error);
      for (const stream of streams.values()) stream.destroy();
      throw error;
    } finally {
      this.#onCaller = () => false;
    }
  }

  async #transport(plan: MeshPlan, streams: ReadonlyMap<number, Duplex>): Promise<Transport> {
    const { native, checksums = false, pulse = PULSE } = this.#options;
    const adopted = streams.size > 0 ? await native?.adopt(plan, streams, checksums, pulse) : undefined;
    if (adopted) return adopted;
    const links = [...streams].map(([peer, stream]) => [peer, new Link(peer, stream, checksums)] as const);
    return new MeshTransport(plan, new Map(links), pulse);
  }

  async close(): Promise<void> {
    for (const stream of this.#streams) stream.destroy();
    await this.#carrier.close();
  }

  /** Reads the hello of a new stream. */
  async #greet(stream: Duplex, known: () => void): Promise<void> {
    this.#streams.add(stream);
    stream.once('close', () => this.#streams.delete(stream));
    stream.on('error', () => stream.destroy());
    try {
      const hello = decodeHello(await readExactly(stream, HELLO_BYTES, HANDSHAKE_MS));
      if (!hello || hello.generation < this.#generation) {
        stream.destroy();
        return;
      }
      const caller: Caller = { hello, stream, known, timer: undefined };
      if (this.#onCaller(caller)) return;
      this.#callers.add(caller);
      stream.once('close', () => {
        clearTimeout(caller.timer);
        this.#callers.delete(caller);
      });
      caller.timer = setTimeout(() => stream.destroy(), HANDSHAKE_MS);
    } catch {
      // It said no hello in time, or closed the stream.
      stream.destroy();
    }
  }

  /** Waits until every member of `expected` has dialled and proved that it holds the key. */
  async #welcome(
    plan: MeshPlan,
    expected: readonly Member[],
    add: (peer: number, stream: Duplex) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const missing = new Set(expected.map(({ rank }) => rank));
    if (missing.size === 0) return;
    const run = runHash(plan.runId);
    await new Promise<void>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(waitingFor([...missing], signal.reason)), { once: true });
      this.#onCaller = (caller) => {
        const { hello, stream } = caller;
        if (hello.generation !== plan.generation || !hello.runHash.equals(run)) return false;
        if (!missing.has(hello.rank)) {
          stream.destroy();
          return true;
        }
        verify(plan.key, caller, signal).then(
          (holds) => {
            if (!holds || !missing.delete(hello.rank)) {
              stream.destroy();
              return;
            }
            clearTimeout(caller.timer);
            caller.known();
            add(hello.rank, stream);
            if (missing.size === 0) resolve();
          },
          () => stream.destroy(),
        );
        return true;
      };
      for (const caller of this.#callers) {
        if (this.#onCaller(caller)) this.#callers.delete(caller);
      }
    });
  }
}

/** The listener's half of the handshake, after the hello. It is given up together with its generation. */
async function verify(key: Uint8Array, { hello, stream }: Caller, signal: AbortSignal): Promise<boolean> {
  const destroy = () => stream.destroy();
  signal.addEventListener('abort', destroy, { once: true });
  try {
    const answer = encodeAnswer(key, hello.bytes);
    stream.write(answer);
    const proof = await readExactly(stream, PROOF_BYTES, HANDSHAKE_MS);
    return proofHolds(key, hello.bytes, answer, proof);
  } finally {
    signal.removeEventListener('abort', destroy);
  }
}

/** Links to one member; tries again while nobody answers there, until the signal aborts. */
async function dial(carrier: Carrier, plan: MeshPlan, member: Member, signal: AbortSignal): Promise<Duplex> {
  for (;;) {
    signal.throwIfAborted();
    try {
      return await dialOnce(carrier, plan, member, signal);
    } catch (error) {
      if (error instanceof LockstepError && error.code === 'UNAUTHENTICATED') throw error;
      if (signal.aborted) throw waitingFor([member.rank], signal.reason);
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

async function dialOnce(
  carrier: Carrier,
  plan: MeshPlan,
  member: Member,
  signal: AbortSignal,
): Promise<Duplex> {
  const stream = carrier.dial(member.address);
  const destroy = () => stream.destroy();
  signal.addEventListener('abort', destroy, { once: true });
  stream.on('error', destroy);
  try {
    const hello = encodeHello(plan.runId, plan.generation, plan.rank);
    stream.write(hello);
    const answer = await readExactly(stream, ANSWER_BYTES, HANDSHAKE_MS);
    const proof = answerProof(plan.key, hello, answer);
    if (!proof) {
      throw new LockstepError(
        'UNAUTHENTICATED',
        `${member.address} answers without the key of the generation`,
        {
          peer: member.rank,
          hint: 'Check that no other program listens at this address',
        },
      );
    }
    stream.write(proof);
    return stream;
  } catch (error) {
    stream.destroy();
    throw certificateTrouble(stream.errored, `rank ${member.rank} at ${member.address}`) ?? error;
  } finally {
    signal.removeEventListener('abort', destroy);
  }
}

function waitingFor(ranks: readonly number[], reason: unknown): LockstepError {
  const code = reason instanceof LockstepError ? reason.code : 'ABORTED';
  return new LockstepError(code, `no link to rank ${ranks.join(', ')} yet`, {
    peer: ranks[0],
    cause: reason,
  });
}

/** The next `length` bytes; what follows them stays in the stream, which is left paused. */
function readExactly(stream: Duplex, length: number, deadlineMs: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      clearTimeout(timer);
      stream.off('readable', onReadable);
      stream.off('close', onClose);
      act();
    };
    const onReadable = () => {
      const bytes: Buffer | null = stream.read(length);
      if (bytes) settle(() => resolve(bytes));
    };
    const onClose = () => settle(() => reject(new Error('the other side closed')));
    const timer = setTimeout(() => settle(() => reject(new Error('no answer in time'))), deadlineMs);
    stream.on('readable', onReadable);
    stream.on('close', onClose);
    if (stream.destroyed) onClose();
    else onReadable();
  });
}
