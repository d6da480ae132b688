import type { CollectiveTag } from './algorithms/collective.ts';
import {
  compact,
  expand,
  markRows,
  type Plan,
  packMarks,
  planOf,
  type Span,
  unpackMarks,
} from './algorithms/zero-rows.ts';
import { allReduce, overWire } from './index.ts';
import { bytesOfNumber, type WireFormat } from './transport/schedule.ts';
import type { Table, Transport } from './transport/transport.ts';

/** Bytes that a link of 10 Gbit/s carries in about the time that ranks need to agree on rows. */
const LEAST_SAVED_BYTES = 256 * 1024;
/** Most sums of a table that go by until ranks look again whether it has rows of zeros. */
const LONGEST_REST = 256;

/** Tables in a range of a flat buffer that is summed as one. */
export interface Look {
  /** Whose flat buffer it is. */
  readonly update: number;
  readonly range: Span;
  /** Rising. */
  readonly tables: readonly Table[];
  readonly wire: WireFormat;
}

/**
 * Finds out what of a gradient need not travel. It remembers which tables were not worth the look, and looks at them more
 * and more seldom. What it remembers follows from what all ranks have agreed on, so there is one for each generation, which
 * all ranks begin alike.
 */
export class RowTrials {
  /** By table: sums to go by until the next look, and how long the next rest is. */
  readonly #rests = new Map<string, { left: number; next: number }>();
  readonly #leastSaved: number;

  /** @param leastSaved bytes that are worth leaving rows out */
  constructor(leastSaved = LEAST_SAVED_BYTES) {
    this.#leastSaved = leastSaved;
  }

  /**
   * Agrees with all ranks on what of a range travels; undefined where all of it does, as where ranks share their memory.
   * All ranks call it for the same ranges in the same order.
   * @param tag one that no other message has; it is asked for where ranks tell each other anything
   * @throws LockstepError PEER_LOST | TIMEOUT | ABORTED, as the transport does
   */
  async agree(
    transport: Transport,
    flat: Float32Array,
    { update, range, tables: all, wire }: Look,
    tag: () => CollectiveTag,
    signal: AbortSignal,
  ): Promise<Plan | undefined> {
    const { worldSize } = transport;
    if (!usesNetwork(transport)) return undefined;
    const tables = all.filter((table) => this.#isDue(keyOf(update, table)));
    if (tables.length === 0) return undefined;
    const own = tables.map((table) => transport.markRows?.(flat, table) ?? markRows(flat, table));
    const packed = packMarks(own, worldSize);
    await overWire(transport, packed, tag(), signal);
    const counts = tables.map(({ count }) => count);
    const marks = unpackMarks(packed, counts, worldSize);
    const plan = planOf(range, tables, marks, bytesOfNumber(wire), this.#leastSaved);
    for (const table of tables) this.#judge(keyOf(update, table), plan?.thinned.includes(table) ?? false);
    return plan;
  }

  #isDue(table: string): boolean {
    const rest = this.#rests.get(table);
    if (!rest || rest.left === 0) return true;
    rest.left--;
    return false;
  }

  #judge(table: string, paid: boolean): void {
    const next = this.#rests.get(table)?.next ?? 1;
    if (paid) this.#rests.delete(table);
    else this.#rests.set(table, { left: next, next: Math.min(2 * next, LONGEST_REST) });
  }
}

/** Whether sums go over a network at all. */
function usesNetwork({ worldSize, shared, hosts }: Transport): boolean {
  return worldSize > 1 && !shared && hosts?.ranks.length !== 1;
}

const keyOf = (update: number, { start }: Table) => `${update}/${start}`;

/** Sums numbers `range` of `flat` as `allReduce` does, without the rows that `plan` leaves out. */
export async function sumRows(
  transport: Transport,
  flat: Float32Array,
  range: Span,
  plan: Plan | undefined,
  tag: CollectiveTag,
  signal: AbortSignal,
  wire: WireFormat = 'float32',
): Promise<void> {
  const { start, end } = plan ? compact(flat, plan) : range;
  await allReduce(transport, flat.subarray(start, end), tag, signal, wire);
  if (plan) expand(flat, plan, { start, end });
}
