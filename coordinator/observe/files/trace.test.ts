import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RunEvent, RunEventBody } from '../../../proto/events.ts';
import { readJson, temporaryFolder } from '../../../test/support/lockstep.ts';
import { TraceFile } from './trace.ts';

const at = (time: number, body: Partial<RunEventBody>) => ({ time, runId: 'run', ...body }) as RunEvent;

test('a timeline begins with the start of its processes; what overlaps has lines of its own', async () => {
  const folder = temporaryFolder();
  const file = new TraceFile(join(folder, 'trace.json'));
  file.hear(at(1_500, { type: 'run_started', phases: [{ name: 'bundle the job', start: 1_000, ms: 200 }] }));
  const phases = [
    { name: 'load tensorflow', start: 1_100, ms: 300 },
    { name: 'load the data', start: 1_150, ms: 50 },
    { name: 'make the model', start: 1_400, ms: 20 },
  ];
  file.hear(at(1_600, { type: 'worker_ready', workerId: 'a', backend: '', device: '', phases }));
  await file.close();
  type Entry = { ph: string; name: string; pid: number; tid: number; ts: number; dur: number };
  const slices = (readJson(folder, 'trace.json') as Entry[]).filter(({ ph }) => ph === 'X');
  expect(slices.map(({ name, pid, tid, ts, dur }) => [name, pid, tid, ts, dur])).toEqual([
    ['bundle the job', 0, 3, 0, 200_000],
    ['load tensorflow', 1, 2, 100_000, 300_000],
    ['load the data', 1, 3, 150_000, 50_000],
    ['make the model', 1, 2, 400_000, 20_000],
  ]);
});

test('a step says of its all-reduce how long it went on beside the computation', async () => {
  const folder = temporaryFolder();
  const file = new TraceFile(join(folder, 'trace.json'));
  file.hear(at(1_000, { type: 'run_started', phases: [] }));
  file.hear(at(1_000, { type: 'generation_formed', generation: 1, members: ['a'], nextStep: 0 }));
  const step = { type: 'step', rank: 0, epoch: 0, samples: 8, learningRate: 1, start: 1_000 } as const;
  const phases = { data: 1, compute: 50, reduce: 3, apply: 2 };
  file.hear(at(1_100, { ...step, generation: 1, step: 0, phases }));
  file.hear(at(1_200, { ...step, generation: 1, step: 1, phases, hidden: 37 }));
  await file.close();
  type Entry = { name: string; args?: object };
  const sums = (readJson(folder, 'trace.json') as Entry[]).filter(({ name }) => name === 'all-reduce');
  expect(sums.map(({ args }) => args)).toEqual([undefined, { 'ms beside compute': 37 }]);
});
