import type { Tensor } from '@tensorflow/tfjs';
import type { Distribution, Key } from '../../base/philox.ts';

/** Random numbers of one computation. */
export interface Stream {
  /**
   * Draw `number` of the computation, `[rows, width]`.
   * @param ofSamples whether each row is of a sample of this rank; else the draw is the same on all ranks
   * @param key takes the place of the computation's own, which has the step: so such a draw is the same at each step
   */
  draw(
    distribution: Distribution,
    number: number,
    rows: number,
    width: number,
    ofSamples: boolean,
    key?: Key,
  ): Tensor;
  /** Lets go of what the draws shared. */
  end(): void;
}
