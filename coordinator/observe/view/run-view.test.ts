import { expect, test } from 'vitest';
import type { RunEvent, RunEventBody, RunSummary } from '../../../proto/events.ts';
import { RATE } from '../../../proto/snapshot.ts';
import { RunView } from './run-view.ts';

function view(): {
  view: RunView;
  hear(time: number, body: RunEventBody): void;
  step(time: number, step: number): void;
} {
  const view = new RunView();
  const hear = (time: number, body: RunEventBody) => view.hear({ time, runId: 'run', ...body } as RunEvent);
  const started = {
    job: 'job',
    dataset: 'digits',
    substitute: false,
    batchSize: 100,
    epochs: 2,
    batchesPerEpoch: 50,
  };
  hear(1_000, { type: 'run_started', ...started, term: 1 });
  for (const workerId of ['a', 'b']) hear(1_000, { type: 'worker_joined', workerId, host: 'host' });
  hear(1_000, { type: 'generation_formed', generation: 1, members: ['a', 'b'], nextStep: 0, reason: '' });
  return {
    view,
    hear,
    step(time, step) {
      for (const rank of [0, 1]) {
        const phases = { data: 1, compute: 2 + rank, reduce: 3, apply: 4 };
        const logs = rank === 0 && { logs: { loss: 1 / (1 + step) }, batchSamples: 100 };
        const at = { generation: 1, rank, step, epoch: 0, samples: 50, start: time, learningRate: 0.1 };
        hear(time, { type: 'step', ...at, ...logs, phases });
      }
    },
  };
}

test('throughput, time to go, and what every worker has done', () => {
  const { view: run, step } = view();
  for (let i = 0; i < 21; i++) step(1_000 + 100 * i, i);
  expect(run.head).toMatchObject({ state: 'training', step: 21, totalSteps: 100, learningRate: 0.1 });
  // A batch of 100 samples every 100 ms.
  expect(run.head.samplesPerSecond).toBeCloseTo(1_000);
  expect(run.head.secondsLeft).toBeCloseTo(7.9);
  const [a, b] = run.head.workers;
  expect(a).toMatchObject({ id: 'a', rank: 0, steps: 21, samples: 1_050, phases: { compute: 2 } });
  expect(b!.seconds.compute).toBeCloseTo(0.063);
  expect(run.snapshot().series[RATE]!.y.at(-1)).toBeCloseTo(1_000);
});

test('a run shorter than the first measurement has its throughput at the end', () => {
  const { view: run, hear, step } = view();
  for (let i = 0; i < 4; i++) step(1_000 + 100 * i, i);
  expect(run.snapshot().series[RATE]).toBeUndefined();
  hear(1_400, { type: 'run_finished', summary: {} as RunSummary });
  expect(run.snapshot().series[RATE]!.y).toEqual([1_000]);
});

test('a coordinator that was asked to go leaves the run interrupted, until the next one takes it up', () => {
  const { view: run, hear, step } = view();
  step(1_100, 0);
  hear(1_200, { type: 'run_interrupted', reason: 'stopped by SIGTERM' });
  expect(run.head).toMatchObject({ state: 'interrupted', reason: 'stopped by SIGTERM', secondsLeft: null });
  hear(1_300, { type: 'generation_formed', generation: 2, members: ['a'], nextStep: 1, reason: '' });
  expect(run.head.state).toBe('training');
});

test('a generation that goes on under the next coordinator trains on the page as well', () => {
  const { view: run, hear, step } = view();
  for (const [id, rank] of [
    ['a', 0],
    ['b', 1],
  ] as const) {
    const ready = { backend: 'tensorflow', mode: 'compiled', device: `CPU ${rank}`, updates: 1 };
    hear(1_000, { type: 'worker_ready', workerId: id, ...ready } as unknown as RunEventBody);
  }
  hear(1_000, { type: 'generation_formed', generation: 1, members: ['a', 'b'], nextStep: 0, reason: '' });
  step(1_100, 0);
  const restored = new RunView();
  restored.restore(JSON.parse(JSON.stringify(run.save())));
  const next = (time: number, body: RunEventBody) =>
    restored.hear({ time, runId: 'run', ...body } as RunEvent);
  const started = { job: 'job', dataset: 'digits', substitute: false, batchSize: 100, epochs: 2 };
  next(9_000, { type: 'run_started', ...started, batchesPerEpoch: 50, term: 2 });
  for (const workerId of ['b', 'a']) next(9_100, { type: 'worker_joined', workerId, host: 'host' });
  expect(restored.head.state).toBe('waiting');
  for (const rank of [0, 1]) {
    const at = { generation: 1, rank, step: 60, epoch: 1, samples: 50, start: 9_200, learningRate: 0.1 };
    const phases = { data: 1, compute: 2, reduce: 3, apply: 4 };
    next(9_200, { type: 'step', ...at, phases, ...(rank === 0 && { logs: { loss: 1 }, batchSamples: 100 }) });
  }
  expect(restored.head).toMatchObject({ state: 'training', step: 61 });
  expect(restored.head.workers.map(({ id, rank, state, device }) => [id, rank, state, device])).toEqual([
    ['a', 0, 'training', 'tensorflow (compiled) on CPU 0'],
    ['b', 1, 'training', 'tensorflow (compiled) on CPU 1'],
  ]);
});

