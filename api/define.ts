import { z } from 'zod';
import { LockstepError } from '../base/errors.ts';
import type { Job, JobDefinition, LossName, MetricName } from './job.ts';

const DEFAULT_SEED = 1;

const LOSS_NAMES = [
  'categoricalCrossentropy',
  'sparseCategoricalCrossentropy',
  'binaryCrossentropy',
  'meanSquaredError',
  'meanAbsoluteError',
  'meanAbsolutePercentageError',
  'meanSquaredLogarithmicError',
  'hinge',
  'squaredHinge',
  'categoricalHinge',
  'logcosh',
  'kullbackLeiblerDivergence',
  'poisson',
  'cosineProximity',
] as const satisfies readonly LossName[];

const METRIC_NAMES = [
  'accuracy',
  'acc',
  'crossentropy',
  'ce',
  'binaryAccuracy',
  'categoricalAccuracy',
  'sparseCategoricalAccuracy',
  'topKCategoricalAccuracy',
  'mse',
  'MSE',
  'mae',
  'MAE',
  'mape',
  'MAPE',
  'cosine',
  'precision',
  'recall',
  'f1Score',
  ...LOSS_NAMES,
] as const satisfies readonly MetricName[];

const fn = z.custom<(...args: never[]) => unknown>(
  (value) => typeof value === 'function',
  'must be a function',
);
const Loss = z.union([z.enum(LOSS_NAMES), fn], `must be a function or one of ${LOSS_NAMES.join(', ')}`);
const Metric = z.union(
  [z.enum(METRIC_NAMES), z.strictObject({ name: z.string().min(1), value: fn, of: fn.optional() })],
  `must be { name, value } or one of ${METRIC_NAMES.join(', ')}`,
);
const Feature = z.object({
  name: z.string().min(1),
  column: z.string().min(1),
  shape: z.array(z.int().min(1)),
  encoding: z.object({ kind: z.enum(['scale', 'oneHot', 'ids']) }).loose(),
});

const positive = z.number().positive();

const Common = {
  name: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower case letters, digits and dashes'),
  data: z.object({
    name: z.string(),
    inputs: z.array(Feature).min(1),
    targets: z.array(Feature),
    loader: z.object({ kind: z.enum(['mnist', 'imdb', 'custom']) }).loose(),
  }),
  batchSize: z.int().min(1),
  epochs: z.int().min(1),
  seed: z.int().min(0).max(0xffffffff).default(DEFAULT_SEED),
  schedule: fn.optional(),
  clip: z.strictObject({ value: positive.optional(), norm: positive.optional() }).optional(),
  accumulate: z.int().min(1).optional(),
  syncBatchNorm: z.boolean().optional(),
  callbacks: z.array(z.looseObject({ name: z.string().min(1), initial: z.unknown() })).optional(),
};

const SupervisedJob = z.strictObject({
  ...Common,
  model: fn,
  optimizer: fn,
  loss: z.union([Loss, z.array(Loss).min(1)]),
  metrics: z.array(Metric).optional(),
  pictures: fn.optional(),
});

const ProgramJob = z.strictObject({ ...Common, program: fn });

/**
 * Checks a job and fills in its defaults.
 * @throws LockstepError BAD_INPUT that names the field
 */
export function defineJob(definition: JobDefinition): Job {
  const schema = 'program' in Object(definition) ? ProgramJob : SupervisedJob;
  const parsed = schema.safeParse(definition);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    throw new LockstepError('BAD_INPUT', `job ${path.join('.') || 'definition'}: ${message}`, {
      mend: 'See jobs/ for examples',
    });
  }
  return parsed.data as unknown as Job;
}
