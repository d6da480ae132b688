import { z } from 'zod';
import { LockstepError } from '../proto/errors.ts';
import type { Job, JobDefinition } from './job.ts';

const DEFAULT_SEED = 1;

const LOSS_NAMES = [
  'categoricalCrossentropy',
  'sparseCategoricalCrossentropy',
  'binaryCrossentropy',
  'meanSquaredError',
  'meanAbsoluteError',
] as const;

const fn = z.custom<(...args: never[]) => unknown>(
  (value) => typeof value === 'function',
  'must be a function',
);
const Loss = z.union([z.enum(LOSS_NAMES), fn], `must be a function or one of ${LOSS_NAMES.join(', ')}`);
const Feature = z.object({
  name: z.string().min(1),
  column: z.string().min(1),
  shape: z.array(z.int().min(1)),
  encoding: z.object({ kind: z.enum(['scale', 'oneHot', 'ids']) }).loose(),
});

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
};

const SupervisedJob = z.strictObject({
  ...Common,
  model: fn,
  optimizer: fn,
  loss: z.union([Loss, z.array(Loss).min(1)]),
  metrics: z.array(z.literal('accuracy')).optional(),
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
