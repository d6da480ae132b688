import { expect, test } from 'vitest';
import { type Machine, predict } from '../../cli/estimate/cost.ts';
import type { RunEvent, RunEventBody } from '../../proto/events.ts';
import { fitModel, Scaling, stepMs, TARGET, worthwhile } from './scaling.ts';

test('a step in a world of any size, by hand', () => {
  const model = fitModel({
    compute: [
      [120, 7],
      [60, 4],
    ],
    reduce: [
      [2, 2],
      [4, 3],
    ],
    otherMs: 0.5,
  });
  // Gradient 1 + m / 20, all-reduce 2 + (K - 2) / 2.
  expect(stepMs(model, 1, 120)).toBeCloseTo(7 + 0.5, 9);
  expect(stepMs(model, 2, 120)).toBeCloseTo(4 + 0.5 + 2, 9);
  expect(stepMs(model, 6, 120)).toBeCloseTo(2 + 0.5 + 4, 9);
});

test('what a run has not shown counts as the best that it could be', () => {
  const compute: [number, number][] = [[60, 6]];
  expect(stepMs(fitModel({ compute, reduce: [], otherMs: 0 }), 4, 120)).toBeCloseTo(3, 9);
  expect(stepMs(fitModel({ compute, reduce: [[2, 1]], otherMs: 0 }), 4, 120)).toBeCloseTo(4, 9);
  // Sizes that differ by a sample say nothing of what a sample costs.
  const uneven: [number, number][] = [
    [43, 5],
    [42, 4],
  ];
  expect(stepMs(fitModel({ compute: uneven, reduce: [], otherMs: 0 }), 1, 84)).toBeCloseTo(8, 9);
});

test('the last worker that is wanted brings half of what one makes', () => {
  // A step of 12 ms for one; all-reduce 1 ms. Rates a ms, over that of one: 1, 12/7, 12/5, 3, 12/3.4, 4.
  const rate = (workers: number) => 1 / (12 / workers + (workers > 1 ? 1 : 0));
  expect(worthwhile(rate, 100)).toBe(5);
  expect(worthwhile(rate, 3)).toBe(3);
  expect(worthwhile(rate, 100, 0.7)).toBe(2);
  expect(worthwhile((workers) => 1 / workers, 100)).toBe(1);
});

/** A machine whose gradient costs 1 ms and 0.25 ms a sample, with a network between. */
const machine: Machine = {
  compute: { fixedMs: 1, msPerUnit: 0.25 },
  applyMs: 0.5,
  unsteadiness: [1],
  message: { fixedMs: 0.05, msPerUnit: 1e-6 },
  processor: { fixedMs: 0.05, msPerUnit: 5e-7 },
  memory: { fixedMs: 0.05, msPerUnit: 1e-6 },
  cores: 2,
};
const network = { latencyMs: 0.05, bytesPerMs: 1e6 };
const [BATCH, BYTES] = [256, 4e5];
const predicted = (workers: number) => predict(machine, network, { workers, batch: BATCH, bytes: BYTES });

/** A run on such machines, in worlds of these sizes one after another. */
function run(...worlds: number[]): Scaling {
  const scaling = new Scaling();
  let step = 0;
  const tell = (body: RunEventBody) => scaling.hear({ time: 0, runId: 'run', ...body } as RunEvent);
  const info = { job: 'j', dataset: 'd', substitute: false, epochs: 1, batchesPerEpoch: 1_000, term: 1 };
  tell({ type: 'run_started', batchSize: BATCH, ...info });
  for (const [i, world] of worlds.entries()) {
    const members = Array.from({ length: world }, (_, rank) => `w${rank}`);
    tell({ type: 'generation_formed', generation: i + 1, members, nextStep: step, reason: '' });
    const { computeMs, reduceMs, applyMs } = predicted(world);
    for (let n = 0; n < 40; n++, step++) {
      for (let rank = 0; rank < world; rank++) {
        // The first steps warm up.
        const slow = n < 5 ? 100 : 1;
        const phases = { data: 0, compute: slow * computeMs, reduce: reduceMs, apply: applyMs };
        const rest = { epoch: 0, start: 0, learningRate: 1, samples: BATCH / world };
        tell({ type: 'step', generation: i + 1, rank, step, phases, ...rest });
      }
    }
  }
  return scaling;
}

test('a run that has grown from one worker knows its efficiency, and how many are worth their while', () => {
  const rate = (workers: number) => predicted(workers).samplesPerSecond;
  const { efficiency, wanted } = run(1, 2, 4, 8).view!;
  expect(efficiency).toBeCloseTo(rate(8) / 8 / rate(1), 2);
  // The simulator knows which all-reduce each world takes; the model goes through the middle of that.
  const brought = (from: number, to: number) => (rate(to) - rate(from)) / (to - from) / rate(1);
  expect(wanted).toBeGreaterThan(4);
  expect(brought(wanted / 2, wanted)).toBeGreaterThan(TARGET);
  expect(brought(wanted, 2 * wanted)).toBeLessThan(TARGET);
});

test('little is known of a world twice as large as any: more are not wanted at once', () => {
  expect(run(1).view).toEqual({ efficiency: 1, wanted: 2 });
  expect(run(1, 2).view!.wanted).toBeLessThanOrEqual(4);
});

test('what is saved is known again', () => {
  const before = run(1, 2, 4);
  const again = new Scaling();
  again.restore(JSON.parse(JSON.stringify(before.save())));
  expect(again.view).toEqual(before.view);
});

test('nothing is said before there are steps', () => {
  expect(new Scaling().view).toBeNull();
  expect(run().view).toBeNull();
});
