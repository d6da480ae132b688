import { expect, test } from 'vitest';
import { callbacks } from '../../api/callbacks.ts';
import { INITIAL_STATE } from '../checkpoint/training-state.ts';
import { clipGradient, consult, type Recipe, rateFactor } from './recipe.ts';

const RECIPE: Recipe = { rate: () => 1, clip: {}, accumulate: 1, callbacks: [] };
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
});

test('a schedule that gives no number is the job’s fault', () => {
  const recipe = { ...RECIPE, rate: () => Number.NaN };
  expect(() => rateFactor(recipe, INITIAL_STATE, SCHEDULE, 32)).toThrow(
    expect.objectContaining({ code: 'BAD_INPUT' }),
  );
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

test('a callback that throws is named', () => {
  const broken = { name: 'mine', initial: null, onEpochEnd: () => JSON.parse('{') };
  const recipe = { ...RECIPE, callbacks: [broken] };
  const at = { step: 1, epoch: 0, logs: {} };
  expect(() => consult(recipe, INITIAL_STATE, 'onEpochEnd', at)).toThrow(/callback mine fails/);
});
