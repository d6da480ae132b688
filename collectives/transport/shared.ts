import { bytesOf } from '../../base/arrays.ts';
import { LockstepError } from '../../base/errors.ts';
import { allGather } from './all-gather.ts';
import { HostMemory, type MemoryMaker } from './host-memory.ts';
import { groupByHost, IDENTITY_BYTES, MOST_AT_ONCE, PART_BYTES, SMALL_BYTES, splitWithout } from './hosts.ts';
import type { Endpoint, Hosts, MeshPlan, SharedGroup, Transport } from './transport.ts';

/** Bytes that ranks of one host sum at once: each of a rank's two buffers takes as much, if it is ever full. */
const SHARED_BYTES = 64 * 1024 * 1024;
const SHARED_LENGTH = SHARED_BYTES / Float32Array.BYTES_PER_ELEMENT;
const BUCKET = 7;
/** Steps of the tags of that bucket. */
const [IDENTITIES, WHEREABOUTS, VERDICTS, NEVER] = [0, 1, 2, 3];
/** What a rank says that shares memory with nobody, and a first rank that has made none. */
const NOBODY = Buffer.alloc(IDENTITY_BYTES);
const NOWHERE = [0, 0] as const;

/** What a rank can offer to others of its host. */
export interface Offer {
  readonly maker: MemoryMaker;
  /** Equal for ranks of one host (`hostIdentity`). */
  readonly host: Uint8Array;
}

/**
 * An endpoint whose transports know which ranks share a host, and sum through its memory. Where every rank has a host
 * of its own they are those of `endpoint`. All ranks find the same, from what they tell each other as a generation begins.
 * @param offer left out where this rank cannot share memory; others can
 * @param onPlan told how a generation sums that does not do so over the wire alone
 */
export function withSharedMemory(
  endpoint: Endpoint,
  offer: Offer | undefined,
  onPlan: (text: string) => void = () => {},
): Endpoint {
  return {
    get address() {
      return endpoint.address;
    },
    async connect(plan, signal) {
      const transport = await endpoint.connect(plan, signal);
      if (transport.worldSize === 1) return transport;
      try {
        const met = await meet(offer, transport, plan, signal);
        if (!met) return transport;
        onPlan(inWords(met.hosts));
        return new HostTransport(met, transport, signal);
      } catch (error) {
        await transport.close();
        throw error;
      }
    },
    close: () => endpoint.close(),
  };
}

/** What a rank knows when it has met the others. */
interface Met {
  readonly hosts: readonly (readonly number[])[];
  readonly memory: HostMemory;
}

/** Finds out who shares a host, and sets up the memory of each. Undefined, on all ranks, where nobody does. */
async function meet(
  offer: Offer | undefined,
  transport: Transport,
  { key }: MeshPlan,
  signal: AbortSignal,
): Promise<Met | undefined> {
  const tell = (step: number, own: Uint8Array) => allGather(transport, own, { step, bucket: BUCKET }, signal);
  const identities = await tell(IDENTITIES, offer?.host ?? NOBODY);
  const offers = identities.map((identity) => !NOBODY.equals(identity));
  const candidates = splitWithout(offers, groupByHost(identities));
  if (allAlone(candidates)) return undefined;
  const neighbours = hostOf(candidates, transport.rank);
  const size = sumsAtOnce(candidates) ? SHARED_BYTES : PART_BYTES;
  const own =
    neighbours.length > 1 && offer
      ? await open(offer.maker, transport, neighbours, size, key, signal)
      : undefined;
  try {
    const verdicts = await tell(VERDICTS, Uint8Array.of(own ? 1 : 0));
    const stand = verdicts.map(([verdict]) => verdict === 1);
    const hosts = splitWithout(stand, candidates);
    if (allAlone(hosts)) return undefined;
    const group = hostOf(hosts, transport.rank).length > 1 ? own?.group : undefined;
    return { hosts, memory: new HostMemory(offer?.maker, group) };
  } finally {
    own?.close();
  }
}

