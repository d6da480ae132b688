import { availableParallelism } from 'node:os';
import type { Job } from '../../api/job.ts';
import { fitLine } from '../../base/line.ts';
import { median } from '../../base/median.ts';
import type { RankTask, SliceTime } from '../bench/rank.ts';
import { timeRanks } from '../bench/ranks.ts';
import type { Machine } from './cost.ts';

/** Sizes of sums that lines are fitted to. */
const SUM_BYTES = [4_096, 262_144, 4_194_304, 16_777_216];

export interface Measured extends Machine {
  /** Bytes that a step of the job sums over the ranks. */
  readonly bytes: number;
  /** The parts of the gradient that are summed one by one, in their order. */
  readonly slices: readonly SliceTime[];
  /** Samples and the median ms of their gradient, as measured. */
  readonly points: readonly (readonly [samples: number, ms: number])[];
}

/**
 * Times this machine: gradients of several batch sizes with one thread, their slices and how full these are, the update,
 * and messages between two ranks over TCP or TLS. An all-reduce of two ranks is two messages of half the bytes, one after the other; through
 * memory it is one sum.
 * @param job name or path, @param batch largest number of samples to time, @param tls folder of a worker's certificates
 */
export async function measureMachine(
  job: string,
  { name }: Job,
  batch: number,
  tls: string | undefined,
  onProgress: (text: string) => void,
  signal: AbortSignal,
): Promise<Measured> {
  const task = { world: 1, transport: 'tcp', reproducible: false } as const;
  const sizes = [...new Set([1, 1 / 2, 1 / 4, 1 / 8].map((part) => Math.max(1, Math.round(batch * part))))];
  const points: [number, number][] = [];
  let whole: Awaited<ReturnType<typeof timeRanks>> | undefined;
  for (const size of sizes) {
    onProgress(`timing ${name} with ${size} samples`);
    const timed = await timeRanks(
      { ...task, what: job, size, steps: 40, ...(!whole && { slices: true, samples: true }) },
      signal,
    );
    whole ??= timed;
    points.push([size, timed.phases!.compute!]);
  }
  const timeSums = async (links: Pick<RankTask, 'transport' | 'tls'>) => {
    const sums: { bytes: number; ms: number; processorMs: number }[] = [];
    for (const bytes of SUM_BYTES) {
      onProgress(`timing sums of ${bytes} bytes`);
      const sum = { ...task, ...links, what: 'all-reduce', world: 2, size: bytes, steps: 30 };
      const { seconds, processorMs } = await timeRanks(sum, signal);
      sums.push({ bytes, ms: 1000 * median(seconds), processorMs: processorMs! });
    }
    return sums;
  };
  const overLinks = await timeSums({ transport: 'tcp', tls });
  const throughMemory = await timeSums({ transport: 'auto' });
  const { seconds, phases, bufferBytes, slices } = whole!;
  const typical = median(seconds);
  return {
    compute: fitLine(points),
    applyMs: phases!.apply!,
    unsteadiness: seconds.map((value) => value / typical),
    message: fitLine(overLinks.map(({ bytes, ms }) => [bytes / 2, ms / 2])),
    processor: fitLine(overLinks.map(({ bytes, processorMs }) => [bytes / 2, processorMs / 2])),
    memory: fitLine(throughMemory.map(({ bytes, ms }) => [bytes, ms])),
    cores: availableParallelism(),
    bytes: bufferBytes!,
    slices: slices!,
    points,
  };
}
