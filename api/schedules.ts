/** Learning-rate schedules: factors that the optimizers' own learning rates are multiplied by. Pure. */

import { expectOptions } from './words.ts';

/** Where a run stands; steps count global batches. */
export interface ScheduleAt {
  readonly step: number;
  readonly stepsPerEpoch: number;
  readonly totalSteps: number;
  /** Samples of a global batch. */
  readonly batchSize: number;
}

export type LearningRateSchedule = (at: ScheduleAt) => number;

export const schedules = {
  /** The same factor always. */
  constant:
    (factor = 1): LearningRateSchedule =>
    () =>
      factor,

  /** Multiplied by `factor` after every `epochs` epochs. */
  stepDecay:
    ({ epochs, factor }: { epochs: number; factor: number }): LearningRateSchedule =>
    ({ step, stepsPerEpoch }) =>
      factor ** Math.floor(step / (epochs * stepsPerEpoch)),

  /** Multiplied by `rate` over each epoch, smoothly. */
  exponentialDecay:
    ({ rate }: { rate: number }): LearningRateSchedule =>
    ({ step, stepsPerEpoch }) =>
      rate ** (step / stepsPerEpoch),

  /** Half a cosine from 1 at the first step to `floor` after the last (Loshchilov and Hutter, 2017). */
  cosineDecay(options: { floor?: number } = {}): LearningRateSchedule {
    expectOptions('schedules.cosineDecay', options, ['floor']);
    const { floor = 0 } = options;
    return ({ step, totalSteps }) =>
      floor + (1 - floor) * 0.5 * (1 + Math.cos((Math.PI * step) / totalSteps));
  },

  /** Rises from 0 to what `schedule` says over the first `epochs` epochs. */
  warmUp:
    (schedule: LearningRateSchedule, { epochs }: { epochs: number }): LearningRateSchedule =>
    (at) =>
      schedule(at) * Math.min(1, (at.step + 1) / (epochs * at.stepsPerEpoch)),

  /** Proportional to the global batch, 1 at `batchSize` samples (Goyal et al., 2017). */
  scaledWithBatch:
    (schedule: LearningRateSchedule, { batchSize }: { batchSize: number }): LearningRateSchedule =>
    (at) =>
      (schedule(at) * at.batchSize) / batchSize,
};
