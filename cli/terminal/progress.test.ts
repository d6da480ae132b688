import { expect, test } from 'vitest';
import type { RunEvent, RunEventBody } from '../../proto/events.ts';
import { ProgressView } from './progress.ts';

const at = (time: number, body: RunEventBody) => ({ time, runId: 'run', ...body }) as RunEvent;
const step = (time: number, number: number, loss: number) =>
  at(time, {
    type: 'step',
    generation: 1,
    rank: 0,
    step: number,
    epoch: Math.floor(number / 10),
    samples: 64,
    start: time,
    learningRate: 0.001,
    logs: { loss },
    batchSamples: 128,
    phases: { data: 0, compute: 1, reduce: 1, apply: 0 },
  });

function view(workers: number): ProgressView {
  const result = new ProgressView({ color: false, workers });
  result.lines(
    at(0, {
      type: 'run_started',
      job: 'job',
      dataset: 'digits',
      substitute: false,
      batchSize: 128,
      epochs: 2,
      batchesPerEpoch: 10,
      term: 1,
    }),
  );
  result.lines(
    at(0, { type: 'generation_formed', generation: 1, members: ['a', 'b'], nextStep: 0, reason: '' }),
  );
  return result;
}

test('an epoch as Keras shows it: what is left of it while it goes on, what it took at its end', () => {
  const terminal = view(4);
  const first = terminal.lines(step(0, 0, 2));
  expect(first.map(({ text, live }) => [text.slice(0, 9), live])).toEqual([
    ['Epoch 1/2', false],
    [' 1/10 ━━━', true],
  ]);
  for (let i = 1; i < 5; i++) terminal.lines(step(1000 * i, i, 2));
  const [half] = terminal.lines(step(5_000, 4, 1));
  expect(half!.text).toMatch(
    /^ 5\/10 ━{20} 5s 1\.0s\/step - loss: 1\.\d{4} - workers 2\/4 - \d+ samples\/s$/,
  );
  for (let i = 5; i < 10; i++) terminal.lines(step(1000 * i, i, 1));
  const [end] = terminal.lines(
    at(12_000, { type: 'epoch_ended', epoch: 0, logs: { val_loss: 0.5, loss: 1 }, seconds: 12 }),
  );
  expect(end!.live).toBe(false);
  expect(end!.text).toMatch(
    /^10\/10 ━{20} 12s 900ms\/step - loss: 1\.0000 - val_loss: 0\.5000 - workers 2\/4/,
  );
});

test('ranks that report several short epochs at once: each epoch is begun once, with its own pace', () => {
  const terminal = view(2);
  const reported = (rank: number) => (event: RunEvent) => {
    const { logs: _, ...others } = event as Extract<RunEvent, { type: 'step' }>;
    return terminal.lines((rank === 0 ? event : { ...others, rank }) as RunEvent);
  };
  // 10 steps of 128 samples take 12 ms, and all of it is told 500 ms later.
  const began = (number: number) => ({ ...step(500, number, 1), start: number }) as RunEvent;
  const steps = (epoch: number) => Array.from({ length: 10 }, (_, i) => began(10 * epoch + i));
  const lines = [
    ...[...steps(0), ...steps(1)].flatMap(reported(1)),
    ...[0, 1].flatMap((epoch) => [
      ...steps(epoch).flatMap(reported(0)),
      ...terminal.lines(at(500, { type: 'epoch_ended', epoch, logs: { loss: 1 }, seconds: 0.01 })),
    ]),
  ].filter(({ live }) => !live);
  expect(lines.map(({ text }) => text)).toEqual([
    'Epoch 1/2',
    expect.stringMatching(/^10\/10 .* 116\.4k samples\/s$/),
    'Epoch 2/2',
    expect.stringMatching(/^10\/10 .* 116\.4k samples\/s$/),
  ]);
});

test('what comes of an order is told, and the breaking of a generation for it is not', () => {
  const terminal = view(2);
  const say = (body: RunEventBody) => terminal.lines(at(1, body)).map(({ text }) => text.trim());
  expect(say({ type: 'command', order: { command: 'pause' }, from: 'NATS' })).toEqual([
    'pause, asked by NATS',
  ]);
  expect(say({ type: 'generation_broken', generation: 1, planned: true, reason: 'pause' })).toEqual([]);
  const formed = {
    type: 'generation_formed',
    generation: 2,
    members: ['a'],
    nextStep: 7,
    reason: '',
  } as const;
  expect(say({ ...formed, paused: true })).toEqual(['paused at step 7']);
});

test('a step that was left out is told of, and counts for nothing in the line', () => {
  const terminal = view(2);
  terminal.lines(step(0, 0, 2));
  const [note, ...more] = terminal.lines({ ...step(1000, 1, Number.NaN), skipped: true } as RunEvent);
  expect(note).toMatchObject({
    live: false,
    text: expect.stringContaining('step 1 is left out (the first)'),
  });
  expect(more).toEqual([]);
  const [line] = terminal.lines(step(2000, 2, 1));
  expect(line!.text).toContain('loss: 1.5000');
});

test('much waiting for data is told, in the bar and at the end of the epoch', () => {
  const ranks = view(2);
  const steps = (data: number) =>
    [0, 1].flatMap((number) => {
      const event = {
        ...step(1_000, number, 1),
        phases: { data, compute: 6, reduce: 0, apply: 0 },
        preparation: { read: 1, decode: 5 },
      } as RunEvent;
      return ranks.lines(event);
    });
  const end = () => ranks.lines(at(2_000, { type: 'epoch_ended', epoch: 0, logs: {}, seconds: 1 }));
  steps(0.5);
  expect(
    end()
      .map(({ text }) => text)
      .join(),
  ).not.toMatch(/data/);
  expect(steps(6).at(-1)!.text).toMatch(/waiting for data 35 % \(decoding\)$/);
  expect(end().at(-1)!.text).toBe(
    '  35 % of the time went by in waiting for data; what takes the longest is decoding',
  );
});