/** Creates the memory of a host as its first rank, else opens it; undefined where it cannot. */
async function open(
  maker: MemoryMaker,
  transport: Transport,
  neighbours: readonly number[],
  size: number,
  key: Uint8Array,
  signal: AbortSignal,
): Promise<{ group: object; close(): void } | undefined> {
  const [first, ...others] = neighbours as [number, ...number[]];
  const tag = { step: WHEREABOUTS, bucket: BUCKET, sequence: 0 };
  const world = neighbours.length;
  const place = neighbours.indexOf(transport.rank);
  if (place === 0) {
    const own = attempt(() => maker.create(world, size, key));
    const at = bytesOf(Float64Array.from(own?.at ?? NOWHERE));
    await Promise.all(others.map((peer) => transport.send(peer, tag, at, signal)));
    return own;
  }
  const at = new Float64Array(2);
  await transport.receive(first, tag, bytesOf(at), signal);
  const whereabouts = [at[0]!, at[1]!] as const;
  if (whereabouts[0] === NOWHERE[0]) return undefined;
  const group = attempt(() => maker.open(whereabouts, world, place, size, key));
  return group && { group, close: () => {} };
}

function inWords(hosts: Hosts['ranks']): string {
  if (sumsAtOnce(hosts)) return 'shared memory';
  const counts = hosts.map(({ length }) => length);
  return `two levels, ${counts.join(' + ')} ranks on ${hosts.length} hosts, ${Math.min(...counts)} streams`;
}

const allAlone = (hosts: Hosts['ranks']) => hosts.every(({ length }) => length === 1);
const hostOf = (hosts: Hosts['ranks'], rank: number) => hosts.find((ranks) => ranks.includes(rank))!;
/** Whether all ranks run on one host, and are few. */
const sumsAtOnce = (hosts: Hosts['ranks']) => hosts.length === 1 && hosts[0]!.length <= MOST_AT_ONCE;

/** A transport whose all-reduces go through the memory of its host; its links detect a lost rank. */
class HostTransport implements Transport {
  readonly generation: number;
  readonly rank: number;
  readonly worldSize: number;
  readonly shared: SharedGroup | undefined;
  readonly hosts: Hosts | undefined;
  readonly send: Transport['send'];
  readonly receive: Transport['receive'];
  readonly receiveAdd: Transport['receiveAdd'];
  readonly execute: Transport['execute'];
  readonly #links: Transport;
  readonly #memory: HostMemory;

  constructor({ hosts, memory }: Met, links: Transport, signal: AbortSignal) {
    this.generation = links.generation;
    this.rank = links.rank;
    this.worldSize = links.worldSize;
    this.#links = links;
    this.#memory = memory;
    this.send = links.send.bind(links);
    this.receive = links.receive.bind(links);
    this.receiveAdd = links.receiveAdd.bind(links);
    this.execute = links.execute?.bind(links);
    if (sumsAtOnce(hosts)) {
      const { native } = memory;
      this.shared = {
        elsewhere: native && {
          most: SHARED_LENGTH,
          inTurn: (step, work) => memory.inTurn(step, signal, () => work(native)),
        },
        allReduce: (buffer, step) =>
          memory.inTurn(step, signal, async () => {
            // An empty buffer is summed too, as the ranks wait for each other in it.
            for (let start = 0; start === 0 || start < buffer.length; start += SHARED_LENGTH) {
              await memory.reduce(buffer.subarray(start, start + SHARED_LENGTH));
            }
          }),
      };
    } else {
      this.hosts = {
        ranks: hosts,
        suits: (buffer) => buffer.byteLength > SMALL_BYTES,
        partLength: PART_BYTES / Float32Array.BYTES_PER_ELEMENT,
        inTurn: memory.inTurn.bind(memory),
        sum: memory.sum.bind(memory),
        share: memory.share.bind(memory),
      };
    }
    // Nobody sends this message, so the wait ends when the link breaks or the generation is given up.
    const never = { step: NEVER, bucket: BUCKET, sequence: 0 };
    for (let peer = 0; peer < links.worldSize; peer++) {
      if (peer === links.rank) continue;
      links.receive(peer, never, new Uint8Array(1), signal).catch((error) => memory.fail(error));
    }
  }

  get sent() {
    return this.#links.sent;
  }

  async close(): Promise<void> {
    const released = this.#memory.close(new LockstepError('ABORTED', 'the transport is closed'));
    await this.#links.close();
    await released;
  }
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    // The ranks belong to several users, or may not see each other's memory: the links carry the sums instead.
    return undefined;
  }
}
