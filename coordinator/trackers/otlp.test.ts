import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { RunEvent } from '../../proto/events.ts';
import { RunOptions } from '../run/options.ts';
import { OtlpTraces, openOtlp } from './otlp.ts';

const phases = { data: 1, compute: 2, reduce: 3, apply: 4 };
const EVENTS = [
  { time: 1_000, type: 'run_started', job: 'job', epochs: 2, batchesPerEpoch: 2, phases: [{ start: 900 }] },
  {
    time: 1_010,
    type: 'generation_formed',
    generation: 1,
    members: ['a', 'b'],
    nextStep: 0,
    reason: 'all came',
  },
  {
    time: 1_030,
    type: 'step',
    step: 0,
    epoch: 0,
    rank: 0,
    start: 1_020,
    phases,
    samples: 8,
    logs: { loss: 2 },
  },
  { time: 1_031, type: 'step', step: 0, epoch: 0, rank: 1, start: 1_021, phases, samples: 8 },
  { time: 1_040, type: 'generation_broken', generation: 1, planned: false, reason: 'b is lost' },
  { time: 1_050, type: 'generation_formed', generation: 2, members: ['a'], nextStep: 1, reason: 'a goes on' },
  { time: 1_060, type: 'recovered', generation: 2, step: 1, seconds: 0.02, repeatedSteps: 1 },
  {
    time: 1_070,
    type: 'step',
    step: 1,
    epoch: 0,
    rank: 0,
    start: 1_055,
    phases,
    samples: 16,
    logs: { loss: 1 },
  },
  { time: 1_080, type: 'epoch_ended', epoch: 0, logs: { loss: 1.5, val_loss: 1.25 }, seconds: 0.06 },
  // Of the epoch that has ended.
  { time: 1_085, type: 'step', step: 1, epoch: 0, rank: 1, start: 1_056, phases, samples: 8 },
  { time: 1_090, type: 'checkpoint_saved', path: 'checkpoints/step-2', step: 2, bytes: 10 },
  { time: 1_100, type: 'run_failed', code: 'TOO_FEW_WORKERS', message: 'nobody is left' },
] as unknown as RunEvent[];

const tracked = (onNote: (text: string) => void = expect.fail) => ({
  directory: { path: '', writeJson: async () => undefined },
  config: { runId: 'run' },
  options: RunOptions.parse({ batchSize: 1, epochs: 1, seed: 1, startWorkers: 1 }),
  settings: {},
  onNote,
});

/** Takes all spans, or none. */
function exporter(failure?: Error): SpanExporter & { readonly spans: ReadableSpan[] } {
  const spans: ReadableSpan[] = [];
  return {
    spans,
    export(more, done) {
      spans.push(...more);
      done(failure ? { code: 1, error: failure } : { code: 0 });
    },
    shutdown: async () => undefined,
  };
}

const ms = ([seconds, nanoseconds]: readonly [number, number]) => 1000 * seconds + nanoseconds / 1e6;

test('a run is a tree of spans on the coordinator’s clock', async () => {
  const to = exporter();
  const tracker = new OtlpTraces({ url: '' }, tracked(), to);
  for (const event of EVENTS) tracker.hear(event);
  await tracker.close();
  const byId = new Map(to.spans.map((span) => [span.spanContext().spanId, span]));
  const tree = to.spans.map((span) => {
    const parent = byId.get(span.parentSpanContext?.spanId ?? '');
    return `${parent?.name ?? ''}/${span.name} ${ms(span.startTime)}-${ms(span.endTime)}`;
  });
  const parts = (start: number) => [
    `step/data ${start}-${start + 1}`,
    `step/compute ${start + 1}-${start + 3}`,
    `step/all-reduce ${start + 3}-${start + 6}`,
    `step/apply ${start + 6}-${start + 10}`,
    `epoch/step ${start}-${start + 10}`,
  ];
  expect(tree).toEqual([
    ...parts(1_020),
    ...parts(1_021),
    'run job/generation 1010-1040',
    'run job/recovery 1040-1060',
    ...parts(1_055),
    'run job/epoch 1020-1080',
    ...parts(1_056),
    'run job/checkpoint 1090-1090',
    'run job/generation 1050-1100',
    '/run job 900-1100',
  ]);
  const named = (name: string) => to.spans.filter((span) => span.name === name);
  expect(named('epoch')[0]!.attributes).toEqual({
    'lockstep.epoch': 0,
    'lockstep.loss': 1.5,
    'lockstep.val_loss': 1.25,
  });
  expect(named('generation').map(({ status }) => status)).toEqual([
    { code: 2, message: 'b is lost' },
    { code: 0 },
  ]);
  expect(named('run job')[0]!.status).toEqual({ code: 2, message: 'nobody is left' });
  expect(named('recovery')[0]!.attributes).toMatchObject({ 'lockstep.repeated_steps': 1 });
});

test('what a receiver does not take is counted, and told once', async () => {
  const notes: string[] = [];
  const tracker = new OtlpTraces(
    { url: '' },
    tracked((note) => notes.push(note)),
    exporter(new Error('full')),
  );
  for (const event of EVENTS) tracker.hear(event);
  await tracker.close();
  expect(notes).toEqual([
    'OpenTelemetry’s receiver takes nothing: full; training goes on',
    'OpenTelemetry’s receiver has not got 26 spans (full)',
  ]);
});

test('headers come from the environment, and no password is told', async () => {
  vi.stubEnv('OTEL_EXPORTER_OTLP_HEADERS', 'authorization=Bearer%20secret');
  onTestFinished(() => void vi.unstubAllEnvs());
  const asked: unknown[] = [];
  const server = createServer((request, response) => {
    const { 'content-type': type, authorization } = request.headers;
    asked.push([request.method, request.url, type, authorization]);
    request.resume();
    response.writeHead(400).end('no');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  const notes: string[] = [];
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const trackers = openOtlp(
    { url },
    tracked((note) => notes.push(note)),
  );
  for (const event of EVENTS) for (const tracker of trackers) tracker.hear(event);
  for (const tracker of trackers) await tracker.close();
  expect(asked).toEqual(
    ['traces', 'metrics'].map((what) => ['POST', `/v1/${what}`, 'application/x-protobuf', 'Bearer secret']),
  );
  expect(notes).toHaveLength(4);
  expect(notes.join()).not.toContain('secret');
});
