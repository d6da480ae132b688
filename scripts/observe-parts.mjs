// What each part of watching costs, in processor time of the coordinator, on a run of four ranks.
// Usage: node scripts/observe-parts.mjs
import { TraceFile } from '../dist/coordinator/observe/files/trace.js';
import { RunMetrics } from '../dist/coordinator/observe/run-metrics.js';
import { RunView } from '../dist/coordinator/observe/view/run-view.js';

const [RANKS, STEPS, WARM_UP] = [4, 20_000, 5_000];
const time = Date.now();
const base = { time, runId: 'run' };
const members = Array.from({ length: RANKS }, (_, rank) => `worker-${rank}`);
const before = [
  {
    ...base,
    type: 'run_started',
    job: 'job',
    dataset: 'digits',
    substitute: false,
    batchSize: 128,
    epochs: 50,
  },
  ...members.map((workerId) => ({ ...base, type: 'worker_joined', workerId, host: 'host' })),
  { ...base, type: 'generation_formed', generation: 1, members, nextStep: 0, reason: '' },
];
Object.assign(before[0], { batchesPerEpoch: 469, term: 1 });
const steps = Array.from({ length: RANKS * STEPS }, (_, i) => {
  const [rank, step] = [i % RANKS, Math.floor(i / RANKS)];
  const whole = rank === 0 && { batchSamples: 128, logs: { loss: Math.random(), accuracy: Math.random() } };
  const phases = { data: 0.1, compute: 1, reduce: 0.5, apply: 0.2 };
  const at = { time: time + 2 * step, start: time + 2 * step, generation: 1, rank, step };
  return { ...base, type: 'step', ...at, epoch: 0, samples: 32, learningRate: 0.001, ...whole, phases };
});

/** Microseconds of processor time that `work` takes. */
async function cost(work) {
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  return user + system;
}

const parts = {
  metrics: new RunMetrics(),
  view: new RunView(),
  'line of events.jsonl': { hear: (event) => JSON.stringify(event) },
  trace: new TraceFile('/dev/null'),
};
for (const [name, part] of Object.entries(parts)) {
  for (const event of [...before, ...steps.slice(0, WARM_UP)]) part.hear(event);
  const rest = steps.slice(WARM_UP);
  const spent = await cost(() => rest.forEach((event) => void part.hear(event)));
  console.log(`${name}: ${(spent / rest.length).toFixed(1)} us a step of a rank`);
}
const TIMES = 100;
const repeated = async (work) =>
  (await cost(async () => {
    for (let i = 0; i < TIMES; i++) await work();
  })) / TIMES;
console.log(`a scrape: ${((await repeated(() => parts.metrics.text())) / 1000).toFixed(1)} ms`);
console.log(
  `a page that opens: ${((await repeated(() => JSON.stringify(parts.view.snapshot()))) / 1000).toFixed(1)} ms`,
);
console.log(
  `what a page is sent four times a second: ${((await repeated(() => JSON.stringify(parts.view.change()))) / 1000).toFixed(2)} ms`,
);
await parts.trace.close();
