/** Whether what a job's functions gave fits together: model, losses, data, optimizers. */
import type { LayersModel, Optimizer, SymbolicTensor } from '@tensorflow/tfjs';
import type { DataSource, Feature } from '../../api/data.ts';
import type { AnyMetric, Program, SupervisedJob, TF } from '../../api/job.ts';
import { OF_CLASS_NUMBERS } from '../../api/names.ts';
import type { Range, Ranges } from '../../api/ranges.ts';
import { LockstepError } from '../../base/errors.ts';
import { isOfBatch } from './keras-losses.ts';
import { type Loss, nameOfLoss } from './losses.ts';

type Shape = readonly (number | null)[];

const refuse = (message: string, hint: string) => new LockstepError('BAD_INPUT', message, { hint });

/** @throws LockstepError BAD_INPUT for what is no model of tfjs */
export function expectModel(given: LayersModel | undefined): void {
  if (typeof given?.apply === 'function' && Array.isArray(given.layers)) return;
  const kind = given === null ? 'null' : typeof given;
  throw refuse(`the model function gives ${kind}, not a model`, 'Return tf.sequential(...) or tf.model(...)');
}

/**
 * Checks inputs, outputs and labels of a model against the data.
 * @returns the loss of each output
 */
export function expectFit(job: SupervisedJob, model: LayersModel, ranges: Ranges): Loss[] {
  const { data, name, lossWeights } = job;
  const { outputs } = model;
  expectSame(`job ${name}`, 'inputs', model.inputs, data.inputs);
  expectOrder('inputs', model.inputNames, data.inputs);
  if (outputs.length !== data.targets.length) {
    throw refuse(
      `job ${name}: the model has ${outputs.length} outputs, the data ${data.targets.length} targets`,
      'Give each output a target, in the same order',
    );
  }
  expectOrder('outputs', model.outputNames, data.targets);
  const listed = (what: string, count: number) => {
    if (count === outputs.length) return;
    const hint = `Give one for each of: ${model.outputNames.join(', ')}`;
    throw refuse(`job ${name}: there are ${count} ${what} for ${outputs.length} outputs`, hint);
  };
  if (Array.isArray(job.loss)) listed('losses', job.loss.length);
  if (lossWeights) listed('lossWeights', lossWeights.length);
  const losses = outputs.map((_, i) => (Array.isArray(job.loss) ? job.loss[i]! : job.loss) as Loss);
  for (const [i, loss] of losses.entries()) {
    const [output, target] = [outputs[i]!.shape.slice(1), data.targets[i]!];
    const name = nameOfLoss(loss);
    if (name && OF_CLASS_NUMBERS.includes(name))
      expectLabels(name, target, output, ignoring(loss, ranges[target.name]));
    else if (name === 'ctc') expectTexts(target, output);
    else if (name) expectTarget(name, target, output);
    if ((job.accumulate ?? 1) > 1) expectParts(loss, target);
    if (name === 'hinge' || name === 'squaredHinge') expectSigns(name, target, ranges[target.name]);
    for (const metric of job.metrics ?? []) expectMetric(metric, target, output, model.outputNames[i]!);
  }
  return losses;
}

/** The mean of a loss over parts of the batch is that of the batch only where it is a mean over samples. */
function expectParts(loss: Loss, { name }: Feature): void {
  const spec = typeof loss === 'string' ? { name: loss, options: {} } : loss;
  if (typeof spec === 'function' || !isOfBatch(spec)) return;
  throw refuse(
    `the loss ${spec.name} of target ${name} is one number for the whole batch, and accumulate computes it in parts`,
    'Leave accumulate out, or give the loss the axes of a sample: { axis: [1] }',
  );
}

/** Labels of both kinds at once would be taken for one kind or the other batch by batch, and so rank by rank. */
function expectSigns(loss: string, target: Feature, range: Range | undefined): void {
  if (!range || (range.min >= -1 && range.max <= 1)) return;
  throw refuse(
    `${loss} of target ${target.name}, whose numbers are between ${range.min} and ${range.max}`,
    'Give it -1 and 1, or 0 and 1',
  );
}

