import { z } from 'zod';
import { ENGINES } from '../../base/engines.ts';

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
