import type { Batch, DataSource } from '../../api/data.ts';
import type { Precision, TF } from '../../api/job.ts';
import type { Ranges } from '../../api/ranges.ts';
import type { Ring } from '../bell.ts';
import type { FirstBatches, StepRequest } from '../engine.ts';
import type { RandomDraws } from '../tfjs/draws.ts';
import type { BlockingSum, RankSums } from '../tfjs/rank-sums.ts';
import type { AnalysedProgram } from './analysis.ts';

/** What an executor is made of. */
export interface ExecutorParts {
  readonly tf: TF;
  readonly program: AnalysedProgram;
  readonly data: DataSource;
  /** Of the features, where they are known. */
  readonly ranges: Ranges;
  readonly random: RandomDraws;
  readonly sums: RankSums;
  readonly precision: Precision;
  /** Whether code of the job itself runs in each step. */
  readonly ownCode: boolean;
  readonly firstBatches: FirstBatches;
}

/** Runs the steps of a program, op by op or compiled. All computations here block the thread. */
export interface Executor {
  readonly mode: 'compiled' | 'eager';
  /** Why it is not the better mode, if it is not. */
  readonly note?: string;
  /** Shared memory for a flat buffer of `length` numbers. */
  allocate(length: number): Float32Array;
  /**
   * Fills `out`, the flat buffer of the update, from a batch that is not empty. A rank without peers gives no `sum`.
   * `ring` is told which of the update's slices are there while the rest is computed.
   */
  compute(request: StepRequest, out: Float32Array, sum?: BlockingSum, ring?: Ring): void;
  /** Applies the summed flat buffer of the update. */
  apply(update: number, summed: Float32Array, learningRate: number): void;
  /** Totals of a batch without training. */
  evaluate(batch: Batch): Float32Array;
  /** Model outputs of a batch, one array an output. */
  predict(batch: Batch): Float32Array[];
  /** Brings the models' variables and the optimizers' slots to where training stands. */
  toModel(): Promise<void>;
  /** Takes over variables and slots that were changed from outside. */
  fromModel(): Promise<void>;
}
