import type { LayersModel, Optimizer, Scalar, Tensor, Variable } from '@tensorflow/tfjs';
import { type Batch, type DataSource, type Feature, featuresOf } from '../../api/data.ts';
import type { LossValue, Program, Tensors, TF, Update } from '../../api/job.ts';
import { metricNameFault } from '../../api/names.ts';
import type { Ranges } from '../../api/ranges.ts';
import { isHidden, totalsOf } from '../../api/totals.ts';
import { sizeOf } from '../../base/arrays.ts';
import { LockstepError } from '../../base/errors.ts';
import { type Slice, slicesOf } from '../slices.ts';
import { type RandomDraws, type SampleAxis, sampleAxes } from '../tfjs/draws.ts';
import type { Constraint, Weight } from '../tfjs/internals.ts';
import type { RankSums } from '../tfjs/rank-sums.ts';
import { located } from './located.ts';
import { isTensor } from './losses.ts';

/** An update with what one trial run showed of it. */
export interface AnalysedUpdate extends Update {
  /** In the order of the flat buffer. */
  readonly variables: readonly Variable[];
  /** Those that could be trained, but that the loss does not depend on: they stay as they are, as in Keras. */
  readonly untouched: readonly Variable[];
  /** Variables that the forward pass writes: moving averages, and kernels that it normalizes before they are trained. */
  readonly statistics: readonly Variable[];
  /** `loss`, the metrics, `samples`. */
  readonly totals: readonly string[];
  /** Metrics of the loss, in the order of `totals`. */
  readonly metrics: readonly string[];
  /** Variables with a constraint, which is put on them after each update. */
  readonly constrained: readonly { readonly variable: Variable; readonly constraint: Constraint }[];
  /** Numbers in each sum over the ranks that the gradient needs, in order. */
  readonly rankSums: readonly number[];
  /** Parts of the gradients that can be summed one after another; one where there are sums in their middle. */
  readonly slices: readonly Slice[];
  /** Where the samples lie in each of its random draws, in order. */
  readonly draws: readonly SampleAxis[];
}

export interface AnalysedProgram extends Program {
  readonly updates: readonly AnalysedUpdate[];
  /** Totals of `evaluate`; empty without it. */
  readonly evaluation: readonly string[];
  /** Metrics of `evaluate`, in the order of its totals. */
  readonly evaluated: readonly string[];
}

/** tfjs has this type but does not export it. */
export type NamedTensor = Awaited<ReturnType<Optimizer['getWeights']>>[number];

interface LayerWeight {
  readonly val: Variable;
  write(value: unknown): unknown;
}

/** The tf.Variable behind a layer's weight, which tfjs keeps to itself. */
export function variableOf(weight: unknown): Variable {
  return (weight as LayerWeight).val;
}

/**
 * Runs every update once on a small batch, without changing anything, to learn the names of
 * its metrics, which moving averages it writes, what it sums over the ranks and what it draws.
 * @param ranges of the features, where they are known: the batch holds the least and the greatest of their numbers
 * @throws LockstepError BAD_INPUT when a loss throws, BAD_DATA when the model cannot take such numbers
 */
export function analyse(
  tf: TF,
  program: Program,
  data: DataSource,
  sums: RankSums,
  draws: RandomDraws,
  ranges: Ranges = {},
): AnalysedProgram {
  const batchOfTrial = trialBatch(data, ranges);
  const several = program.updates.length > 1;
  const trial = (what: string, loss: (batch: Tensors) => LossValue) =>
    located(tf, what, () =>
      tf.tidy(() => {
        const batch = toTensors(tf, data, batchOfTrial);
        return watchWrites(program, () => metricNames(what, loss(batch)));
      }),
    );
  const updates = program.updates.map((update) => {
    const trainable = update.trains.flatMap((model) => model.trainableWeights.map(variableOf));
    const prepare = update.prepare ?? ((batch) => batch);
    const what = several ? `update ${update.name}` : 'the model';
    const prefix = several ? `${update.name}_` : '';
    let metrics: Metric[] = [];
    let statistics: Variable[] = [];
    let touched: Variable[] = [];
    /** The loss of a batch, and its gradient if asked for: the metrics are seen on the way. */
    const tryOn = (given: Batch, differentiates: boolean) =>
      located(tf, what, () =>
        tf.tidy(() => {
          const batch = prepare(toTensors(tf, data, given));
          const loss = () => {
            const value = update.loss(batch);
            metrics = metricNames(what, value);
            return value.loss as Scalar;
          };
          if (!differentiates) return watchWrites(program, loss);
          const gradients = () => tf.engine().gradients(loss, trainable, undefined, true).grads;
          const { result, written } = watchWrites<readonly (Tensor | undefined)[]>(program, gradients);
          touched = trainable.filter((_, i) => result[i]);
          statistics = written;
        }),
      );
    let rankSums: number[] = [];
    const drawn = (samples: number, compute: () => void) => ({
      samples,
      shapes: draws.shapesOf(samples, compute),
    });
    const few = drawn(TRIAL_SAMPLES, () => {
      rankSums = sums.lengthsOf(() => tryOn(batchOfTrial, true));
    });
    const more = (differentiates: boolean) =>
      drawn(MORE_SAMPLES, () => tryOn(trialBatch(data, ranges, MORE_SAMPLES), differentiates));
    const drawnOfMore = () => {
      const forward = more(false);
      return forward.shapes.length === few.shapes.length ? forward : more(true);
    };
    const axes = few.shapes.length > 0 ? sampleAxes(few, drawnOfMore()) : [];
    const named = ['loss', ...metrics.flatMap(({ totals }) => totals)].map((name) =>
      name.startsWith(prefix) ? name : `${prefix}${name}`,
    );
    if (touched.length === 0) throw untouchable(what);
    const constrained = update.trains.flatMap(constraintsOf);
    const sizes = touched.map(({ size }) => size);
    const whole = { start: 0, end: sizes.reduce((sum, size) => sum + size, 0) };
    return {
      ...update,
      variables: touched,
      untouched: trainable.filter((variable) => !touched.includes(variable)),
      statistics,
      metrics: metrics.map(({ name }) => name),
      constrained: constrained.filter(({ variable }) => touched.includes(variable)),
      rankSums,
      slices: rankSums.length > 0 ? [whole] : slicesOf(sizes),
      draws: axes,
      totals: [...named, 'samples'],
    };
  });
  const { evaluate } = program;
  const tested = evaluate ? trial('evaluation', evaluate).result : [];
  const evaluation = evaluate ? ['loss', ...tested.flatMap(({ totals }) => totals), 'samples'] : [];
  return { ...program, updates, evaluation, evaluated: tested.map(({ name }) => name) };
}

