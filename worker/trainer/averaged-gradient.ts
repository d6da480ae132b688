/** Two ways to the averaged gradient of a global batch: the fast one, and one whose bits do not depend on the ranks. */
import type { Batch } from '../../api/data.ts';
import { allReduce } from '../../collectives/index.ts';
import type { WireFormat } from '../../collectives/transport/schedule.ts';
import type { Transport } from '../../collectives/transport/transport.ts';
import { evenRange, type Share } from '../../datasets/sampling.ts';
import type { Engine } from '../../engine/engine.ts';
import { BUCKETS } from './buckets.ts';
import { type AccumulateOptions, accumulate } from './micro-batches.ts';
import { computeMicroShards, sumMicroShards } from './reproducible.ts';
import { isSliced, piecesOf, SliceSums } from './slice-sums.ts';

/** What a rank computes of one step. */
export interface StepTask {
  readonly engine: Engine;
  readonly transport: Transport;
  readonly step: number;
  readonly update: number;
  /** 0 or 1: which of the update's two flat buffers to fill. */
  readonly parity: number;
  /** The samples of `share`. */
  readonly batch: Batch;
  readonly share: Share;
  /** Samples of the global batch. */
  readonly samples: number;
  readonly lossScale: number;
  readonly signal: AbortSignal;
}

export interface AveragedGradient {
  /** Computes this rank's part. */
  compute(): Promise<Took>;
  /** Sums the parts: the update's flat buffer then holds the averaged gradient on every rank. */
  reduce(): Promise<void>;
}

/** What a rank's part took, in ms. */
export interface Took {
  /** From when the engine began with it to its end. */
  readonly ms: number;
  /** Of it, sums over the ranks: those for which the computation waited, and that of the whole in the engine's thread. */
  readonly awaitedMs: number;
  /** Sums over the ranks of what was computed already, beside the computation. */
  readonly hiddenMs: number;
}

/** One flat buffer a rank, computed in `parts` passes and summed in `wire`'s format. */
export function plainGradient(task: StepTask, parts: number, wire: WireFormat): AveragedGradient {
  const { engine, transport, step, update, parity, batch, share, samples, lossScale, signal } = task;
  const layout = engine.updates[update]!;
  const flat = engine.flat(update, parity);
  const middle = new MiddleSums(transport, step, signal);
  const sliced = isSliced(layout, transport);
  const sums = new SliceSums(transport, flat, piecesOf(layout, flat.length, wire, sliced), step, signal);
  const place = { step, first: evenRange(samples, share.first, share.of).start };
  const computeBy = async (own: OwnWay) => {
    const part = { update, parity, batch, samples, parts, place, lossScale };
    const { ms, summedMs } = await accumulate(engine, { ...part, ...own });
    return { ms, awaitedMs: middle.ms + summedMs, hiddenMs: sums.ms };
  };
  // A gradient that is whole at once is summed where it is computed: its numbers need no way to another thread.
  const elsewhere = parts === 1 && layout.rankSums === 0 ? transport.shared?.elsewhere : undefined;
  if (elsewhere && flat.length <= elsewhere.most) {
    return {
      compute: () => elsewhere.inTurn(step, (group) => computeBy({ group })),
      reduce: async () => {},
    };
  }
  return {
    compute: async () => {
      const sum = transport.worldSize > 1 && layout.rankSums > 0 ? middle.sum : undefined;
      const onSlice = sliced ? (slice: number) => sums.begin(slice) : undefined;
      return await computeBy({ sum, onSlice });
    },
    reduce: () => sums.all(),
  };
}

/** How the ranks sum while they compute. */
type OwnWay = Pick<AccumulateOptions, 'sum' | 'onSlice' | 'group'>;

/** One flat buffer a micro-shard, summed exactly (reproducible.ts). */
export function reproducibleGradient(task: StepTask): AveragedGradient {
  const { engine, transport, step, update, parity, batch, share, samples, lossScale, signal } = task;
  let shards: readonly Float32Array[] = [];
  return {
    compute: async () => {
      const parts = { update, parity, batch, share, samples, step, lossScale };
      const computed = await computeMicroShards(engine, parts);
      shards = computed.shards;
      return { ms: computed.ms, awaitedMs: 0, hiddenMs: 0 };
    },
    reduce: () =>
      sumMicroShards(transport, shards, engine.updates[update]!, engine.flat(update, parity), step, signal),
  };
}

/** The sums over the ranks that computing a gradient needs, one after another. */
class MiddleSums {
  /** Time spent on them so far, which is other ranks' and not this one's. */
  ms = 0;
  #count = 0;
  readonly #transport: Transport;
  readonly #step: number;
  readonly #signal: AbortSignal;

  constructor(transport: Transport, step: number, signal: AbortSignal) {
    this.#transport = transport;
    this.#step = step;
    this.#signal = signal;
  }

  readonly sum = async (values: Float32Array): Promise<void> => {
    const start = performance.now();
    const bucket = BUCKETS.middle[this.#count++ % 2]!;
    await allReduce(this.#transport, values, { step: this.#step, bucket }, this.#signal);
    this.ms += performance.now() - start;
  };
}
