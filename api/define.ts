import * as z from 'zod';
import { LockstepError } from '../base/errors.ts';
import { isCheckpointName } from './callbacks.ts';
import { FILE_LOADERS, optionsOfSource } from './file-loaders.ts';
import type { Job, JobDefinition } from './job.ts';
import { LOSS_OPTIONS, type LossSpec } from './losses.ts';
import { METRIC_OPTIONS, type MetricSpec } from './metrics.ts';
import { LOSS_NAMES, loggedName, lossOf, METRIC_NAMES, metricNameFault } from './names.ts';
import { expectOptions, meant } from './words.ts';

const DEFAULT_SEED = 1;
/** A run's folder is named after its job, and files may have names of 255 bytes. */
const LONGEST_NAME = 100;

type Context = z.core.$RefinementCtx;

/** What a field is made of where zod has no word for it; `fault` names what is wrong with a value. */
function checked(fault: (value: unknown) => string | undefined) {
  return z.unknown().superRefine((value, context) => {
    const message = fault(value);
    if (message) context.addIssue({ code: 'custom', message });
  });
}

const isAsync = (value: unknown) => Object.prototype.toString.call(value) === '[object AsyncFunction]';

/** A function that gives its result at once: what a promise would hold comes too late. */
const soon = (example: string) =>
  checked((value) => {
    if (typeof value !== 'function') return `must be a function: ${example}`;
    return isAsync(value) ? 'must not be async: a training step does not wait for it' : undefined;
  });
const late = (example: string) =>
  checked((value) => (typeof value === 'function' ? undefined : `must be a function: ${example}`));

function specIn(value: object, refuse: (message: string) => unknown): unknown {
  const { name, options = {} } = value as Partial<LossSpec>;
  const known = typeof name === 'string' ? lossOf(name) : undefined;
  if (!known) return refuse('is no loss: take losses.categoricalCrossentropy({ fromLogits: true }), say');
  const all = LOSS_OPTIONS[known] ?? [];
  const wrong = Object.keys(options).find((option) => !(all as readonly string[]).includes(option));
  return wrong ? refuse(`${known} has no option "${wrong}": ${meant(wrong, all)}`) : { name: known, options };
}

function lossIn(value: unknown, context: Context): unknown {
  const refuse = (message: string) => {
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  };
  if (typeof value === 'string')
    return lossOf(value) ?? refuse(`"${value}" is no loss: ${meant(value, LOSS_NAMES)}`);
  if (typeof value === 'object' && value !== null) return specIn(value, refuse);
  if (typeof value !== 'function')
    return refuse(
      'must be the name of a loss, losses.huber() and the like, a function, or a list, one an output',
    );
  return isAsync(value) ? refuse('must not be async: a training step does not wait for it') : value;
}

const Loss = z.unknown().transform((value, context) => {
  if (!Array.isArray(value)) return lossIn(value, context);
  if (value.length === 0) context.addIssue({ code: 'custom', message: 'must have a loss for each output' });
  return value.map((item) => lossIn(item, context));
});

const OwnMetric = z.strictObject({
  name: z.string().min(1),
  value: soon('(yTrue, yPred) => one number a sample'),
  of: soon('(yTrue, yPred) => one number a sample').optional(),
});
const ClassWeight = z.union(
  [z.literal('balanced'), z.record(z.string(), z.number().min(0))],
  "must be 'balanced', or what each class counts for: { name: 2 }",
);
const Metrics = z.array(z.unknown()).superRefine((metrics, context) => {
  const names: string[] = [];
  for (const [i, metric] of metrics.entries()) {
    const refuse = (message: string) => context.addIssue({ code: 'custom', path: [i], message });
    if (typeof metric === 'string') {
      if (!(METRIC_NAMES as readonly string[]).includes(metric))
        refuse(`"${metric}" is no metric: ${meant(metric, METRIC_NAMES)}`);
      names.push(loggedName(metric));
    } else if (typeof metric === 'object' && metric !== null && 'metric' in metric) {
      const { metric: known, options = {} } = metric as MetricSpec;
      const all = METRIC_OPTIONS[known];
      if (!all) return refuse('is no metric: take metrics.auc(), say');
      const wrong = Object.keys(options).find((option) => !(all as readonly string[]).includes(option));
      if (wrong) refuse(`${known} has no option "${wrong}": ${meant(wrong, all)}`);
      names.push(options.name ?? loggedName(known));
      const fault = metricNameFault(names.at(-1)!, []);
      if (fault) refuse(`${fault}; choose another name`);
    } else {
      const { error, data } = OwnMetric.safeParse(metric);
      if (error)
        return refuse(`must be the name of a metric or { name, value }: ${error.issues[0]!.message}`);
      const fault = metricNameFault(data.name, []);
      if (fault) refuse(`${fault}; choose another name`);
      names.push(data.name);
    }
    if (names.indexOf(names.at(-1)!) < i) refuse(`there are two metrics "${names.at(-1)}"`);
  }
});

