import { expect, test } from 'vitest';
import { ranked, rungsOf, type Task, type TrialState, tasksOf } from './plan.ts';

test.each([
  [9, 20, undefined, [9]],
  [9, 20, 3, [1, 3, 9]],
  [9, 3, 3, [3, 9]],
  [9, 1, 3, [3, 9]],
  [2, 20, 3, [2]],
  [10, 100, 2, [1, 2, 5, 10]],
  [1, 5, 2, [1]],
])('%d epochs, %d trials, halving %s: compared at %j', (epochs, trials, halving, rungs) => {
  expect(rungsOf(epochs, trials, halving)).toEqual(rungs);
});

/** Carries out all that is asked, trial by trial; the loss of trial i after e epochs is `losses[i] / e`. */
function carryOut(losses: readonly (number | undefined)[], rungs: readonly number[], halving: number) {
  const rules = { rungs, halving, more: false };
  const trials: TrialState[] = losses.map(() => ({ trained: 0, scores: [] }));
  const done: Task[] = [];
  for (let tasks = tasksOf(trials, rules); tasks.length > 0; tasks = tasksOf(trials, rules)) {
    const { trial, epochs } = tasks.at(-1)!;
    const loss = losses[trial];
    const scores = Array.from({ length: epochs }, (_, i) =>
      loss === undefined ? undefined : loss / (i + 1),
    );
    trials[trial] = { trained: epochs, scores, failed: loss === undefined };
    done.push({ trial, epochs });
  }
  return { done, order: ranked(trials, rules), trials };
}

test('of the trials at each rung the best part goes on', () => {
  const { done, order } = carryOut([5, 1, 4, 2, 9, 7, 8, 6, 3], [1, 3, 9], 3);
  const at = (epochs: number) => done.filter((task) => task.epochs === epochs).map(({ trial }) => trial);
  expect(at(1).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(at(3).sort()).toEqual([1, 3, 8]);
  expect(at(9)).toEqual([1]);
  expect(order).toEqual([1, 3, 8, 2, 0, 7, 5, 6, 4]);
});

test('a trial that fails or has no score is behind all others, and costs none', () => {
  const { done, order } = carryOut([undefined, 2, undefined, 1], [1, 2], 2);
  expect(done.filter(({ epochs }) => epochs === 2).map(({ trial }) => trial)).toEqual([1, 3]);
  expect(order).toEqual([3, 1, 0, 2]);
});

test('without halving all are trained to the end', () => {
  const { done, order } = carryOut([3, 1, 2], [4], 1);
  expect(done).toHaveLength(3);
  expect(order).toEqual([1, 2, 0]);
});

test('what is begun and not ended is asked for again, with all others of its rung', () => {
  const trials = [
    { trained: 1, scores: [1, 0.5] },
    { trained: 0, scores: [2] },
    { trained: 1, scores: [3] },
  ];
  expect(tasksOf(trials, { rungs: [1, 2], halving: 2, more: false })).toEqual([{ trial: 1, epochs: 1 }]);
  const all = trials.map((trial) => ({ ...trial, trained: 1 }));
  // At one epoch the first is best, whatever it has reached since.
  expect(tasksOf(all, { rungs: [1, 2], halving: 2, more: false }).map(({ trial }) => trial)).toEqual([0, 1]);
  expect(tasksOf(all, { rungs: [1, 2], halving: 2, more: true }).map(({ trial }) => trial)).toEqual([2, 1]);
});

test('a trial that ended sooner by itself is compared by its last epoch', () => {
  const trials = [
    { trained: 4, scores: [3, 1] },
    { trained: 4, scores: [4, 3, 2, 2] },
  ];
  expect(ranked(trials, { rungs: [4], halving: 1, more: false })).toEqual([0, 1]);
});
