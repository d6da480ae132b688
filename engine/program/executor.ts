import type { Batch } from '../../api/data.ts';
import type { Place } from '../engine.ts';
import type { BlockingSum } from '../tfjs/rank-sums.ts';

/** How the steps of a program are carried out: op by op, or compiled. Everything here is synchronous. */
export interface Executor {
  readonly mode: 'compiled' | 'eager';
  /** Why it is not the better mode. */
  readonly note?: string;
  /** Shared memory for a flat buffer of `length` numbers. */
  allocate(length: number): Float32Array;
  /** Fills `out`, the flat buffer of the update, from a batch that is not empty. Without `sum` the rank is alone. */
  compute(
    update: number,
    batch: Batch,
    weight: number,
    place: Place,
    out: Float32Array,
    sum?: BlockingSum,
  ): void;
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