const Feature = z.object({
  name: z.string().min(1),
  column: z.string().min(1),
  shape: z.array(z.int().min(1)),
  encoding: z.discriminatedUnion(
    'kind',
    [
      z.strictObject({
        kind: z.literal('scale'),
        scale: z.number().refine((scale) => scale !== 0, 'must not be 0'),
      }),
      z.strictObject({ kind: z.literal('oneHot'), depth: z.int().min(1) }),
      z.strictObject({ kind: z.literal('ids') }),
      z.strictObject({ kind: z.literal('byClass'), weights: z.array(z.number().min(0)).min(1) }),
    ],
    { error: "must be { kind: 'scale', scale }, { kind: 'oneHot', depth } or { kind: 'ids' }" },
  ),
});

const LOADER =
  "must be { kind: 'custom', load: async (context) => data set }, or come from mnist(), imdb(), ...";
const Data = z
  .object({
    name: z.string(),
    inputs: z.array(Feature),
    targets: z.array(Feature),
    weights: z.array(Feature).optional(),
    classes: z.array(z.string()).optional(),
    loader: z.discriminatedUnion(
      'kind',
      [
        z.looseObject({ kind: z.literal('mnist') }),
        z.looseObject({ kind: z.literal('imdb') }),
        z.looseObject({ kind: z.literal('custom'), load: late('async (context) => data set') }),
        ...FILE_LOADERS,
      ],
      { error: LOADER },
    ),
  })
  .superRefine(({ inputs, targets, weights = [], loader }, context) => {
    const isLearned = FILE_LOADERS.some(({ shape }) => shape.kind.value === loader.kind);
    if (inputs.length === 0 && !isLearned) {
      context.addIssue({ code: 'custom', path: ['inputs'], message: 'must have one input at least' });
    }
    const byClass = [...inputs, ...targets].find(({ encoding }) => encoding.kind === 'byClass');
    if (byClass) {
      const message = `${byClass.name} has the encoding byClass, which is for weights alone`;
      context.addIssue({ code: 'custom', message });
    }
    const names = [...inputs, ...targets, ...weights].map(({ name }) => name);
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    if (twice === undefined) return;
    const message = `two of inputs, targets and weights are called "${twice}", and one would take the other's place`;
    context.addIssue({ code: 'custom', message });
  });

const hook = soon('(state, { epoch, logs }) => ({ state })').optional();
const FileName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'must be the name of a file, without a folder');
const CheckpointName = FileName.refine(isCheckpointName, 'is the name of a checkpoint that each run keeps');
const Callback = z.looseObject(
  {
    name: z.string().min(1),
    initial: z.unknown(),
    onStep: hook,
    onEpochEnd: hook,
    keeps: CheckpointName.optional(),
    csv: z.looseObject({ file: FileName }).optional(),
  },
  { error: 'must be a callback: callbacks.earlyStopping(), say, or { name, initial, onEpochEnd }' },
);
const Callbacks = z.array(Callback).superRefine((callbacks, context) => {
  for (const [what, names] of [
    ['keep a checkpoint', callbacks.map(({ keeps }) => keeps)],
    ['write a file', callbacks.map(({ csv }) => csv?.file)],
  ] as const) {
    const twice = names.find((name, i) => name !== undefined && names.indexOf(name) !== i);
    if (twice !== undefined)
      context.addIssue({ code: 'custom', message: `two of them ${what} "${twice}": name another in one` });
  }
});

const Augment = z.array(
  z.union(
    [
      z.looseObject({
        kind: z.enum([
          'flip',
          'rotation',
          'zoom',
          'translation',
          'crop',
          'cutout',
          'brightness',
          'contrast',
          'saturation',
          'hue',
          'noise',
          'mixup',
          'tokenDropout',
        ]),
      }),
      soon('(sample, draw) => sample'),
    ],
    'must be an augmentation: augment.flip(), say, or (sample, draw) => sample',
  ),
);