/** The names, a second one of the same name with a number behind it: two outputs of one layer have its name. */
export function differentNames(names: readonly string[]): string[] {
  const different: string[] = [];
  for (const name of names) {
    let candidate = name;
    for (let i = 1; different.includes(candidate); i++) candidate = `${name}_${i}`;
    different.push(candidate);
  }
  return different;
}

/** @throws LockstepError BAD_INPUT for a program that lacks a part, or has an optimizer that cannot be kept */
export function expectProgram(tf: TF, program: Program | undefined): void {
  const { models, updates } = program ?? ({} as Partial<Program>);
  if (!models || Object.keys(models).length === 0 || !Array.isArray(updates) || updates.length === 0) {
    throw refuse(
      'the program has no models or no updates',
      'Return { models: { name: model }, updates: [...] }',
    );
  }
  for (const { name, trains, optimizer, loss } of updates) {
    if (!Array.isArray(trains) || typeof loss !== 'function') {
      throw refuse(
        `update ${name} lacks its models or its loss`,
        'Give { name, trains: [model], optimizer, loss }',
      );
    }
    if (!trains.some(({ trainableWeights }) => trainableWeights.length > 0)) {
      const what = updates.length > 1 ? `update ${name}` : 'the model';
      throw refuse(
        `${what} has no weight that could be trained`,
        'Leave a layer trainable, and its model too',
      );
    }
    expectOptimizer(tf, optimizer);
  }
}

function expectOptimizer(tf: TF, optimizer: Optimizer | undefined): void {
  if (typeof optimizer?.applyGradients !== 'function') {
    const kind = optimizer === null ? 'null' : typeof optimizer;
    throw refuse(
      `the optimizer function gives ${kind}, not an optimizer`,
      'Return tf.train.adam(0.001), say',
    );
  }
  const { name } = optimizer.constructor;
  if (!Number.isFinite((optimizer as unknown as { learningRate?: number }).learningRate)) {
    throw refuse(
      `optimizer ${name} has no learningRate`,
      'Give it a field learningRate, which schedules change',
    );
  }
  const base = tf.Optimizer.prototype;
  for (const method of ['getWeights', 'setWeights'] as const) {
    if (optimizer[method] !== base[method]) continue;
    throw refuse(
      `optimizer ${name} has no ${method}, so that it could not be saved nor brought to other workers`,
      'Give it both: async getWeights() { return []; } and async setWeights() {}, where it remembers nothing',
    );
  }
}

function expectSame(
  job: string,
  what: string,
  wanted: readonly SymbolicTensor[],
  given: DataSource['inputs'],
): void {
  const wants = wanted.map(({ shape }) => shape.slice(1));
  if (wants.length === given.length && wants.every((shape, i) => fits(shape, given[i]!.shape))) return;
  const list = (shapes: readonly Shape[]) => shapes.map((shape) => `[${shape}]`).join(', ');
  throw refuse(
    `${job}: the model has ${what} ${list(wants)}, the data gives ${list(given.map(({ shape }) => shape))}`,
    'Make the shapes of model and data the same',
  );
}

/** They go by their place; where they have the same names in another order, one of the two is a mistake. */
function expectOrder(what: string, model: readonly string[], features: readonly Feature[]): void {
  const data = features.map(({ name }) => name);
  const same = (a: readonly string[], b: readonly string[]) => a.join('\n') === b.join('\n');
  if (same(model, data) || !same([...model].sort(), [...data].sort())) return;
  throw refuse(
    `the ${what} of the model are ${model.join(', ')}, those of the data ${data.join(', ')}: they go by their order`,
    'List them in one order, or name them differently',
  );
}

/** Metrics whose kind follows from the shapes. */
const OF_ANY_SHAPE = ['accuracy', 'acc', 'crossentropy', 'ce', 'meanIoU', 'iou'];

