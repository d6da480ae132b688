/** Which samples a step has, and which of them each rank computes. Pure, so that all ranks agree. */
import { Permutation } from './permutation.ts';

/** Most samples that are evaluated at once. */
export const EVALUATION_BATCH = 500;

/** Half-open interval of positions. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Part `rank` of `total` things cut into `world` consecutive parts, whose sizes differ by one at most. */
export function evenRange(total: number, rank: number, world: number): Range {
  return { start: Math.floor((total * rank) / world), end: Math.floor((total * (rank + 1)) / world) };
}

/** Global batches of an epoch; the last one may be smaller. */
export function batchesPerEpoch(samples: number, batchSize: number): number {
  return Math.ceil(samples / batchSize);
}

/** A rank's part of every global batch: parts `first` to before `end` of the batch cut into `of` parts. */
export interface Share {
  readonly first: number;
  readonly end: number;
  readonly of: number;
}

/** A key that is equal for equal shares. */
export function keyOf({ first, end, of }: Share): string {
  return `${first}-${end}/${of}`;
}

/** Positions in the epoch's order of the samples that a share of global batch `batchIndex` holds. */
export function positionsOf(batchIndex: number, batchSize: number, samples: number, share: Share): Range {
  const offset = batchIndex * batchSize;
  const total = Math.min(batchSize, samples - offset);
  const { first, end, of } = share;
  return { start: offset + evenRange(total, first, of).start, end: offset + evenRange(total, end, of).start };
}

/** The order of the samples in an epoch: a permutation seeded by run and epoch, the same for any number of ranks. */
export function epochOrder(seed: number, epoch: number, samples: number): Permutation {
  return new Permutation(seed, epoch, samples);
}
