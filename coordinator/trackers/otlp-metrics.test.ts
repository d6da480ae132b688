import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { PushMetricExporter, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { expect, onTestFinished, test } from 'vitest';
import type { RunEvent } from '../../proto/events.ts';
import { OtlpMetrics } from './otlp-metrics.ts';

const phases = { data: 10, compute: 20, reduce: 30, apply: 40 };
const step = (number: number, rank: number, more: object) => ({
  ...{ type: 'step', time: 0, step: number, epoch: 0, rank, start: 5_000 + 1_000 * number, phases },
  ...{ samples: 8, learningRate: 0.5, ...more },
});
const EVENTS = [
  { time: 1, type: 'generation_formed', generation: 1, members: ['a', 'b'], nextStep: 0, reason: '' },
  step(0, 0, { logs: { loss: 2 }, gradientNorm: 3 }),
  step(0, 1, {}),
  { time: 2, type: 'recovered', generation: 2, step: 1, seconds: 0.25, repeatedSteps: 1 },
  step(1, 0, { logs: { loss: Number.NaN }, skipped: true }),
  step(1, 1, {}),
  { time: 3, type: 'epoch_ended', epoch: 0, logs: { loss: 1.5, 'val_f1 (macro)': 1.25 }, seconds: 1 },
  { time: 4, type: 'checkpoint_saved', path: '', step: 2, bytes: 10 },
  { time: 5, type: 'run_finished', summary: { tested: { test_loss: 1 } } },
] as unknown as RunEvent[];

function exporter(failure?: Error): PushMetricExporter & { readonly reports: ResourceMetrics[] } {
  const reports: ResourceMetrics[] = [];
  return {
    reports,
    export(metrics, done) {
      reports.push(metrics);
      done(failure ? { code: 1, error: failure } : { code: 0 });
    },
    forceFlush: async () => undefined,
    shutdown: async () => undefined,
  };
}

async function sent(notes: string[], failure?: Error): Promise<ResourceMetrics> {
  const to = exporter(failure);
  const metrics = new OtlpMetrics('', resourceFromAttributes({}), (note) => notes.push(note), to);
  for (const event of EVENTS) metrics.hear(event);
  await metrics.close();
  expect(to.reports).toHaveLength(1);
  return to.reports[0]!;
}

test('a run as metrics: the logs of step, epoch and test, and what it has come to', async () => {
  const notes: string[] = [];
  const { scopeMetrics } = await sent(notes);
  const values = scopeMetrics.flatMap(({ metrics }) =>
    metrics.map(({ descriptor, dataPoints }) => [descriptor.name, dataPoints[0]!.value]),
  );
  expect(Object.fromEntries(values)).toMatchObject({
    'lockstep.world_size': 2,
    'lockstep.generation': 1,
    'lockstep.batch_loss': Number.NaN,
    'lockstep.batch_learning_rate': 0.5,
    'lockstep.batch_gradient_norm': 3,
    'lockstep.loss': 1.5,
    'lockstep.val_f1__macro_': 1.25,
    'lockstep.test_loss': 1,
    'lockstep.steps': 2,
    'lockstep.samples': 32,
    'lockstep.skipped_steps': 1,
    'lockstep.recoveries': 1,
    'lockstep.repeated_steps': 1,
    'lockstep.epochs': 1,
    'lockstep.checkpoints': 1,
    'lockstep.step.duration': { count: 2, min: 0.1, max: 0.1 },
    'lockstep.recovery.duration': { count: 1, sum: 0.25 },
    // From 5,000 to 6,100 ms.
    'lockstep.samples_per_second': 32 / 1.1,
  });
  expect(notes).toEqual([]);
});

test('a receiver that refuses metrics is told of once, and at the end', async () => {
  const notes: string[] = [];
  await sent(notes, Object.assign(new Error('Forbidden'), { code: 403 }));
  expect(notes).toEqual([
    'OpenTelemetry’s receiver takes no metrics: Forbidden; training goes on',
    'OpenTelemetry’s receiver has not got the last metrics (Forbidden)',
  ]);
});

test.each([404, 405, 501])('a receiver of traces alone, which answers %i, is no fault', async (status) => {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(status).end());
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const notes: string[] = [];
  const url = `http://127.0.0.1:${port}`;
  const metrics = new OtlpMetrics(url, resourceFromAttributes({}), (note) => notes.push(note));
  for (const event of EVENTS) metrics.hear(event);
  await metrics.close();
  expect(notes).toEqual([]);
});
