import { z } from 'zod';
import type { Job } from '../../api/job.ts';
import { ENGINES } from '../../base/engines.ts';
import { LockstepError } from '../../base/errors.ts';

/** What a run is started with, beside its job. Times in milliseconds. */
export const RunOptions = z.object({
  batchSize: z.int().min(1),
  epochs: z.int().min(1),
  seed: z.int().min(0).max(0xffffffff),
  transport: z.enum(['auto', 'tcp', 'grpc']).default('auto'),
  /** How gradients are written on their way between hosts. */
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

/** What was asked for on the command line; what is left out is the job's, or has a value of its own. */
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
  const run = parsed.data;
  const contradiction = contradictions(run).find(([holds]) => holds);
  if (!contradiction) return run;
  const [, message, hint] = contradiction;
  throw new LockstepError('BAD_INPUT', message, { hint });
}

/** What cannot be had together: whether it is asked for, what to say, and what to do. */
function contradictions(run: RunOptions): [holds: boolean, message: string, hint: string][] {
  const { startWorkers, minWorkers, maxWorkers, heartbeatMs, heartbeatTimeoutMs } = run;
  return [
    [
      run.batchSize < startWorkers,
      `--batch-size ${run.batchSize} is smaller than --workers ${startWorkers}: some would have no sample`,
      'Raise --batch-size or lower --workers',
    ],
    [
      minWorkers > startWorkers,
      `--min-workers ${minWorkers} are the fewest to go on with, and --workers ${startWorkers} would begin`,
      'Raise --workers or lower --min-workers',
    ],
    [
      maxWorkers < startWorkers,
      `--max-workers ${maxWorkers} is less than --workers ${startWorkers}`,
      'Raise --max-workers or lower --workers',
    ],
    [
      heartbeatTimeoutMs <= heartbeatMs,
      `--heartbeat-timeout ${heartbeatTimeoutMs} is over before the next --heartbeat ${heartbeatMs}`,
      'Make the timeout some times the heartbeat',
    ],
    [
      run.reproducible && run.wire !== 'float32',
      '--reproducible sums exactly, and --wire bf16 rounds',
      'Leave one of them out',
    ],
  ];
}
