/** One process of the check: a step of a job on the device that the environment leaves it, then the time of some more. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleJob } from '../../api/bundle.ts';
import type { Precision } from '../../api/job.ts';
import { loadJob } from '../../api/load.ts';
import { median } from '../../base/median.ts';
import { type JobData, loadJobData } from '../../datasets/load.ts';
import type { PlacedNode } from '../../engine/compiled/placement.ts';
import { LocalEngine } from '../../engine/local/local-engine.ts';
import { findRuntime } from '../../engine/runtime/layout.ts';
import { randomBatch } from '../bench/random-batch.ts';
import { cacheDir } from '../flags.ts';
import { queryGpus } from './gpus.ts';
import { type Placement, placementOf } from './placement.ts';

export interface StepTask {
  readonly job: string;
  readonly precision: Precision;
  /** GPU whose memory is looked at; left out on the CPU. */
  readonly gpu?: number;
  /** How many steps to time. */
  readonly steps: number;
  /** File for the flat buffers of the first step, float32, an update after the other. */
  readonly out: string;
}

export interface StepResult {
  readonly device: string;
  readonly mode: 'compiled' | 'eager';
  readonly note?: string | undefined;
  readonly placement: Placement;
  readonly usedMiB?: number | undefined;
  /** Of the timed steps; 0 where there are none. */
  readonly samplesPerSecond: number;
}

const task = JSON.parse(process.argv[2]!) as StepTask;
const { source, blobs } = await bundleJob(task.job);
const { prepared, job } = await prepare();
const nodes: PlacedNode[] = [];
const engine = await LocalEngine.create({
  jobSource: source,
  prepared,
  blobs,
  seed: 7,
  backend: 'tensorflow',
  runtime: findRuntime(cacheDir(), 'cuda') ?? findRuntime(cacheDir(), 'cpu')!,
  precision: task.precision,
  onPlacement: (placed) => nodes.push(...placed),
});
const words = job.data.loader.kind === 'imdb' ? job.data.loader.numWords : 4;
const batch = randomBatch(job.data, job.batchSize, { seed: 1, words });

async function step(number: number): Promise<void> {
  for (const [update, { learningRate }] of engine.updates.entries()) {
    await engine.compute({ update, parity: 0, batch, weight: 1, place: { step: number, first: 0 } });
    if (number === 0) flats.push(engine.flat(update, 0).slice());
    await engine.apply(update, 0, learningRate);
  }
}

const flats: Float32Array[] = [];
await step(0);
writeFileSync(task.out, Buffer.concat(flats.map((flat) => Buffer.from(flat.buffer))));
const seconds: number[] = [];
for (let number = 1; number <= task.steps; number++) {
  const start = performance.now();
  await step(number);
  seconds.push((performance.now() - start) / 1000);
}
const gpus = task.gpu === undefined ? [] : queryGpus();
const result: StepResult = {
  device: engine.info.device,
  mode: engine.info.mode,
  note: engine.info.note,
  placement: placementOf(nodes),
  usedMiB: 'absent' in gpus ? undefined : gpus.find(({ index }) => index === task.gpu)?.usedMiB,
  samplesPerSecond: seconds.length > 0 ? job.batchSize / median(seconds) : 0,
};
process.send!(result, () => process.exit(0));

/** What is learned of the job's data, where that is a file of its own. */
async function prepare(): Promise<Pick<JobData, 'job' | 'prepared'>> {
  const job = loadJob(source, undefined, blobs);
  if (job.data.inputs.length > 0) return { job };
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-check-gpu-'));
  try {
    const loaded = await loadJobData(job, { cacheDir: folder, allowDownload: false });
    await loaded.dataset.close();
    return loaded;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