const positive = z.number().positive();

const Common = {
  name: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower case letters, digits and dashes')
    .max(LONGEST_NAME, `must have ${LONGEST_NAME} letters at most`),
  data: Data,
  batchSize: z.int().min(1),
  epochs: z.int().min(1),
  seed: z.int().min(0).max(0xffffffff).default(DEFAULT_SEED),
  schedule: soon('schedules.cosineDecay(), or ({ step }) => factor').optional(),
  clip: z.strictObject({ value: positive.optional(), norm: positive.optional() }).optional(),
  accumulate: z.int().min(1).optional(),
  syncBatchNorm: z.boolean().optional(),
  precision: z.enum(['float32', 'bfloat16', 'float16']).optional(),
  maxSkippedSteps: z.int().min(0).optional(),
  augment: Augment.optional(),
  callbacks: Callbacks.optional(),
};

const SupervisedJob = z.strictObject({
  ...Common,
  model: late('(tf) => tf.sequential({ layers: [...] })'),
  optimizer: soon('(tf) => tf.train.adam(0.001)'),
  loss: Loss,
  lossWeights: z.array(z.number(), 'must be a list of numbers, one an output').optional(),
  metrics: Metrics.optional(),
  weightedMetrics: Metrics.optional(),
  classWeight: ClassWeight.optional(),
  pictures: soon('(batch, outputs, tf) => tensors').optional(),
});

const ProgramJob = z.strictObject({ ...Common, program: late('(tf) => ({ models, updates })') });

/** Words that mean something elsewhere: what to do here. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  learningRate: 'Give it to the optimizer: (tf) => tf.train.adam(0.001)',
  learning_rate: 'Give it to the optimizer: (tf) => tf.train.adam(0.001)',
  lr: 'Give it to the optimizer: (tf) => tf.train.adam(0.001)',
  sampleWeight: "Name the column in the data: csv('t.csv', { target: 'y', sampleWeight: 'w' })",
  validationSplit: "Say it in the data: csv('t.csv', { target: 'y', validation: 0.1 })",
  validationData: "Say it in the data: csv('t.csv', { target: 'y', validation: 'v.csv' })",
  dtype: "precision: 'bfloat16' computes products so; --wire bf16 makes what travels smaller",
  shuffle: 'Each epoch has an order of its own, which follows from the seed',
  workers: 'Give it on the command line: --workers',
};

/**
 * Checks a job and fills in its defaults.
 * @throws LockstepError BAD_INPUT that names the field
 */
export function defineJob(definition: JobDefinition): Job {
  if (definition === null || typeof definition !== 'object' || definition instanceof Promise) {
    const given =
      definition === null ? 'null' : definition instanceof Promise ? 'a promise' : typeof definition;
    throw new LockstepError('BAD_INPUT', `the job is ${given}, not an object`, {
      hint: 'See jobs/ for examples',
    });
  }
  const schema = 'program' in definition ? ProgramJob : SupervisedJob;
  const parsed = schema.safeParse(definition);
  if (parsed.success) return parsed.data as unknown as Job;
  const { issues } = parsed.error;
  const unknown = issues.find((issue) => issue.code === 'unrecognized_keys' && issue.path.length === 0);
  if (unknown?.code === 'unrecognized_keys') {
    const [key] = unknown.keys;
    const known = Object.keys(schema.shape);
    throw new LockstepError('BAD_INPUT', `a job has no field "${key}"`, {
      hint: ELSEWHERE[key!] ?? meant(key!, known).replace(/^./, (letter) => letter.toUpperCase()),
    });
  }
  const [issue] = issues;
  if (issue?.code === 'unrecognized_keys' && issue.path.join('.') === 'data.loader.options') {
    const { kind } = (definition as JobDefinition & { data: { loader: { kind: string } } }).data.loader;
    const options = Object.fromEntries(issue.keys.map((key) => [key, true]));
    expectOptions(kind, options, optionsOfSource(kind));
  }
  throw new LockstepError('BAD_INPUT', `job ${issue!.path.join('.')}: ${issue!.message}`, {
    hint: 'See jobs/ for examples',
  });
}
