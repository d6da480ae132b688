import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { RankTask } from './rank.ts';

const RANK = fileURLToPath(new URL('rank.js', import.meta.url));
export const LONGEST_MS = 600_000;

export interface RankResult {
  readonly seconds: readonly number[];
  readonly phases?: Readonly<Record<string, number>>;
  readonly memoryBytes?: number;
  /** Bytes that a step sums over the ranks. */
  readonly bufferBytes?: number;
}

/** Starts the ranks of a benchmark, lets them meet, and gives what rank 0 measured. */
export async function timeRanks(task: RankTask, signal: AbortSignal): Promise<RankResult> {
  const children = Array.from({ length: task.world }, () =>
    fork(RANK, [JSON.stringify(task)], {
      signal,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      timeout: LONGEST_MS,
    }),
  );
  try {
    const addresses = await Promise.all(
      children.map((child) => answer<{ address: string }>(child).then(({ address }) => address)),
    );
    const results = children.map((child) => answer<RankResult>(child));
    for (const [rank, child] of children.entries()) child.send({ rank, addresses });
    return (await Promise.all(results))[0]!;
  } finally {
    for (const child of children) child.kill('SIGKILL');
  }
}

function answer<T>(child: ReturnType<typeof fork>): Promise<T> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as T));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`a rank of the benchmark ended with code ${code}`)));
  });
}
