import type { Job } from '../../api/job.ts';
import { fitLine } from '../../base/line.ts';
import { median } from '../../base/median.ts';
import { timeRanks } from '../bench/ranks.ts';
import type { Machine } from './cost.ts';

/** Sizes of messages that the line of a message is fitted to. */
const MESSAGE_BYTES = [4_096, 262_144, 4_194_304, 16_777_216];

export interface Measured extends Machine {
  /** Bytes that a step of the job sums over the ranks. */
  readonly bytes: number;
  /** Samples and the median ms of their gradient, as measured. */
  readonly points: readonly (readonly [samples: number, ms: number])[];
}

/**
 * Times this machine: gradients of several batch sizes with one thread, the update, and messages between two
 * ranks over TCP. A TCP all-reduce of two ranks is two messages of half the bytes, one after the other.
 * @param job name or path, @param batch largest number of samples to time
 */
export async function measureMachine(
  job: string,
  { name }: Job,
  batch: number,
  onProgress: (text: string) => void,
  signal: AbortSignal,
): Promise<Measured> {
  const task = { world: 1, transport: 'tcp', reproducible: false } as const;
  const sizes = [...new Set([1, 1 / 2, 1 / 4, 1 / 8].map((part) => Math.max(1, Math.round(batch * part))))];
  const points: [number, number][] = [];
  let whole: Awaited<ReturnType<typeof timeRanks>> | undefined;
  for (const size of sizes) {
    onProgress(`timing ${name} with ${size} samples`);
    const timed = await timeRanks({ ...task, what: job, size, steps: 40 }, signal);
    whole ??= timed;
    points.push([size, timed.phases!.compute!]);
  }
  const messages: [number, number][] = [];
  for (const size of MESSAGE_BYTES) {
    onProgress(`timing messages of ${size / 2} bytes`);
    const { seconds } = await timeRanks({ ...task, what: 'all-reduce', world: 2, size, steps: 30 }, signal);
    messages.push([size / 2, (1000 * median(seconds)) / 2]);
  }
  const { seconds, phases, bufferBytes } = whole!;
  const typical = median(seconds);
  return {
    compute: fitLine(points),
    applyMs: phases!.apply!,
    unsteadiness: seconds.map((value) => value / typical),
    message: fitLine(messages),
    bytes: bufferBytes!,
    points,
  };
}
