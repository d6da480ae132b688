/** What a step costs in a world of any size: compute, waiting for the slowest, all-reduce, update. Pure. */
import { at, type Line } from '../../base/line.ts';
import { choose } from '../../collectives/algorithms/choose.ts';
import type { Algorithm } from '../../collectives/algorithms/collective.ts';
import { doubling } from '../../collectives/algorithms/doubling.ts';
import { halvingDoubling } from '../../collectives/algorithms/halving-doubling.ts';
import { ring } from '../../collectives/algorithms/ring.ts';
import { MOST_AT_ONCE, PART_BYTES, SMALL_BYTES } from '../../collectives/transport/hosts.ts';
import type { Fullness } from '../bench/rank.ts';
import { travellingShare } from './zeros.ts';

/** What one machine does by itself, measured. */
export interface Machine {
  /** Gradient over samples. */
  readonly compute: Line;
  /** Update, whatever the world size. */
  readonly applyMs: number;
  /** Times of steps over their median: how unsteady a rank is. */
  readonly unsteadiness: readonly number[];
  /** A message between two ranks over bytes, as the software alone allows it, in TLS where the cluster has it. */
  readonly message: Line;
  /** What such a message takes of a processor, at its two ends over two: of each rank as much. */
  readonly processor: Line;
  /** A sum through the memory of one host over bytes; it takes as long of a processor. */
  readonly memory: Line;
  /** Processors of a host; each of its ranks computes on one. */
  readonly cores: number;
}

/** What lies between the machines. */
export interface Network {
  /** One way, in ms. */
  readonly latencyMs: number;
  /** Each way of each machine's link. */
  readonly bytesPerMs: number;
}

export interface Prediction {
  readonly workers: number;
  /** Empty where there is one worker. */
  readonly algorithm: string;
  readonly computeMs: number;
  /** For the slowest rank, beyond the median one. */
  readonly waitMs: number;
  /** After the gradient: what of it goes on beside the gradient is not here. */
  readonly reduceMs: number;
  readonly applyMs: number;
  readonly stepMs: number;
  readonly samplesPerSecond: number;
  /** Throughput over that of as many machines that need not talk. */
  readonly efficiency: number;
}

/** A step of `batch` samples (global) whose flat gradient buffer has `bytes`. */
export interface Step {
  readonly workers: number;
  readonly batch: number;
  readonly bytes: number;
  /**
   * What of the buffer is there, and can be summed, before the gradient is whole (`at` is a share of the gradient's time), in
   * its order; left out where all is summed together. What is not named comes with the whole. Without `fullness` all of
   * its bytes travel.
   */
  readonly slices?: readonly { readonly bytes: number; readonly at: number; readonly fullness?: Fullness }[];
  /** Workers that share a host, its memory and its link; 1 where left out. The last host has those that are left. */
  readonly ranksPerHost?: number;
}

/** What of a link's bytes is ours: a TCP segment of 1448 bytes fills an Ethernet frame of 1514. */
const GOODPUT = 1448 / 1514;

export function predict(machine: Machine, network: Network, step: Step): Prediction {
  const { compute, applyMs, unsteadiness } = machine;
  const { workers, batch } = step;
  const computeMs = at(compute, Math.ceil(batch / workers));
  const waitMs = computeMs * (slowestOf(workers, unsteadiness) - slowestOf(1, unsteadiness));
  const { algorithm, ms: reduceMs } = reduceAfter(computeMs + waitMs, machine, network, step);
  const stepMs = computeMs + waitMs + reduceMs + applyMs;
  const alone = batch / workers / (at(compute, batch / workers) + applyMs);
  return {
    workers,
    algorithm,
    computeMs,
    waitMs,
    reduceMs,
    applyMs,
    stepMs,
    samplesPerSecond: (1000 * batch) / stepMs,
    efficiency: batch / stepMs / (workers * alone),
  };
}

/**
 * What of the all-reduce is left after the gradient, which alone takes `gradientMs`: slices are summed one behind the other,
 * each once it is there (worker/trainer/slice-sums.ts). Where a host has no processor for its sums, the gradient waits for
 * what they take of its own, and comes later.
 */
