/** Learning-rate schedules: factors that the optimizers' own learning rates are multiplied by. Pure. */

import { LockstepError } from '../base/errors.ts';
import { expectOptions } from './words.ts';

/** Where a run stands; steps count global batches. */
export interface ScheduleAt {
  readonly step: number;
  readonly stepsPerEpoch: number;
  /** Steps that the schedule is laid out for. A run that is trained further goes beyond them. */
  readonly totalSteps: number;
  /** Samples of a global batch. */
  readonly batchSize: number;
}

export type LearningRateSchedule = (at: ScheduleAt) => number;

/** The part of all steps that is done; 1 after the last. */
const doneOf = ({ step, totalSteps }: ScheduleAt) => Math.min(1, step / totalSteps);

export const schedules = {
  /** The same factor at every step. */
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
    return (at) => floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * doneOf(at)));
  },

  /** `factors[i]` until `epochs[i]` epochs are over, then the next. */
  piecewiseConstant({
    epochs,
    factors,
  }: {
    epochs: readonly number[];
    factors: readonly number[];
  }): LearningRateSchedule {
    if (factors.length !== epochs.length + 1) {
      const what = `schedules.piecewiseConstant has ${factors.length} factors for ${epochs.length} ends`;
      throw new LockstepError('BAD_INPUT', what, {
        hint: 'Give a factor more than epochs: one for the rest',
      });
    }
    return ({ step, stepsPerEpoch }) => factors[epochs.filter((end) => step >= end * stepsPerEpoch).length]!;
  },

  /** `floor + (1 - floor) * (1 - done) ** power`, where `done` goes from 0 to 1; with `power` 1 a straight line. */
  polynomialDecay(options: { floor?: number; power?: number } = {}): LearningRateSchedule {
    expectOptions('schedules.polynomialDecay', options, ['floor', 'power']);
    const { floor = 0, power = 1 } = options;
    return (at) => floor + (1 - floor) * (1 - doneOf(at)) ** power;
  },

  /** `1 / (1 + rate * epochs)`, where `epochs` grows with each step. */
  inverseTimeDecay:
    ({ rate }: { rate: number }): LearningRateSchedule =>
    ({ step, stepsPerEpoch }) =>
      1 / (1 + (rate * step) / stepsPerEpoch),

  /**
   * Half a cosine from 1 to `floor` over the first `epochs` epochs, then another one, and so on (Loshchilov and Hutter,
   * 2017): each is `longer` times as long as the one before (2), and `lower` times as high (1).
   */
  cosineDecayRestarts(options: {
    epochs: number;
    longer?: number;
    lower?: number;
    floor?: number;
  }): LearningRateSchedule {
    expectOptions('schedules.cosineDecayRestarts', options, ['epochs', 'longer', 'lower', 'floor']);
    const { epochs, longer = 2, lower = 1, floor = 0 } = options;
    return ({ step, stepsPerEpoch }) => {
      let [begun, length, height] = [0, epochs * stepsPerEpoch, 1];
      while (step >= begun + length)
        [begun, length, height] = [begun + length, length * longer, height * lower];
      return floor + (1 - floor) * 0.5 * height * (1 + Math.cos((Math.PI * (step - begun)) / length));
    };
  },

  /** What `schedule` says, times a factor that rises in a straight line from 0 to 1 over the first `epochs` epochs. */
  warmUp:
    (schedule: LearningRateSchedule, { epochs }: { epochs: number }): LearningRateSchedule =>
    (at) =>
      schedule(at) * Math.min(1, (at.step + 1) / (epochs * at.stepsPerEpoch)),

  /** What `schedule` says, times the global batch over `batchSize`: twice the batch, twice the rate (Goyal et al., 2017). */
  scaledWithBatch:
    (schedule: LearningRateSchedule, { batchSize }: { batchSize: number }): LearningRateSchedule =>
    (at) =>
      (schedule(at) * at.batchSize) / batchSize,
};
