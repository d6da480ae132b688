import { type ChildProcess, spawn } from 'node:child_process';
import { setMaxListeners } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { RankTask, SliceTime } from './rank.ts';

const RANK = fileURLToPath(new URL('rank.js', import.meta.url));
export const LONGEST_MS = 600_000;

export interface RankResult {
  readonly seconds: readonly number[];
  /** Of a processor that the rank takes for a sum, in the mean. */
  readonly processorMs?: number;
  readonly phases?: Readonly<Record<string, number>>;
  readonly memoryBytes?: number;
  /** Bytes that a step sums over the ranks. */
  readonly bufferBytes?: number;
  /** Bytes that the rank sends in a step. */
  readonly sentBytes?: number;
  /** Of the gradient, where the task asks for them. */
  readonly slices?: readonly SliceTime[];
}

/** Where a rank runs: the address that it listens on, and a command that takes another as its arguments. */
export interface Place {
  readonly host: string;
  readonly via: readonly string[];
}

const HERE: Place = { host: '127.0.0.1', via: [] };

/**
 * Starts the ranks of a benchmark, lets them meet, and gives what rank 0 measured.
 * @param places by rank; left out, all run here
 */
export async function timeRanks(
  task: Omit<RankTask, 'host'>,
  signal: AbortSignal,
  places: readonly Place[] = [],
): Promise<RankResult> {
  // One listener a rank, so their number is that of the world and no leak.
  setMaxListeners(0, signal);
  const children = Array.from({ length: task.world }, (_, rank) => {
    const { host, via } = places[rank] ?? HERE;
    const rankTask: RankTask = { ...task, host };
    const [command, ...args] = [...via, process.execPath, RANK, JSON.stringify(rankTask)];
    return spawn(command!, args, {
      signal,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      timeout: LONGEST_MS,
    });
  });
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

/** The next message of a process. @throws Error where it ends without one */
export function answer<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as T));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`a rank of the benchmark ended with code ${code}`)));
  });
}
