import type { Span } from '../../collectives/algorithms/zero-rows.ts';
import { type RowTrials, sumRows } from '../../collectives/rows.ts';
import type { WireFormat } from '../../collectives/transport/schedule.ts';
import type { Table, Transport } from '../../collectives/transport/transport.ts';
import type { UpdateLayout } from '../../engine/engine.ts';
import { BUCKETS } from './buckets.ts';

/** What is summed by itself: numbers `start` to before `end` of a flat buffer. */
interface Piece extends Span {
  readonly bucket: number;
  readonly wire: WireFormat;
}

/** The sums of a flat buffer in one step. */
export interface SumsTask {
  readonly transport: Transport;
  readonly step: number;
  readonly update: number;
  readonly layout: UpdateLayout;
  readonly flat: Float32Array;
  readonly wire: WireFormat;
  readonly trials: RowTrials;
  readonly signal: AbortSignal;
}

/** Whether a flat buffer is summed slice by slice. Memory that ranks share is as fast as the copy into it. */
export function isSliced({ slices }: UpdateLayout, { worldSize, shared }: Transport): boolean {
  return slices.length > 1 && worldSize > 1 && !shared;
}

/**
 * The pieces in which a flat buffer of `length` numbers is summed: the slices of the gradient, then the rest. It is the
 * same on all ranks, and whether or not sums begin before the gradient is whole: the bits of a sum depend on it. Only
 * the gradient is rounded to `wire`: statistics, counts and losses stay as they are. Pure.
 */
export function piecesOf(layout: UpdateLayout, length: number, wire: WireFormat, sliced: boolean): Piece[] {
  const { gradients, slices } = layout;
  if (!sliced && wire === 'float32') return [{ start: 0, end: length, bucket: BUCKETS.gradient, wire }];
  const rest: Piece = { start: gradients, end: length, bucket: BUCKETS.totals, wire: 'float32' };
  if (!sliced) return [{ start: 0, end: gradients, bucket: BUCKETS.gradient, wire }, rest];
  return [...slices.map((slice, i) => ({ ...slice, bucket: BUCKETS.slices[i]!, wire })), rest];
}

/** The sums of one flat buffer over the ranks. They begin in the order of its pieces, on every rank. */
export class SliceSums {
  readonly #task: SumsTask;
  readonly #pieces: readonly Piece[];
  /** In turns: the next look at rows begins when all ranks have begun the last. */
  readonly #looks: readonly number[];
  readonly #there = new Set<number>();
  /** By piece; the next one begins after `#begun`. */
  readonly #sums: Promise<void>[] = [];
  #begun: Promise<unknown> = Promise.resolve();
  #looked = 0;
  /** Sums under way, since when there are any, and how long there were before. */
  #open = 0;
  #openSince = 0;
  #ms = 0;

  constructor(task: SumsTask) {
    const { layout, flat, wire, transport } = task;
    const sliced = isSliced(layout, transport);
    this.#task = task;
    this.#pieces = piecesOf(layout, flat.length, wire, sliced);
    this.#looks = sliced ? BUCKETS.rowsOfSlices : BUCKETS.rows;
  }

  /** How long sums have been under way, in ms. */
  get ms(): number {
    return this.#ms + (this.#open > 0 ? performance.now() - this.#openSince : 0);
  }

  /** Piece number `piece` is whole, and nobody else's until its sum is there. What fails is thrown by `all`. */
  begin(piece: number): void {
    this.#there.add(piece);
    while (this.#there.has(this.#sums.length)) this.#sums.push(this.#sum(this.#pieces[this.#sums.length]!));
  }

  /** Resolves when all is summed; all of it is whole now. @throws as the transport does */
  async all(): Promise<void> {
    for (const piece of this.#pieces.keys()) this.begin(piece);
    await Promise.all(this.#sums);
  }

  #sum(piece: Piece): Promise<void> {
    if (this.#open++ === 0) this.#openSince = performance.now();
    const begun = this.#begun.then(() => this.#begin(piece));
    this.#begun = begun;
    const summed = begun.then(({ sum }) => sum);
    const ended = () => {
      if (--this.#open === 0) this.#ms += performance.now() - this.#openSince;
    };
    summed.then(ended, ended);
    return summed;
  }

  /** Begins the sum of a piece, once all ranks have agreed on its rows. */
  async #begin(piece: Piece): Promise<{ readonly sum: Promise<void> }> {
    const { transport, flat, update, step, trials, signal } = this.#task;
    const { bucket, wire } = piece;
    const rows = { update, range: piece, tables: this.#tablesIn(piece), wire };
    const tag = () => ({ step, bucket: this.#looks[this.#looked++ % 2]! });
    const plan = await trials.agree(transport, flat, rows, tag, signal);
    return { sum: sumRows(transport, flat, piece, plan, { step, bucket }, signal, wire) };
  }

  /** The tables of the gradient that lie in a piece, rising. */
  #tablesIn({ start, end }: Piece): readonly Table[] {
    return this.#task.layout.tables.filter((table) => table.start >= start && table.start < end);
  }
}
