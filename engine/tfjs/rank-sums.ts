import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';

/** How a tensor becomes the sum of all ranks' tensors. */
export type Way = (own: Tensor) => Tensor;

/** Sums numbers over the ranks in place; done when it returns. */
export type BlockingSum = (values: Float32Array) => void;

/**
 * Sums over the ranks in the middle of a step, as an op that can be differentiated. Every rank must come by the
 * same sums in the same order. Outside of `within` a rank is alone, and the sum is its own tensor.
 */
export class RankSums {
  readonly #tf: TF;
  #way: Way = (own) => own.clone();

  constructor(tf: TF) {
    this.#tf = tf;
  }

  /** The loss is a sum over the ranks too, so what a rank adds counts in the losses of all: dy is summed as well. */
  sum(own: Tensor): Tensor {
    const op = this.#tf.customGrad((x) => ({
      value: this.#way(x as Tensor),
      gradFunc: (dy: Tensor) => this.#way(dy),
    }));
    return op(own);
  }

  /** Sums in `way` while `compute` runs. */
  within<T>(way: Way, compute: () => T): T {
    const before = this.#way;
    this.#way = way;
    try {
      return compute();
    } finally {
      this.#way = before;
    }
  }

  /** Sums by `sum`, op by op. */
  by<T>(sum: BlockingSum, compute: () => T): T {
    const way: Way = (own) => {
      const values = Float32Array.from(own.dataSync());
      sum(values);
      return this.#tf.tensor(values, own.shape);
    };
    return this.within(way, compute);
  }

  /** How many numbers each sum has that `compute` comes by. */
  lengthsOf(compute: () => unknown): number[] {
    const lengths: number[] = [];
    const way: Way = (own) => {
      lengths.push(own.size);
      return own.clone();
    };
    this.within(way, compute);
    return lengths;
  }
}
