import type { Transport } from '../transport/transport.ts';

/** Names the messages of one collective among those that run at the same time. */
export interface CollectiveSlot {
  readonly step: number;
  readonly bucket: number;
}

/**
 * Sums `buffer` over all ranks, in place. All ranks call it with equal lengths and slots, and end with the
 * same bits. What is in `buffer` after a rejection is undefined.
 */
export type AllReduce = (
  transport: Transport,
  buffer: Float32Array,
  slot: CollectiveSlot,
  signal: AbortSignal,
) => Promise<void>;

/** The same memory as bytes. */
export function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** Start of part `index` when `length` is cut into `parts` that differ by one at most. */
export function partStart(length: number, parts: number, index: number): number {
  return Math.floor((length * index) / parts);
}
