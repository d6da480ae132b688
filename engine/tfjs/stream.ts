import type { Tensor } from '@tensorflow/tfjs';
import type { Distribution } from '../../base/philox.ts';

/** Random numbers of one computation. */
export interface Stream {
  /**
   * Draw `number` of the computation, `[rows, width]`.
   * @param ofSamples whether each row is of a sample of this rank; else the draw is the same on all ranks
   */
  draw(distribution: Distribution, number: number, rows: number, width: number, ofSamples: boolean): Tensor;
  /** Lets go of what the draws shared. */
  end(): void;
}
