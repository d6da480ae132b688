import { closeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { bytesOf } from '../../base/arrays.ts';
import { LockstepError } from '../../base/errors.ts';
import type { Endpoint, MeshPlan, SharedGroup, Transport } from './transport.ts';

/** What the addon offers; native/shared/shared.cc has the contract. */
interface Native {
  create(world: number, capacity: number, key: Uint8Array): { group: object; fd: number };
  open(path: string, world: number, rank: number, capacity: number, key: Uint8Array): object;
  reduce(group: object, numbers: Float32Array, done: (error?: string) => void): void;
  abort(group: object): void;
}

/** Size of each of a rank's two buffers. Pages that are never touched take no memory. */
const CAPACITY_BYTES = 512 * 1024 * 1024;
/** Beyond this many ranks on one host, each would add too many buffers. */
const MOST_RANKS = 8;
const BUCKET = 7;

const require = createRequire(import.meta.url);

/**
 * An endpoint whose transports sum through shared memory where all ranks of the generation run on one host. Elsewhere
 * they are those of `endpoint`.
 * @param addon compiled `shared.cc`
 */
export function withSharedMemory(endpoint: Endpoint, addon: string): Endpoint {
  const native = require(addon) as Native;
  return {
    get address() {
      return endpoint.address;
    },
    async connect(plan, signal) {
      const transport = await endpoint.connect(plan, signal);
      const { worldSize } = transport;
      if (worldSize === 1 || worldSize > MOST_RANKS) return transport;
      try {
        const group = await meet(native, transport, plan, signal);
        return group ? new SharedTransport(native, group, transport, signal) : transport;
      } catch (error) {
        await transport.close();
        throw error;
      }
    },
    close: () => endpoint.close(),
  };
}

/** Sets up the shared memory, on all ranks or on none: undefined on every rank if one of them cannot open it. */
async function meet(
  native: Native,
  transport: Transport,
  { key, members }: MeshPlan,
  signal: AbortSignal,
): Promise<object | undefined> {
  const { rank, worldSize } = transport;
  const tag = (sequence: number) => ({ step: 0, bucket: BUCKET, sequence });
  if (rank === 0) {
    const own = attempt(() => native.create(worldSize, CAPACITY_BYTES, key));
    try {
      const where = Float64Array.of(own ? process.pid : 0, own?.fd ?? 0);
      const others = members.filter((member) => member.rank !== 0).map((member) => member.rank);
      const answers = await Promise.all(
        others.map(async (peer) => {
          await transport.send(peer, tag(0), bytesOf(where), signal);
          const answer = new Uint8Array(1);
          await transport.receive(peer, tag(1), answer, signal);
          return answer[0] === 1;
        }),
      );
      const all = answers.every(Boolean);
      await Promise.all(
        others.map((peer) => transport.send(peer, tag(2), Uint8Array.of(all ? 1 : 0), signal)),
      );
      return all ? own?.group : undefined;
    } finally {
      if (own) closeSync(own.fd);
    }
  }
  const where = new Float64Array(2);
  await transport.receive(0, tag(0), bytesOf(where), signal);
  const path = `/proc/${where[0]}/fd/${where[1]}`;
  const group = where[0] ? attempt(() => native.open(path, worldSize, rank, CAPACITY_BYTES, key)) : undefined;
  await transport.send(0, tag(1), Uint8Array.of(group ? 1 : 0), signal);
  const verdict = new Uint8Array(1);
  await transport.receive(0, tag(2), verdict, signal);
  return verdict[0] === 1 ? group : undefined;
}

/** A transport whose all-reduces go through shared memory; its links detect a lost rank. */
class SharedTransport implements Transport, SharedGroup {
  readonly shared: SharedGroup = this;
  readonly #native: Native;
  readonly #group: object;
  readonly #links: Transport;
  /** Why no reduce can succeed any more. */
  #failure: unknown;
  #last: Promise<void> = Promise.resolve();

  constructor(native: Native, group: object, links: Transport, signal: AbortSignal) {
    this.#native = native;
    this.#group = group;
    this.#links = links;
    this.execute = links.execute?.bind(links);
    // Nobody sends this message, so the wait ends when the link breaks or the generation is given up.
    const never = { step: 0, bucket: BUCKET, sequence: 3 };
    for (let peer = 0; peer < links.worldSize; peer++) {
      if (peer === links.rank) continue;
      links.receive(peer, never, new Uint8Array(1), signal).catch((error) => {
        this.#failure ??= error;
        this.#native.abort(this.#group);
      });
    }
  }

  get generation(): number {
    return this.#links.generation;
  }

  get rank(): number {
    return this.#links.rank;
  }

  get worldSize(): number {
    return this.#links.worldSize;
  }

  get sent() {
    return this.#links.sent;
  }

  send: Transport['send'] = (...args) => this.#links.send(...args);
  receive: Transport['receive'] = (...args) => this.#links.receive(...args);
  receiveAdd: Transport['receiveAdd'] = (...args) => this.#links.receiveAdd(...args);
  /** Used for buffers that do not fit into the shared memory. */
  readonly execute: Transport['execute'];

  fits(buffer: Float32Array): boolean {
    return buffer.byteLength <= CAPACITY_BYTES;
  }

  /** Sums one buffer after another, in the order of the calls, which is the same on every rank. */
  allReduce(buffer: Float32Array, step: number): Promise<void> {
    const before = this.#last;
    const own = before.then(() => this.#reduce(buffer, step));
    this.#last = own.catch(() => undefined);
    return own;
  }

  async #reduce(buffer: Float32Array, step: number): Promise<void> {
    if (this.#failure) throw this.#at(step);
    await new Promise<void>((resolve, reject) => {
      this.#native.reduce(this.#group, buffer, (error) => {
        if (error === undefined) resolve();
        else reject(this.#failure ? this.#at(step) : new LockstepError('DIVERGED', error, { step }));
      });
    });
  }

  async close(): Promise<void> {
    this.#failure ??= new LockstepError('ABORTED', 'the transport is closed');
    this.#native.abort(this.#group);
    await this.#links.close();
  }

  #at(step: number): unknown {
    const error = this.#failure;
    if (!(error instanceof LockstepError)) return error;
    return new LockstepError(error.code, error.message, { ...error.context, step, cause: error });
  }
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    // The ranks are on several hosts, users or containers: the links carry the sums instead.
    return undefined;
  }
}
