import * as z from 'zod';
import type { Job } from '../../api/job.ts';
import { ENGINES } from '../../base/engines.ts';
import { LockstepError } from '../../base/errors.ts';

/** The options of a run. Times are in milliseconds. */
export const RunOptions = z.object({
  batchSize: z.int().min(1),
  epochs: z.int().min(1),
  /** That the learning-rate schedule is laid out for; left out, those that the run began with. */
  scheduleEpochs: z.int().min(1).optional(),
  seed: z.int().min(0).max(0xffffffff),
  transport: z.enum(['auto', 'tcp', 'grpc']).default('auto'),
  /** Format of gradients between hosts. */
  wire: z.enum(['float32', 'bf16']).default('float32'),
  engine: z.enum(ENGINES).default('auto'),
  dataMode: z.enum(['auto', 'replicate', 'stream']).default('auto'),
  reproducible: z.boolean().default(false),
  startWorkers: z.int().min(1),
  minWorkers: z.int().min(1).default(1),
  maxWorkers: z.int().min(1).max(4096).default(1024),
  heartbeatMs: z.int().min(20).default(500),
  heartbeatTimeoutMs: z.int().min(100).default(5_000),
  stepDeadlineMs: z.int().min(100).default(60_000),
  joinDeadlineMs: z.int().min(100).default(300_000),
  evictStragglers: z.boolean().default(false),
  /** Between two checkpoints inside an epoch; 0 makes none. */
  checkpointEverySteps: z.int().min(0).default(0),
  checkpointEveryMs: z.int().min(0).max(0xffffffff).default(0),
  keepCheckpoints: z.int().min(1).default(3),
  reattachDeadlineMs: z.int().min(100).default(15_000),
});
export type RunOptions = z.infer<typeof RunOptions>;

/** Options of the command line. What is left out comes from the job, else from the defaults above. */
export type AskedOptions = Partial<z.input<typeof RunOptions>> & { startWorkers: number };

/**
 * The job's values with the command line's over them. Pure.
 * @throws LockstepError BAD_INPUT that names the flag
 */
export function runOptions(asked: AskedOptions, { batchSize, epochs, seed }: Job): RunOptions {
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
  const parsed = RunOptions.safeParse({ batchSize, epochs, seed, ...given });
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    const flag = `--${String(path[0]).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    throw new LockstepError('BAD_INPUT', `${flag}: ${message}`, { hint: 'See lockstep train --help' });
  }
  const run = { ...parsed.data, scheduleEpochs: parsed.data.scheduleEpochs ?? parsed.data.epochs };
  const contradiction = contradictions(run).find(([holds]) => holds);
  if (!contradiction) return run;
  const [, message, hint] = contradiction;
  throw new LockstepError('BAD_INPUT', message, { hint });
}

/** Options that exclude each other: whether the run has them, the error's message, and its hint. */
function contradictions(run: RunOptions): [holds: boolean, message: string, hint: string][] {
  const { startWorkers, minWorkers, maxWorkers, heartbeatMs, heartbeatTimeoutMs } = run;
  return [
    [
      run.batchSize < startWorkers,
      `--batch-size ${run.batchSize} is smaller than --workers ${startWorkers}: some workers would have no sample`,
      'Raise --batch-size or lower --workers',
    ],
    [
      minWorkers > startWorkers,
      `--min-workers ${minWorkers} is more than --workers ${startWorkers}`,
      'Raise --workers or lower --min-workers',
    ],
    [
      maxWorkers < startWorkers,
      `--max-workers ${maxWorkers} is less than --workers ${startWorkers}`,
      'Raise --max-workers or lower --workers',
    ],
    [
      heartbeatTimeoutMs <= heartbeatMs,
      `--heartbeat-timeout ${heartbeatTimeoutMs} is not longer than --heartbeat ${heartbeatMs}`,
      'Make the timeout several times the heartbeat',
    ],
    [
      run.reproducible && run.wire !== 'float32',
      '--reproducible needs exact sums, but --wire bf16 rounds',
      'Leave one of them out',
    ],
  ];
}
