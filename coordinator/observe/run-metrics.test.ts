import { expect, test } from 'vitest';
import type { RunEvent, RunEventBody } from '../../proto/events.ts';
import { RunMetrics } from './run-metrics.ts';
import { RunView } from './view/run-view.ts';

/** What a scrape tells of the run, by name and state. */
async function scraped(metrics: RunMetrics, view: RunView): Promise<Record<string, number>> {
  metrics.show(view.head);
  const lines = (await metrics.text()).matchAll(
    /^(lockstep_(?:run_state|workers|generation))\{(?:state="(\w+)",?)?.*\} (\d+)$/gm,
  );
  return Object.fromEntries(
    [...lines].map(([, name, state, value]) => [[name, state].join(' ').trim(), Number(value)]),
  );
}

test('metrics know a generation that goes on under the next coordinator, as the page does', async () => {
  const started = {
    job: 'job',
    dataset: 'digits',
    substitute: false,
    batchSize: 100,
    epochs: 2,
    batchesPerEpoch: 50,
  };
  const hear = (to: readonly { hear(event: RunEvent): void }[], time: number, body: RunEventBody) => {
    for (const one of to) one.hear({ time, runId: 'run', ...body } as RunEvent);
  };
  const first = new RunView();
  hear([first], 1_000, { type: 'run_started', ...started, term: 1 });
  for (const workerId of ['a', 'b']) hear([first], 1_000, { type: 'worker_joined', workerId, host: 'host' });
  hear([first], 1_000, {
    type: 'generation_formed',
    generation: 3,
    members: ['a', 'b'],
    nextStep: 0,
    reason: '',
  });

  const [view, metrics] = [new RunView(), new RunMetrics()];
  view.restore(JSON.parse(JSON.stringify(first.save())));
  const next = (time: number, body: RunEventBody) => hear([metrics, view], time, body);
  next(9_000, { type: 'run_started', ...started, term: 2 });
  for (const workerId of ['a', 'b', 'c']) next(9_100, { type: 'worker_joined', workerId, host: 'host' });
  expect(await scraped(metrics, view)).toMatchObject({
    'lockstep_run_state waiting': 1,
    'lockstep_workers joined': 3,
  });
  for (const rank of [0, 1]) {
    const at = { generation: 3, rank, step: 60, epoch: 1, samples: 50, start: 9_200, learningRate: 0.1 };
    next(9_200, { type: 'step', ...at, phases: { data: 1, compute: 2, reduce: 3, apply: 4 } });
  }
  expect(await scraped(metrics, view)).toMatchObject({
    'lockstep_run_state waiting': 0,
    'lockstep_run_state training': 1,
    'lockstep_workers joined': 1,
    'lockstep_workers training': 2,
    lockstep_generation: 3,
  });
});
