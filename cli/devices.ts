import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** Indices of the CUDA GPUs of this machine; none where the driver's tool is not there. */
export function visibleGpus(): number[] {
  const named = process.env.CUDA_VISIBLE_DEVICES;
  if (named !== undefined) return named.split(',').filter(Boolean).map(Number).filter(Number.isInteger);
  try {
    const list = execFileSync('nvidia-smi', ['--query-gpu=index', '--format=csv,noheader'], {
      encoding: 'utf8',
      timeout: 10_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return list.split('\n').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** More workers than this on one machine gain nothing over threads: their all-reduce costs more. */
const MOST_LOCAL_WORKERS = 8;

/** How many workers this machine serves well: one a GPU, else one a core. */
export function localWorkers(gpus: readonly number[]): number {
  return gpus.length > 0 ? gpus.length : Math.min(MOST_LOCAL_WORKERS, availableParallelism());
}

/** Threads for each of `workers` engines on this machine. */
export function threadsEach(workers: number): number {
  return Math.max(1, Math.floor(availableParallelism() / workers));
}
