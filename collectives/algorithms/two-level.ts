/**
 * All-reduce where hosts run several ranks, so that what a host sends does not grow with their number.
 *
 * The buffer is cut into K slices, K the fewest ranks that a host has. The ranks of a host sum through its memory; the
 * k-th rank of each host sums slice k with the k-th ranks of the other hosts, over the wire; then the ranks of a host
 * share the slices. So K connections work for a host at the same time.
 *
 * A large buffer goes in parts: while one is on the wire, the ranks of a host sum the next.
 */
import type { Part, Schedule, WireFormat } from '../transport/schedule.ts';
import type { Hosts, Transport } from '../transport/transport.ts';
import { choose, formatFor } from './choose.ts';
import { type CollectiveTag, carryOut, partStart } from './collective.ts';

/**
 * Parts whose messages a link may hold: a rank begins a part when it is done with the last but one, so one that is
 * furthest ahead begins the fourth after the part that another is still at.
 */
const PARTS_UNDER_WAY = 4;
/** Sequence numbers of a part. */
const SEQUENCES = 65_536 / PARTS_UNDER_WAY;

/** As `AllReduce`. The calls of a rank take turns, in an order that is the same on all ranks. */
export async function twoLevel(
  transport: Transport,
  hosts: Hosts,
  buffer: Float32Array,
  tag: CollectiveTag,
  signal: AbortSignal,
  format: WireFormat = 'float32',
): Promise<void> {
  const { streams, stream, counterparts } = placeOf(hosts.ranks, transport.rank);
  const count = Math.max(1, Math.ceil(buffer.length / hosts.partLength));

  /** Sums this rank's slice of a part over the hosts. */
  const travel = async (part: Float32Array, index: number, lost: AbortSignal) => {
    if (counterparts.length < 2) return;
    const slice = cut(part, streams, stream);
    const algorithm = choose(slice.byteLength, counterparts.length);
    const place = counterparts.indexOf(transport.rank);
    const schedule = algorithm(place, counterparts.length, slice.length);
    const ours = renamed(schedule, counterparts, (index % PARTS_UNDER_WAY) * SEQUENCES);
    await carryOut(transport, ours, slice, formatFor(algorithm, format), tag, lost);
  };

  await hosts.inTurn(tag.step, signal, async (lost) => {
    const travels: Promise<void>[] = [];
    const finish = async (index: number) => {
      await travels[index];
      await hosts.share(cut(buffer, count, index), streams);
    };
    try {
      for (let index = 0; index < count; index++) {
        const part = cut(buffer, count, index);
        await hosts.sum(part, streams);
        travels.push(travel(part, index, lost));
        // It is waited for later; until then it may fail.
        travels[index]!.catch(() => undefined);
        if (index > 0) await finish(index - 1);
      }
      await finish(count - 1);
    } finally {
      // Until then the buffer is in use.
      await Promise.allSettled(travels);
    }
  });
}

/** Where a rank stands in the plan that all ranks make of the same hosts. */
interface Place {
  readonly streams: number;
  /** The slice that this rank sums over the hosts. */
  readonly stream: number;
  /** The ranks that it sums it with, itself among them; empty where it sums none. */
  readonly counterparts: readonly number[];
}

/** Pure. */
export function placeOf(hosts: Hosts['ranks'], rank: number): Place {
  const streams = Math.min(...hosts.map(({ length }) => length));
  const stream = hosts.find((ranks) => ranks.includes(rank))!.indexOf(rank);
  return { streams, stream, counterparts: stream < streams ? hosts.map((ranks) => ranks[stream]!) : [] };
}

function cut(numbers: Float32Array, parts: number, index: number): Float32Array {
  return numbers.subarray(
    partStart(numbers.length, parts, index),
    partStart(numbers.length, parts, index + 1),
  );
}

/** A schedule among `ranks`, its sequence numbers from `first` on. */
function renamed(schedule: Schedule, ranks: readonly number[], first: number): Schedule {
  const rename = <P extends Part>(part: P): P => ({
    ...part,
    peer: ranks[part.peer]!,
    sequence: first + part.sequence,
  });
  return schedule.map((flow) =>
    flow.map(({ send, receive }) => ({
      ...(send && { send: rename(send) }),
      ...(receive && { receive: rename(receive) }),
    })),
  );
}
