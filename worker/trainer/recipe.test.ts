import { expect, test } from 'vitest';
import { callbacks, type Outcome } from '../../api/callbacks.ts';
import { INITIAL_STATE } from '../checkpoint/training-state.ts';
import { clipGradient, consult, type Recipe, rateFactor } from './recipe.ts';

const RECIPE: Recipe = { rate: () => 1, clip: {}, accumulate: 1, maxSkippedSteps: 10, callbacks: [] };
const SCHEDULE = { epochs: 3, batchesPerEpoch: 10, updatesPerBatch: 2 };

test('clips numbers, then the norm', () => {
  const gradient = Float32Array.of(3, -4, 0.5);
  clipGradient(gradient, { value: 3.5 });
  expect([...gradient]).toEqual([3, -3.5, 0.5]);
  clipGradient(gradient, { norm: 1 });
  expect(Math.hypot(...gradient)).toBeCloseTo(1, 6);
  const small = Float32Array.of(0.1, 0.2);
  clipGradient(small, { norm: 1 });
  expect([...small]).toEqual([...Float32Array.of(0.1, 0.2)]);
});

test('the schedule counts batches, not updates, and callbacks scale it', () => {
  const seen: number[] = [];
  const recipe = {
    ...RECIPE,
    rate: ({
      step,
      stepsPerEpoch,
      totalSteps,
    }: {
      step: number;
      stepsPerEpoch: number;
      totalSteps: number;
    }) => {
      seen.push(step, stepsPerEpoch, totalSteps);
      return 0.5;
    },
  };
  const state = { ...INITIAL_STATE, committedSteps: 7, rateFactor: 0.1 };
  expect(rateFactor(recipe, state, SCHEDULE, 32)).toBeCloseTo(0.05);
  expect(seen).toEqual([3, 10, 30]);
  rateFactor(recipe, state, { ...SCHEDULE, scheduleEpochs: 9 }, 32);
  expect(seen.slice(3), 'of a run that is to go on later').toEqual([3, 10, 90]);
});

test.each<[what: string, rate: () => unknown, message: RegExp]>([
  ['gives no number', () => Number.NaN, /gives NaN at step 0\. Make it give a number/],
  ['gives a promise', async () => 1, /gives \[object Promise\] at step 0/],
  ['was not called', () => () => 1, /gives a function at step 0\. Call it/],
  ['throws', () => JSON.parse('{'), /fails at step 0: Expected/],
])('a schedule that %s is the job’s fault', (_, rate, message) => {
  const recipe = { ...RECIPE, rate: rate as Recipe['rate'] };
  const factor = () => rateFactor(recipe, INITIAL_STATE, SCHEDULE, 32);
  expect(factor).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
  expect(factor).toThrow(expect.toSatisfy((error) => message.test(error.describe())));
});

test('each callback keeps a state of its own, and the first to stop gives the reason', () => {
  const recipe = {
    ...RECIPE,
    callbacks: [
      callbacks.csvLogger(),
      callbacks.earlyStopping({ monitor: 'loss', restoreBest: true }),
      callbacks.modelCheckpoint({ monitor: 'loss' }),
    ],
  };
  const first = consult(recipe, INITIAL_STATE, 'onEpochEnd', { step: 10, epoch: 0, logs: { loss: 1 } });
  expect(first).toMatchObject({ best: true, saves: ['best'], state: { stopped: '' } });
  const second = consult(recipe, first.state, 'onEpochEnd', { step: 20, epoch: 1, logs: { loss: 2 } });
  expect(second).toMatchObject({ best: false, saves: [] });
  expect(second.state.stopped).toBe('loss has not improved since epoch 1');
  expect(second.state.callbacks[2]).toEqual({ best: 1, wait: 1 });
});

test.each<[what: string, outcome: () => unknown, message: RegExp]>([
  ['throws', () => JSON.parse('{'), /^callback mine fails: Expected/],
  ['throws what is no error', () => Promise.reject.call(undefined as never), /^callback mine fails: /],
  ['gives a promise', async () => ({ state: 1, stop: 'now' }), /^callback mine fails: it returns a promise/],
  ['gives nothing', () => undefined, /^callback mine fails: it returns undefined; return \{ state \}/],
  ['saves outside of its folder', () => ({ state: 1, save: '../best' }), /it saves under "\.\.\/best"/],
  [
    'saves in the place of another checkpoint',
    () => ({ state: 1, save: 'step-4' }),
    /it saves under "step-4"/,
  ],
  ['sets no rate', () => ({ state: 1, rateFactor: Number.NaN }), /its rateFactor is NaN/],
])('a callback that %s is named', (_, outcome, message) => {
  const broken = { name: 'mine', initial: null, onEpochEnd: outcome as () => Outcome<unknown> };
  const recipe = { ...RECIPE, callbacks: [broken] };
  const at = { step: 1, epoch: 0, logs: {} };
  const asking = () => consult(recipe, INITIAL_STATE, 'onEpochEnd', at);
  expect(asking).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
  expect(asking).toThrow(message);
});
