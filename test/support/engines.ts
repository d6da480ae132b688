import { mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Blobs } from '../../api/blobs.ts';
import { bundleJob } from '../../api/bundle.ts';
import type { Batch } from '../../api/data.ts';
import { loadJob } from '../../api/load.ts';
import type { Prepared } from '../../api/prepared.ts';
import { randomBatch as batchOf } from '../../cli/bench/random-batch.ts';
import { NativeExchange } from '../../collectives/transport/native.ts';
import { loadJobData } from '../../datasets/load.ts';
import { LocalEngine } from '../../engine/local/local-engine.ts';
import { addonPath, bestRuntime } from '../../engine/runtime/layout.ts';

const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');

/** The TensorFlow runtime where it is set up. */
export const runtime = bestRuntime(process.env.LOCKSTEP_CACHE ?? join(cache, 'lockstep'));

/** The native exchange, where it is set up. */
export const native = runtime && NativeExchange.load(addonPath(runtime.folder, 'exchange'));

/** A batch of random numbers that fits the job: images in [0, 1), token ids, one-hot or binary targets. */
export function randomBatch(jobSource: string, size: number, seed = 1, prepared?: Prepared): Batch {
  const { data } = loadJob(jobSource, prepared);
  // Words of reviews, else numbers of a few classes.
  const words = data.loader.kind === 'imdb' ? data.loader.numWords : 4;
  return batchOf(data, size, { seed, words });
}

/** A job as an engine takes it. */
export interface TestJob {
  readonly source: string;
  readonly prepared?: Prepared | undefined;
  readonly blobs?: Blobs | undefined;
}

/** A built-in job, and what is learned of its data where that is a file of its own. */
export async function builtInJob(name: string): Promise<TestJob> {
  const { source, blobs } = await bundleJob(name);
  const job = loadJob(source);
  if (job.data.inputs.length > 0) return { source, blobs };
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-job-'));
  try {
    const { prepared, dataset } = await loadJobData(job, { cacheDir: folder, allowDownload: false });
    await dataset.close();
    return { source, prepared, blobs };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Runs `work` on an engine in this thread, on the tensorflow backend. */
export async function withEngine<T>(
  job: string | TestJob,
  mode: 'compiled' | 'eager',
  work: (engine: LocalEngine) => Promise<T>,
): Promise<T> {
  const { source: jobSource, ...more } = typeof job === 'string' ? { source: job } : job;
  const engine = await LocalEngine.create({
    jobSource,
    ...more,
    seed: 7,
    backend: 'tensorflow',
    runtime,
    mode,
  });
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}
