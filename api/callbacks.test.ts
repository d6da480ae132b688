import { describe, expect, test } from 'vitest';
import { type Callback, type CallbackLogs, callbacks, type Outcome } from './callbacks.ts';
import { type LearningRateSchedule, schedules } from './schedules.ts';

/** Feeds a callback one epoch after another until it stops. */
function follow<S>(callback: Callback<S>, epochs: readonly CallbackLogs[]): Outcome<S>[] {
  const outcomes: Outcome<S>[] = [];
  let [state, rateFactor] = [callback.initial, 1];
  for (const [epoch, logs] of epochs.entries()) {
    // As it travels in a checkpoint.
    const outcome = callback.onEpochEnd!(JSON.parse(JSON.stringify(state)), { epoch, logs, rateFactor });
    outcomes.push(outcome);
    state = outcome.state;
    rateFactor = outcome.rateFactor ?? rateFactor;
    if (outcome.stop) break;
  }
  return outcomes;
}

const losses = (...values: number[]) => values.map((val_loss) => ({ val_loss }));

describe('earlyStopping', () => {
  test('stops after as many epochs without improvement as its patience, and knows the best', () => {
    const outcomes = follow(
      callbacks.earlyStopping({ patience: 2, restoreBest: true }),
      losses(3, 2, 2.5, 2.1, 1),
    );
    expect(outcomes.map(({ best }) => best)).toEqual([true, true, false, false]);
    expect(outcomes.at(-1)!.stop).toBe('val_loss has not improved since epoch 2');
  });

  test('takes an accuracy for better when it rises', () => {
    const rising = [0.5, 0.6, 0.7].map((val_accuracy) => ({ val_accuracy }));
    const outcomes = follow(callbacks.earlyStopping({ monitor: 'val_accuracy' }), rising);
    expect(outcomes.every(({ stop }) => stop === undefined)).toBe(true);
  });

  test('what is not a number is never the best, in the first epoch least of all', () => {
    const outcomes = follow(
      callbacks.earlyStopping({ patience: 3, restoreBest: true }),
      losses(Number.NaN, 3, Number.NaN, 2),
    );
    expect(outcomes.map(({ best }) => best)).toEqual([false, true, false, true]);
    const never = follow(
      callbacks.earlyStopping({ patience: 2 }),
      losses(Number.NaN, Number.NaN, Number.NaN),
    );
    expect(never.map(({ stop }) => stop)).toEqual([undefined, 'val_loss has not been a number']);
  });

  test('does not count improvements below minDelta', () => {
    const outcomes = follow(callbacks.earlyStopping({ minDelta: 0.5 }), losses(3, 2.8));
    expect(outcomes.at(-1)!.stop).toBeDefined();
  });

  test('an epoch without the log changes nothing', () => {
    const outcomes = follow(callbacks.earlyStopping(), [{ val_loss: 1 }, { loss: 2 }, { val_loss: 0.5 }]);
    expect(outcomes.map(({ stop }) => stop)).toEqual([undefined, undefined, undefined]);
  });
});

test('modelCheckpoint keeps the best, or every epoch', () => {
  expect(follow(callbacks.modelCheckpoint(), losses(3, 4, 2)).map(({ save }) => save)).toEqual([
    'best',
    undefined,
    'best',
  ]);
  const every = follow(callbacks.modelCheckpoint({ bestOnly: false }), losses(3, 4));
  expect(every.map(({ save }) => save)).toEqual(['epoch-1', 'epoch-2']);
});

test('reduceOnPlateau lowers the rate again and again, down to its least', () => {
  const callback = callbacks.reduceOnPlateau({ factor: 0.5, patience: 2, minFactor: 0.3 });
  const outcomes = follow(callback, losses(1, 1, 1, 1, 1, 1, 1));
  expect(outcomes.map(({ rateFactor }) => rateFactor)).toEqual([
    ...[undefined, undefined, 0.5],
    ...[undefined, 0.3],
    ...[undefined, 0.3],
  ]);
});

test('terminateOnNaN stops at the first loss that is not finite', () => {
  const { onStep, initial } = callbacks.terminateOnNaN();
  expect(onStep!(initial, { step: 1, epoch: 0, logs: { loss: 2 } }).stop).toBeUndefined();
  expect(onStep!(initial, { step: 7, epoch: 0, logs: { loss: Number.NaN } }).stop).toBe(
    'loss of step 7 is not a number',
  );
});

test('schedules give the factors they promise', () => {
  const at = (step: number) => ({ step, stepsPerEpoch: 10, totalSteps: 100, batchSize: 256 });
  expect(schedules.constant(0.5)(at(3))).toBe(0.5);
  const steps = schedules.stepDecay({ epochs: 2, factor: 0.1 });
  expect([steps(at(19)), steps(at(20))]).toEqual([1, 0.1]);
  expect(schedules.exponentialDecay({ rate: 0.5 })(at(20))).toBeCloseTo(0.25);
  const cosine = schedules.cosineDecay({ floor: 0.2 });
  expect([cosine(at(0)), cosine(at(50)), cosine(at(100))].map((x) => Number(x.toFixed(6)))).toEqual([
    1, 0.6, 0.2,
  ]);
  // Of a run that is trained further than its schedule was laid out for.
  expect(cosine(at(150))).toBeCloseTo(0.2);
  expect(schedules.polynomialDecay({ floor: 0.1, power: 0.5 })(at(150))).toBeCloseTo(0.1);
  const warm = schedules.warmUp(schedules.constant(), { epochs: 1 });
  expect([warm(at(0)), warm(at(4)), warm(at(30))]).toEqual([0.1, 0.5, 1]);
  expect(schedules.scaledWithBatch(schedules.constant(), { batchSize: 128 })(at(0))).toBe(2);
});

test('schedules decay as those of Keras do', () => {
  const at = (step: number) => ({ step, stepsPerEpoch: 10, totalSteps: 100, batchSize: 256 });
  const factors = (schedule: LearningRateSchedule) =>
    [0, 5, 10, 11, 15, 35, 99].map((step) => Number(schedule(at(step)).toFixed(6)));
  // By keras.optimizers.schedules of Keras 3.15, in the order above, over the same steps.
  expect(factors(schedules.polynomialDecay({ floor: 0.2, power: 2 }))).toEqual([
    1, 0.922, 0.848, 0.83368, 0.778, 0.538, 0.20008,
  ]);
  expect(factors(schedules.inverseTimeDecay({ rate: 0.5 }))).toEqual([
    1, 0.8, 0.666667, 0.645161, 0.571429, 0.363636, 0.168067,
  ]);
  expect(factors(schedules.cosineDecayRestarts({ epochs: 1, longer: 2, lower: 0.5, floor: 0.1 }))).toEqual([
    1, 0.55, 0.55, 0.54723, 0.484099, 0.316436, 0.1798,
  ]);
  expect(factors(schedules.piecewiseConstant({ epochs: [1, 3], factors: [1, 0.5, 0.1] }))).toEqual([
    1, 1, 0.5, 0.5, 0.5, 0.1, 0.1,
  ]);
  expect(() => schedules.piecewiseConstant({ epochs: [1], factors: [1] })).toThrow(
    'has 1 factors for 1 ends',
  );
});
