import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { GenerationPlan, StepRecord } from '../trainer/ports.ts';
import { StepReports } from './step-reports.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const plan = (generation: number) => ({ generation, rank: 0 }) as GenerationPlan;
const record = (step: number) => ({ step, startMs: 10, totals: Float32Array.of(1) }) as unknown as StepRecord;

/** Reports, and what they have said: generation, first step and number of steps of each. */
function reports() {
  const said: (readonly [number | null | undefined, number | null | undefined, number])[] = [];
  const steps = new StepReports(
    ({ progress }) => said.push([progress?.generation, progress?.steps?.[0]?.step, progress!.steps!.length]),
    () => 5,
  );
  return { steps, said };
}

test('a step is told of within a quarter of a second, with those that came meanwhile', () => {
  const { steps, said } = reports();
  const only = plan(1);
  steps.add(only, record(0));
  said.length = 0;
  for (let step = 1; step < 6; step++) {
    steps.add(only, record(step));
    vi.advanceTimersByTime(49);
  }
  expect(said).toEqual([]);
  vi.advanceTimersByTime(5);
  expect(said).toEqual([[1, 1, 5]]);
  steps.add(only, record(6));
  steps.flush();
  steps.flush();
  expect(said).toEqual([
    [1, 1, 5],
    [1, 6, 1],
  ]);
});

test('the first step of a generation is told of at once', () => {
  const { steps, said } = reports();
  const [first, second] = [plan(1), plan(2)];
  for (let step = 0; step < 3; step++) steps.add(first, record(step));
  expect(said).toEqual([[1, 0, 1]]);
  for (let step = 2; step < 5; step++) steps.add(second, record(step));
  expect(said).toEqual([
    [1, 0, 1],
    [1, 1, 2],
    [2, 2, 1],
  ]);
});

test('a report has at most 256 steps, of one generation', () => {
  const { steps, said } = reports();
  const first = plan(1);
  for (let step = 0; step < 300; step++) steps.add(first, record(step));
  steps.add(plan(2), record(300));
  steps.flush();
  expect(said).toEqual([
    [1, 0, 1],
    [1, 1, 256],
    [1, 257, 43],
    [2, 300, 1],
  ]);
});
