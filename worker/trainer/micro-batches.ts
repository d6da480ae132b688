/** Gradient accumulation: a rank's share of a batch, computed in several micro-batches. */
import type { Batch } from '../../api/data.ts';
import { evenRange } from '../../datasets/sampling.ts';
import type { ComputeTimes, Engine, HostGroup, Place, RankSum } from '../../engine/engine.ts';

export interface AccumulateOptions {
  readonly update: number;
  readonly parity: number;
  readonly batch: Batch;
  /** Samples of the global batch. */
  readonly samples: number;
  readonly parts: number;
  /** Of the batch. */
  readonly place: Place;
  readonly lossScale: number;
  /** For what the engine sums over the ranks on its way; left out where the rank is alone. */
  readonly sum?: RankSum | undefined;
  /** As the engine's: told of slices of the gradient of the whole batch. */
  readonly onSlice?: ((slice: number) => void) | undefined;
  /** As the engine's; for one part alone. */
  readonly group?: HostGroup | undefined;
}

/** Fills the flat buffer from the batch in `parts` passes, for batches that do not fit into memory at once. */
export async function accumulate(
  engine: Engine,
  {
    update,
    parity,
    batch,
    samples,
    parts,
    place,
    lossScale,
    group,
    sum: rankSum,
    onSlice,
  }: AccumulateOptions,
): Promise<ComputeTimes> {
  const common = { update, parity, lossScale };
  if (parts === 1) {
    const request = { ...common, batch, weight: batch.size / samples, place, ...(group && { group }) };
    return await engine.compute(request, rankSum, onSlice);
  }
  const flat = engine.flat(update, parity);
  const { gradients, slices } = engine.updates[update]!;
  const before = new Float32Array(flat.length);
  /** Adds what the passes before have given to what the last one gives. */
  const add = (start: number, end: number) => {
    for (let i = start; i < end; i++) flat[i] = before[i]! + flat[i]!;
  };
  const passes = new Passes();
  const left = new Set(slices);
  const onLast = (number: number) => {
    const slice = slices[number]!;
    left.delete(slice);
    add(slice.start, slice.end);
    onSlice!(number);
  };
  for (let part = 0; part < parts; part++) {
    const { start, end } = evenRange(batch.size, part, parts);
    const piece = sliceBatch(batch, start, end);
    const request = { ...common, batch: piece, weight: piece.size / samples };
    const at = { step: place.step, first: place.first + start };
    const isLast = part === parts - 1;
    passes.add(
      await engine.compute({ ...request, place: at }, rankSum, isLast && onSlice ? onLast : undefined),
    );
    if (!isLast) for (let i = 0; i < before.length; i++) before[i]! += flat[i]!;
  }
  for (const { start, end } of left) add(start, end);
  add(gradients, flat.length);
  return { ms: passes.ms, summedMs: 0 };
}

/** The time that several passes of an engine take, with what lies between them. */
export class Passes {
  #start: number | undefined;

  /** A pass has ended. */
  add({ ms }: ComputeTimes): void {
    this.#start ??= performance.now() - ms;
  }

  /** From when the engine began with the first one to now; 0 where there was none. */
  get ms(): number {
    return this.#start === undefined ? 0 : performance.now() - this.#start;
  }
}

/** Samples `start` to before `end` of a batch. */
export function sliceBatch({ size, inputs, targets, weights }: Batch, start: number, end: number): Batch {
  const cut = (values: Float32Array | Int32Array) => {
    const width = size > 0 ? values.length / size : 0;
    return values.subarray(start * width, end * width);
  };
  return {
    size: end - start,
    inputs: inputs.map(cut),
    targets: targets.map(cut),
    ...(weights && { weights: weights.map(cut) }),
  };
}