function reduceAfter(
  gradientMs: number,
  machine: Machine,
  network: Network,
  step: Step,
): { algorithm: string; ms: number } {
  const { workers, bytes, slices = [], ranksPerHost = 1 } = step;
  const shared = workers <= Math.min(ranksPerHost, MOST_AT_ONCE);
  if (slices.length < 2 || workers === 1 || shared) {
    const { algorithm, ms } = reduce(machine, network, step, slices[0]?.fullness);
    return { algorithm, ms };
  }
  const taken = 1 - Math.min(1, Math.max(0, machine.cores / ranksPerHost - 1));
  const rest = { bytes: slices.reduce((left, slice) => left - slice.bytes, bytes), at: 1 };
  // When the last slice was there, the sums begun so far are done, and what these still take of the processor.
  let [now, computed, end, owed] = [0, 0, 0, 0];
  for (const slice of [...slices, rest]) {
    const work = slice.at * gradientMs - computed;
    const share = end > now ? owed / (end - now) : 0;
    // The gradient has the processor to itself again once the sums are done.
    const beside = work <= (1 - share) * (end - now) ? work / (1 - share) - work : owed;
    computed += work;
    now += work + beside;
    owed -= beside;
    const fullness = 'fullness' in slice ? slice.fullness : undefined;
    const sum = reduce(machine, network, { ...step, bytes: slice.bytes }, fullness);
    end = Math.max(end, now) + sum.ms;
    owed += taken * sum.processorMs;
  }
  const { algorithm } = reduce(machine, network, {
    ...step,
    bytes: Math.max(...slices.map((slice) => slice.bytes)),
  });
  return { algorithm: `${algorithm}, ${slices.length} slices`, ms: end - gradientMs };
}

/** How a sum goes, and what it takes of the processor of each rank. */
interface Sum {
  readonly algorithm: string;
  readonly ms: number;
  readonly processorMs: number;
}

/** The all-reduce of a step. */
function reduce(
  { message, processor, memory }: Machine,
  { latencyMs, bytesPerMs }: Network,
  { workers, batch, bytes, ranksPerHost = 1 }: Step,
  fullness?: Fullness,
): Sum {
  if (workers === 1) return { algorithm: '', ms: 0, processorMs: 0 };
  if (workers <= Math.min(ranksPerHost, MOST_AT_ONCE)) {
    const ms = at(memory, bytes);
    return { algorithm: 'shared memory', ms, processorMs: ms };
  }
  /** Over the wire alone, where so many connections share a host's link. */
  const overWire = (world: number, amount: number, connections: number): Sum => {
    const algorithm = choose(amount, world);
    // What software and network do to a byte goes on at the same time, so the slower of the two counts.
    const link = {
      fixedMs: message.fixedMs + latencyMs,
      msPerUnit: Math.max(message.msPerUnit, connections / (GOODPUT * bytesPerMs)),
    };
    const share = fullness ? travellingShare(fullness, world, batch / world, amount) : 1;
    const timeOver = (line: Line) => REDUCE_TIMES.get(algorithm)!(line, world, share * amount);
    return { algorithm: algorithm.name, ms: timeOver(link), processorMs: timeOver(processor) };
  };
  if (ranksPerHost === 1 || bytes <= SMALL_BYTES) return overWire(workers, bytes, ranksPerHost);
  const hosts = Math.ceil(workers / ranksPerHost);
  const streams = Math.min(ranksPerHost, workers - (hosts - 1) * ranksPerHost);
  const parts = Math.ceil(bytes / PART_BYTES);
  const within = at(memory, bytes / parts);
  const between =
    hosts > 1
      ? overWire(hosts, bytes / parts / streams, streams)
      : { algorithm: 'memory', ms: 0, processorMs: 0 };
  return {
    algorithm: `two levels, ${between.algorithm}`,
    // While one part is on the wire, the hosts sum the next and share the last.
    ms: within + parts * Math.max(within, between.ms),
    processorMs: parts * (within + between.processorMs),
  };
}

/** Rounds and bytes of docs/algorithms.md, each round a message each way. */
const REDUCE_TIMES = new Map<Algorithm, (link: Line, world: number, bytes: number) => number>([
  [ring, (link, world, bytes) => 2 * (world - 1) * at(link, bytes / world)],
  [
    halvingDoubling,
    (link, world, bytes) => {
      const { power, folds } = folding(world);
      const rounds = 2 * Math.log2(power) * link.fixedMs;
      return rounds + ((2 * bytes * (power - 1)) / power) * link.msPerUnit + folds * at(link, bytes);
    },
  ],
  [
    doubling,
    (link, world, bytes) => {
      const { power, folds } = folding(world);
      return (Math.log2(power) + folds) * at(link, bytes);
    },
  ],
]);

/** Ranks beyond the largest power of two give their buffer to a partner first, and get the sum last. */
function folding(world: number): { power: number; folds: number } {
  const power = 2 ** Math.floor(Math.log2(world));
  return { power, folds: power === world ? 0 : 2 };
}

/**
 * Expectation of the largest of `count` draws from `values`: the k-th of n in order is the largest with the
 * probability (k/n)^count - ((k-1)/n)^count.
 */
export function slowestOf(count: number, values: readonly number[]): number {
  const n = values.length;
  return [...values]
    .sort((a, b) => a - b)
    .reduce((sum, value, k) => sum + value * (((k + 1) / n) ** count - (k / n) ** count), 0);
}
