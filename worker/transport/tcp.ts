import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { LockstepError } from '../../proto/errors.ts';
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
import { Link } from './link.ts';
import { MeshTransport } from './mesh.ts';
import type { Endpoint, Member, MeshPlan, Transport } from './transport.ts';

export interface TcpOptions {
  /** Address under which peers reach this worker. */
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Checksum every message: finds what the network damages, where TLS does not already. */
  readonly checksums?: boolean;
}

const HANDSHAKE_MS = 10_000;
/** Connections that have not shown yet who they are. */
const MAX_STRANGERS = 256;
const RETRY_MS = 100;

/** A peer that dialled before this rank heard of the generation, or one that it waits for. */
interface Caller {
  readonly hello: Hello;
  readonly socket: Socket;
}

/** Listens for peers. @throws LockstepError ADDRESS_IN_USE */
export async function listenTcp(options: TcpOptions): Promise<Endpoint> {
  const server = createServer({ noDelay: true, pauseOnConnect: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      reject(
        new LockstepError('ADDRESS_IN_USE', `cannot listen on port ${options.port} (${error.message})`, {
          mend: 'Name another port with --peer-port, or 0 for any',
          cause: error,
        }),
      );
    });
    // On all interfaces: the name that peers know may belong to any of them. Links need the key.
    server.listen(options.port, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return new TcpEndpoint(server, `${options.host}:${port}`, options.checksums ?? false);
}

class TcpEndpoint implements Endpoint {
  readonly address: string;
  readonly #server: Server;
  readonly #checksums: boolean;
  readonly #strangers = new Set<Socket>();
  readonly #callers = new Set<Caller>();
  #onCaller: (caller: Caller) => boolean = () => false;
  #generation = 0;

  constructor(server: Server, address: string, checksums: boolean) {
    this.#server = server;
    this.address = address;
    this.#checksums = checksums;
    server.on('connection', (socket) => this.#greet(socket));
  }

  async connect(plan: MeshPlan, signal: AbortSignal): Promise<Transport> {
    signal.throwIfAborted();
    this.#generation = plan.generation;
    const links = new Map<number, Link>();
    // The higher rank dials, the lower listens.
    const below = plan.members.filter(({ rank }) => rank < plan.rank);
    const above = plan.members.filter(({ rank }) => rank > plan.rank);
    const failed = new AbortController();
    const both = AbortSignal.any([signal, failed.signal]);
    try {
      const add = (peer: number, socket: Socket) => links.set(peer, new Link(peer, socket, this.#checksums));
      await Promise.all([
        this.#welcome(plan, above, add, both),
        ...below.map(async (member) => add(member.rank, await dial(plan, member, both))),
      ]);
      return new MeshTransport(plan, links);
    } catch (error) {
      failed.abort(error);
      for (const link of links.values()) link.close();
      throw error;
    } finally {
      this.#onCaller = () => false;
    }
  }

  async close(): Promise<void> {
    for (const socket of this.#strangers) socket.destroy();
    for (const { socket } of this.#callers) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  /** Reads a stranger's hello. */
  async #greet(socket: Socket): Promise<void> {
    if (this.#strangers.size >= MAX_STRANGERS) {
      socket.destroy();
      return;
    }
    this.#strangers.add(socket);
    socket.on('error', () => socket.destroy());
    try {
      const hello = decodeHello(await readExactly(socket, HELLO_BYTES, HANDSHAKE_MS));
      if (!hello || hello.generation < this.#generation) {
        socket.destroy();
        return;
      }
      const caller = { hello, socket };
      if (this.#onCaller(caller)) return;
      this.#callers.add(caller);
      socket.once('close', () => this.#callers.delete(caller));
      socket.setTimeout(HANDSHAKE_MS, () => socket.destroy());
    } catch {
      // Whoever did not say hello in time or went away is nobody to us.
      socket.destroy();
    } finally {
      this.#strangers.delete(socket);
    }
  }

  /** Waits until every member of `expected` has called and shown that it holds the key. */
  async #welcome(
    plan: MeshPlan,
    expected: readonly Member[],
    add: (peer: number, socket: Socket) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const missing = new Set(expected.map(({ rank }) => rank));
    if (missing.size === 0) return;
    const run = runHash(plan.runId);
    await new Promise<void>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(waitingFor([...missing], signal.reason)), { once: true });
      this.#onCaller = (caller) => {
        const { hello, socket } = caller;
        if (hello.generation !== plan.generation || !hello.runHash.equals(run)) return false;
        if (!missing.has(hello.rank)) {
          socket.destroy();
          return true;
        }
        verify(plan.key, caller).then(
          (holds) => {
            if (!holds || !missing.delete(hello.rank)) {
              socket.destroy();
              return;
            }
            socket.setTimeout(0);
            add(hello.rank, socket);
            if (missing.size === 0) resolve();
          },
          () => socket.destroy(),
        );
        return true;
      };
      for (const caller of this.#callers) {
        if (this.#onCaller(caller)) this.#callers.delete(caller);
      }
    });
  }
}

/** The listener's half of the handshake, after the hello. */
async function verify(key: Uint8Array, { hello, socket }: Caller): Promise<boolean> {
  const answer = encodeAnswer(key, hello.bytes);
  socket.write(answer);
  const proof = await readExactly(socket, PROOF_BYTES, HANDSHAKE_MS);
  return proofHolds(key, hello.bytes, answer, proof);
}

/** Links to one member, trying again until the signal aborts while nobody answers there yet. */
async function dial(plan: MeshPlan, member: Member, signal: AbortSignal): Promise<Socket> {
  for (;;) {
    signal.throwIfAborted();
    try {
      return await dialOnce(plan, member, signal);
    } catch (error) {
      if (error instanceof LockstepError && error.code === 'UNAUTHENTICATED') throw error;
      if (signal.aborted) throw waitingFor([member.rank], signal.reason);
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

async function dialOnce(plan: MeshPlan, member: Member, signal: AbortSignal): Promise<Socket> {
  const at = member.address.lastIndexOf(':');
  const host = member.address.slice(0, at);
  const socket = connect({ host, port: Number(member.address.slice(at + 1)), noDelay: true });
  const destroy = () => socket.destroy();
  signal.addEventListener('abort', destroy, { once: true });
  socket.on('error', destroy);
  try {
    const hello = encodeHello(plan.runId, plan.generation, plan.rank);
    socket.write(hello);
    const answer = await readExactly(socket, ANSWER_BYTES, HANDSHAKE_MS);
    const proof = answerProof(plan.key, hello, answer);
    if (!proof) {
      throw new LockstepError('UNAUTHENTICATED', `who answers at ${member.address} does not hold the key`, {
        peer: member.rank,
        mend: 'Check that no other program listens under this address',
      });
    }
    socket.write(proof);
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
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

/** The next `length` bytes; what follows them stays in the socket, which is left paused. */
function readExactly(socket: Socket, length: number, deadlineMs: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      clearTimeout(timer);
      socket.off('readable', onReadable);
      socket.off('close', onClose);
      act();
    };
    const onReadable = () => {
      const bytes: Buffer | null = socket.read(length);
      if (bytes) settle(() => resolve(bytes));
    };
    const onClose = () => settle(() => reject(new Error('the other side closed')));
    const timer = setTimeout(() => settle(() => reject(new Error('no answer in time'))), deadlineMs);
    socket.on('readable', onReadable);
    socket.on('close', onClose);
    if (socket.destroyed) onClose();
    else onReadable();
  });
}