function untouchable(what: string): LockstepError {
  return new LockstepError('BAD_INPUT', `${what} has no weight that its loss has a gradient for`, {
    hint: 'Let the loss follow from the outputs, with nothing between that rounds, compares or takes values out of tensors',
  });
}

function constraintsOf({ trainableWeights }: LayersModel): AnalysedUpdate['constrained'] {
  return (trainableWeights as unknown as Weight[]).flatMap((weight) =>
    weight.constraint ? [{ variable: variableOf(weight), constraint: weight.constraint }] : [],
  );
}

/** Runs `work`, and takes back what it writes to variables of the program's models. */
export function watchWrites<T>(program: Program, work: () => T): { result: T; written: Variable[] } {
  const variables = Object.values(program.models).flatMap((model) => model.weights.map(variableOf));
  const kept = variables.map((variable) => ({ variable, before: variable.clone() }));
  const dataIds = kept.map(({ variable }) => variable.dataId);
  const result = work();
  const written = kept.filter(({ variable }, i) => variable.dataId !== dataIds[i]);
  for (const { variable, before } of written) variable.assign(before);
  for (const { before } of kept) before.dispose();
  return { result, written: written.map(({ variable }) => variable) };
}

/** A batch as tensors by feature name, `[samples, ...shape]`. */
export function toTensors(tf: TF, data: DataSource, batch: Batch): Tensors {
  const tensors: Record<string, ReturnType<TF['tensor']>> = {};
  const arrays = arraysOf(data, batch);
  for (const [i, { name, shape, encoding }] of featuresOf(data).entries()) {
    const type = encoding.kind === 'ids' ? 'int32' : 'float32';
    // A copy: where tfjs computes in JavaScript, a tensor that a job keeps would go on reading the batch's memory.
    tensors[name] = tf.tensor(arrays[i]!.slice(), [batch.size, ...shape], type);
  }
  return tensors;
}

/** The arrays of a batch, in the order of `featuresOf`. */
export function arraysOf(data: DataSource, { size, inputs, targets, weights }: Batch): Batch['inputs'] {
  const ones = () => new Float32Array(size).fill(1);
  return [...inputs, ...targets, ...(weights ?? (data.weights ?? []).map(ones))];
}

/** Two samples: what gives one number for a whole batch is not taken for what gives one a sample. */
const TRIAL_SAMPLES = 2;
/** Another number, to see what grows with the samples. */
const MORE_SAMPLES = 3;

/** A batch that fits the job: of the least and of the greatest numbers of each feature, or of zeros. */
export function trialBatch(data: DataSource, ranges: Ranges = {}, samples = TRIAL_SAMPLES): Batch {
  const fill = ({ name, shape, encoding }: Feature) => {
    const width = sizeOf(shape);
    const length = samples * width;
    const values = encoding.kind === 'ids' ? new Int32Array(length) : new Float32Array(length);
    const { min, max } = ranges[name] ?? { min: 0, max: 0 };
    if (encoding.kind === 'oneHot') for (let i = 0; i < length; i += width) values[i] = 1;
    else if (min <= max) values.fill(min, 0, width).fill(max, width);
    return values;
  };
  return { size: samples, inputs: data.inputs.map(fill), targets: data.targets.map(fill) };
}

/** @throws LockstepError BAD_INPUT for a loss that is no tensor, and for metrics that would hide another log */
function metricNames(what: string, { loss, metrics = {} }: LossValue): Metric[] {
  if (!isTensor(loss) || loss.size !== 1) {
    const given = isTensor(loss) ? `a tensor of shape [${loss.shape}]` : typeof loss;
    throw new LockstepError('BAD_INPUT', `${what} has ${given} for a loss`, {
      hint: 'Return { loss } that is one number, the mean over the batch',
    });
  }
  const names = Object.keys(metrics);
  for (const name of names) {
    const fault = isHidden(name) ? undefined : metricNameFault(name, []);
    if (fault) throw new LockstepError('BAD_INPUT', `${what} has a metric that cannot be: ${fault}`);
  }
  return names.map((name) => ({ name, totals: totalsOf(name, metrics[name]!.shape[1] ?? 1) }));
}

/** A metric, and the totals of its sums. */
type Metric = { name: string; totals: string[] };
