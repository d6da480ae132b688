import type { Batch } from '../api/data.ts';
import type { Phase } from '../base/phases.ts';
import type { Slice } from './slices.ts';

/**
 * Computes gradients, updates and evaluations. The trainer knows only this interface.
 *
 * A training step walks through the job's updates (an ordinary job has one; a GAN has two). For each:
 * `compute` fills the flat buffer, the all-reduce sums it over the ranks, `apply` updates the model.
 *
 * The flat buffer of an update, float32:
 *
 *     [ gradients | statistics | check | totals ]
 *
 * - gradients: every trainable variable of the update in order, flattened
 * - statistics: the new values of variables that the forward pass writes (moving averages of batch norm)
 * - check: 0, or 1 where a gradient is NaN or infinite. After the all-reduce: number of ranks with such a gradient
 * - totals: sum of the loss, sums of the metrics, number of samples
 *
 * Gradients and statistics arrive weighted by `weight` (this rank's samples over the samples of the
 * global batch), so that the plain sum over ranks is the exact mean over the global batch, however
 * unevenly it was cut; totals arrive as plain sums.
 */
export interface Engine {
  readonly info: EngineInfo;
  readonly updates: readonly UpdateLayout[];
  /** Total number of weights of the model, trainable and not. */
  readonly parameterCount: number;

  /**
   * The flat buffer of `update`. There are two of each (`parity` 0 and 1): a step uses `step % 2`, so the
   * averaged gradient of the last committed step stays whole until the next step is committed.
   */
  flat(update: number, parity: number): Float32Array;

  /**
   * Fills `flat(update, parity)`; an empty batch gives zeros. The engine reads the memory of a batch, here and below,
   * until the promise settles, and not after that.
   * Where the request names a group, the buffer holds the sum over its ranks when the promise resolves.
   * @param sum is called for each of the update's `rankSums`; a rank that is alone leaves it out
   * @param onSlice is told the number of each of the update's `slices` that lies in the buffer while the rest is still
   * computed; the engine does not touch that slice again. It is told in any order, and need not be told of all
   * @throws what `sum` throws
   */
  compute(request: StepRequest, sum?: RankSum, onSlice?: (slice: number) => void): Promise<ComputeTimes>;

  /**
   * Applies the summed gradient in `flat(update, parity)` with the update's optimizer at `learningRate`. It may resolve
   * before the update is done. Every call after it sees the update, and throws its error if it failed.
   */
  apply(update: number, parity: number, learningRate: number): Promise<void>;

  /** Names of what `evaluate` gives: `loss`, the metrics, `samples`; empty for a job without evaluation. */
  readonly evaluation: readonly string[];
  /** Totals (loss sum, metric sums, sample count) of a batch without training, in `evaluation` order. */
  evaluate(batch: Batch): Promise<Float32Array>;

  /** Whether the job says how to predict. */
  readonly predicts: boolean;
  /** Model outputs of a batch, one array an output. */
  predict(batch: Batch): Promise<Float32Array[]>;

  /** The job's pictures, made from a batch; none for a job that has none. */
  pictures(batch: Batch): Promise<readonly Picture[]>;

  /** Everything a rank needs to continue: weights, optimizer slots, counters. Named arrays. */
  readState(): Promise<EngineState>;
  /** Replaces the state. @throws LockstepError CHECKPOINT when names or sizes differ. */
  writeState(state: EngineState): Promise<void>;

  /** The model in tfjs's `model.json` + weights form. */
  exportModel(): Promise<ModelArtifacts>;

  close(): Promise<void>;
}

/** Samples of the batches that a run computes first, where they are known. */
export interface FirstBatches {
  readonly step?: number | undefined;
  readonly evaluation?: number | undefined;
}

/** The gradient to compute. */
export interface StepRequest {
  readonly update: number;
  /** 0 or 1: which of the update's two flat buffers to fill. */
  readonly parity: number;
  readonly batch: Batch;
  /** Samples of the batch over the samples of the global batch. */
  readonly weight: number;
  readonly place: Place;
  /** What the loss is multiplied by before the backward pass, and the gradient divided by after it; 1 where left out. */
  readonly lossScale?: number;
  /** Memory through which the ranks of one host sum the buffer, as soon as it is computed. Not with slices or `sum`. */
  readonly group?: HostGroup | undefined;
}

/** Memory that ranks of one host share, as native code finds it in any thread of this process (native/shared). */
export interface HostGroup {
  /** Path of the addon. */
  readonly addon: string;
  readonly group: number;
}

/** In ms. */
export interface ComputeTimes {
  /** From when the engine began with it, which may have been at something else when it was asked, to its end. */
  readonly ms: number;
  /** Of it, what the sum through a group took, the wait for other ranks included. */
  readonly summedMs: number;
}

/** Where a batch stands: all that random numbers of its computation depend on, beside the seed of the run. */
export interface Place {
  readonly step: number;
  /** Place of the batch's first sample in the global batch. */
  readonly first: number;
}

/** Sums numbers over the ranks, in place: every rank asks for the same sums in the same order. */
export type RankSum = (values: Float32Array) => Promise<void>;

export interface Picture {
  readonly name: string;
  /** `[count, height, width]` */
  readonly shape: readonly number[];
  /** 0 (black) to 1 (white). */
  readonly values: Float32Array;
}

export interface EngineInfo {
  /** tfjs backend that runs: `tensorflow`, `wasm` or `cpu`. */
  readonly backend: string;
  /** `compiled` steps or `eager` ones. */
  readonly mode: 'compiled' | 'eager';
  readonly device: string;
  /** Whether the job wants its loss scaled, since gradients are computed in float16: equal on all ranks. */
  readonly scalesLoss: boolean;
  readonly tensorflowVersion?: string;
  /** Why it is not a better engine, if one was asked for or is possible. */
  readonly note?: string;
  /** What its thread did until it was ready. */
  readonly phases?: readonly Phase[];
}

export interface UpdateLayout {
  readonly name: string;
  /** Lengths in float32 numbers. */
  readonly gradients: number;
  readonly statistics: number;
  /** Number of sums over the ranks in the middle of the gradient: those of synchronized batch normalization. */
  readonly rankSums: number;
  /** Parts of the gradients, in the order in which they are computed: one where they come together. */
  readonly slices: readonly Slice[];
  /** Names of the totals, in order: `loss`, the metrics, `samples`; where there are several updates, all but the last begin with the update's name (`generator_loss`). */
  readonly totals: readonly string[];
  /** The optimizer's own learning rate. */
  readonly learningRate: number;
}

export interface EngineState {
  readonly tensors: readonly StateTensor[];
}

export interface StateTensor {
  readonly name: string;
  readonly kind: 'weight' | 'slot' | 'counter';
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export interface ModelArtifacts {
  /** Contents of `model.json`. */
  readonly json: string;
  /** Contents of `weights.bin`. */
  readonly weights: Uint8Array;
}
