import { allReduce } from '../../collectives/index.ts';
import type { WireFormat } from '../../collectives/transport/schedule.ts';
import type { Transport } from '../../collectives/transport/transport.ts';
import type { UpdateLayout } from '../../engine/engine.ts';
import { BUCKETS } from './buckets.ts';

/** What is summed by itself: numbers `start` to before `end` of a flat buffer. */
interface Piece {
  readonly start: number;
  readonly end: number;
  readonly bucket: number;
  readonly wire: WireFormat;
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
  readonly #transport: Transport;
  readonly #flat: Float32Array;
  readonly #pieces: readonly Piece[];
  readonly #step: number;
  readonly #signal: AbortSignal;
  readonly #there = new Set<number>();
  readonly #sums: Promise<void>[] = [];
  /** Sums under way, since when there are any, and how long there were before. */
  #open = 0;
  #openSince = 0;
  #ms = 0;

  constructor(
    transport: Transport,
    flat: Float32Array,
    pieces: readonly Piece[],
    step: number,
    signal: AbortSignal,
  ) {
    this.#transport = transport;
    this.#flat = flat;
    this.#pieces = pieces;
    this.#step = step;
    this.#signal = signal;
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

  #sum({ start, end, bucket, wire }: Piece): Promise<void> {
    if (this.#open++ === 0) this.#openSince = performance.now();
    const tag = { step: this.#step, bucket };
    const sum = allReduce(this.#transport, this.#flat.subarray(start, end), tag, this.#signal, wire);
    const ended = () => {
      if (--this.#open === 0) this.#ms += performance.now() - this.#openSince;
    };
    sum.then(ended, ended);
    return sum;
  }
}
