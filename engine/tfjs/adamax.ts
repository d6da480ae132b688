import type { Optimizer, Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';

type Weights = Awaited<ReturnType<Optimizer['getWeights']>>;

interface Slot {
  readonly originalName: string;
  readonly variable: Tensor;
}

interface Adamax {
  saveIterations(): Promise<Weights[number]>;
  extractIterations(weights: Weights): Promise<Weights>;
  getWeights(): Promise<Weights>;
  setWeights(weights: Weights): Promise<void>;
  readonly beta1: number;
  readonly accBeta1: { assign(value: Tensor): void };
  readonly iteration: { assign(value: Tensor): void };
  iterations_: number;
  accumulatedFirstMoment: Slot[];
  accumulatedWeightedInfNorm: Slot[];
}

/** tfjs's Adamax cannot give its slots nor take them, so it could not be saved: this is how its Adam does. */
export function useAdamaxWeights(tf: TF): void {
  const prototype = tf.AdamaxOptimizer.prototype as unknown as Adamax;
  prototype.getWeights = async function () {
    const slots = [...this.accumulatedFirstMoment, ...this.accumulatedWeightedInfNorm];
    return [
      await this.saveIterations(),
      ...slots.map(({ originalName, variable }) => ({ name: originalName, tensor: variable })),
    ];
  };
  prototype.setWeights = async function (weights) {
    const slots = (await this.extractIterations(weights)).map(
      ({ name, tensor }): Slot => ({ originalName: name, variable: tensor.variable(false) }),
    );
    tf.tidy(() => {
      this.iteration.assign(tf.scalar(this.iterations_));
      this.accBeta1.assign(tf.scalar(this.beta1 ** (this.iterations_ + 1)));
    });
    this.accumulatedFirstMoment = slots.slice(0, slots.length / 2);
    this.accumulatedWeightedInfNorm = slots.slice(slots.length / 2);
  };
}