/** A metric by name: beside targets of another shape it would compare each number with all others. */
function expectMetric(given: AnyMetric, { name, shape }: Feature, output: Shape, of: string): void {
  const metric = typeof given === 'object' && 'metric' in given ? given.metric : given;
  if (typeof metric !== 'string' || OF_ANY_SHAPE.includes(metric)) return;
  const sparse = metric.startsWith('sparse');
  const labels = output.slice(0, -1);
  if (sparse ? fits(labels, shape) || fits([...labels, 1], shape) : isPair(shape, output)) return;
  const wanted = sparse ? `labels [${labels}]` : `targets [${output}]`;
  throw refuse(
    `the metric ${metric} of output ${of} wants ${wanted}, and target ${name} has [${shape}]`,
    "Leave it out: 'accuracy' and 'crossentropy' suit all shapes; or give one of your own: { name, value }",
  );
}

/** As in Keras, a last side of 1 may be left out in one of the two. */
function isPair(target: readonly number[], output: Shape): boolean {
  const narrow = (sides: Shape) => (sides.at(-1) === 1 ? sides.slice(0, -1) : sides);
  return (
    fits(output, target) ||
    (fits(narrow(output), narrow(target) as number[]) && output.length !== target.length)
  );
}

function expectTarget(loss: string, { name, shape, encoding }: Feature, output: Shape): void {
  const isClass = encoding.kind === 'ids' || shape.length < output.length || shape.at(-1) === 1;
  if (loss === 'categoricalCrossentropy' && output.at(-1) === 1) {
    throw refuse(
      `the loss ${loss} of an output [${output}] is always 0`,
      'Use binaryCrossentropy for one number',
    );
  }
  if (isPair(shape, output)) return;
  const sparse = loss === 'categoricalCrossentropy' && isClass;
  throw refuse(
    `the model has an output [${output}], and target ${name} has [${shape}]`,
    sparse
      ? 'Numbers of classes go with sparseCategoricalCrossentropy'
      : 'Make the shapes of model and data the same',
  );
}

/** Labels between the least and the greatest, but for one that counts for nothing: no more is known of the others. */
function ignoring(loss: Loss, range: Range | undefined): Range | undefined {
  const ignores = typeof loss === 'object' && loss.options.ignoreClass !== undefined;
  return ignores ? undefined : range;
}

function expectTexts({ name, shape }: Feature, output: Shape): void {
  if (output.length === 2 && shape.length === 1) return;
  throw refuse(
    `ctc wants outputs [steps, classes] and targets [length], and has [${output}] and [${shape}] (${name})`,
    'Give logits a step, and labels from 1 on, filled up with 0',
  );
}

function expectLabels(
  loss: string,
  { name, shape, encoding }: Feature,
  output: Shape,
  range: Range | undefined,
): void {
  const classes = output.at(-1) ?? 0;
  const wanted = output.slice(0, -1);
  const labels = fits(wanted, shape) || fits([...wanted, 1], shape);
  if (!labels || encoding.kind === 'oneHot') {
    throw refuse(
      `${loss} of an output [${output}] wants labels [${wanted}], and target ${name} has [${shape}]`,
      'Give numbers of classes; one-hot targets go with categoricalCrossentropy',
    );
  }
  if (!range || range.min > range.max) return;
  const { min, max, whole } = range;
  if (whole && min >= 0 && max < classes) return;
  const given = whole ? `go from ${min} to ${max}` : 'are not all whole numbers';
  throw new LockstepError(
    'BAD_DATA',
    `the labels ${name} ${given}, the model has the classes 0 to ${classes - 1}`,
    {
      hint: 'Count classes from 0, and give the last layer a unit for each',
    },
  );
}

function fits(wanted: Shape, given: readonly number[]): boolean {
  return wanted.length === given.length && wanted.every((size, i) => size === null || size === given[i]);
}