test('times without a step: recoveries and pauses, with their ends', () => {
  const { view: run, hear, step } = view();
  step(1_100, 0);
  hear(2_000, { type: 'generation_broken', generation: 1, planned: false, reason: 'lost' });
  hear(2_000, { type: 'worker_lost', workerId: 'b', reason: 'lost' });
  hear(3_000, { type: 'generation_formed', generation: 2, members: ['a'], nextStep: 1, reason: '' });
  hear(4_000, { type: 'generation_broken', generation: 2, planned: true, reason: 'pause' });
  const paused = {
    type: 'generation_formed',
    members: ['a'],
    nextStep: 1,
    reason: '',
    paused: true,
  } as const;
  hear(4_000, { ...paused, generation: 3 });
  hear(5_000, { ...paused, generation: 4 });
  expect(run.head).toMatchObject({ state: 'paused', samplesPerSecond: null, secondsLeft: null });
  expect(run.snapshot().gaps).toEqual([
    { kind: 'recovering', from: 2_000, until: 3_000 },
    { kind: 'paused', from: 4_000, until: null },
  ]);
  expect(run.head.workers.map(({ id, state, rank }) => [id, state, rank])).toEqual([
    ['a', 'training', 0],
    ['b', 'lost', null],
  ]);
});

test('a page that applies the changes knows what the snapshot says; happenings are bounded', () => {
  const { view: run, hear, step } = view();
  const told: unknown[] = [];
  for (let i = 0; i < 1_200; i++) {
    hear(2_000 + i, { type: 'checkpoint_saved', path: '', step: i, bytes: 1 });
    if (i % 100 === 0) {
      const { from, items } = run.change().happened;
      expect(from).toBe(told.length);
      told.push(...items);
    }
  }
  step(9_000, 0);
  told.push(...run.change().happened.items);
  const { happened } = run.snapshot();
  expect(happened.items).toHaveLength(500);
  expect(told.slice(-500)).toEqual(happened.items);
});

test('a view that was saved and taken up goes on as the one it was made from', () => {
  const { view: whole, hear, step } = view();
  for (let i = 0; i < 3_000; i++) step(1_000 + 100 * i, i);
  hear(400_000, { type: 'generation_broken', generation: 1, planned: false, reason: 'lost' });
  hear(400_000, { type: 'epoch_ended', epoch: 0, logs: { val_loss: 2 }, seconds: 1 });
  const again = new RunView();
  again.restore(JSON.parse(JSON.stringify(whole.save())));
  expect(again.snapshot()).toEqual(whole.snapshot());
  const event = { type: 'worker_lost', workerId: 'a', reason: 'gone' } as const;
  for (const one of [whole, again]) one.hear({ time: 400_001, runId: 'run', ...event });
  expect(again.snapshot()).toEqual(whole.snapshot());
});

test('confusion matrices of several outputs, and of a run that knew of one output alone', () => {
  const { view: run, hear } = view();
  const end = (epoch: number, more: object) =>
    hear(2_000 + epoch, { type: 'epoch_ended', epoch, logs: {}, seconds: 1, ...more });
  const both = [
    { output: 'kind', counts: [1, 0, 0, 1] },
    { output: 'colour', counts: [2] },
  ];
  end(0, { confusion: [4] });
  end(1, { confusions: both });
  const seen = [{ epoch: 1, counts: [4] }, ...both.map((one) => ({ epoch: 2, ...one }))];
  expect(run.snapshot().confusions).toEqual(seen);
  expect(run.change().confusions).toEqual(seen);
  for (let epoch = 2; epoch < 99; epoch++) end(epoch, { confusions: both });
  expect(run.snapshot().confusions).toHaveLength(100);
});

test('confusion matrices: all of them for a page that opens, the new ones for those that are open', () => {
  const { view: run, hear } = view();
  const end = (epoch: number, confusion?: readonly number[]) =>
    hear(2_000 + epoch, {
      type: 'epoch_ended',
      epoch,
      logs: {},
      seconds: 1,
      ...(confusion && { confusions: [{ counts: confusion }] }),
    });
  end(0, [1, 0, 0, 1]);
  expect(run.change().confusions).toEqual([{ epoch: 1, counts: [1, 0, 0, 1] }]);
  end(1);
  end(2, [2, 0, 0, 2]);
  expect(run.change().confusions).toEqual([{ epoch: 3, counts: [2, 0, 0, 2] }]);
  expect(run.change().confusions).toEqual([]);
  const again = new RunView();
  again.restore(JSON.parse(JSON.stringify(run.save())));
  expect(again.snapshot().confusions.map(({ epoch }) => epoch)).toEqual([1, 3]);
  for (let epoch = 3; epoch < 200; epoch++) end(epoch, [1]);
  expect(run.snapshot().confusions).toHaveLength(100);
});
