import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import { isOfWeighted } from '../../api/classifier.ts';
import { confusionName } from '../../api/confusion.ts';
import type { AnyMetric, Job, LossValue, Program, SupervisedJob, Tensors, TF } from '../../api/job.ts';
import type { Ranges } from '../../api/ranges.ts';
import { divisorOf, type Score, sumsOf } from '../../api/totals.ts';
import { LockstepError } from '../../base/errors.ts';
import { maskOf } from '../tfjs/graph.ts';
import { watchLogits, withLogits } from '../tfjs/logits.ts';
import type { RankSums } from '../tfjs/rank-sums.ts';
import { confusionClasses, confusionCounts } from './confusion.ts';
import { differentNames, expectFit, expectModel, expectProgram } from './fit.ts';
import { isTensor, lossFunction, ofSameRank, perSample } from './losses.ts';
import { masked, maskedMean } from './masked.ts';
import { isSparse, metricFunction } from './metrics.ts';
import { runsOwnCode } from './own-code.ts';
import { weighted, weightedMetric, weightsOf } from './weights.ts';

const RENAME = 'Give outputs and metrics other names';

/**
 * The program behind a job: what an ordinary job says in short, said in full.
 * @param sums over the ranks, for losses that are means over what a mask leaves of the global batch
 * @param ranges of the features, where they are known
 * @throws LockstepError BAD_INPUT when model, losses and data do not fit together, BAD_DATA for labels that the model
 * has no class for
 * @param ours the classes of parts of models that come with the engine
 */
export async function programOf(
  job: Job,
  tf: TF,
  sums: RankSums,
  ours: ReadonlySet<unknown>,
  ranges: Ranges = {},
): Promise<SaidProgram> {
  const { inputs, targets, classes = [] } = job.data;
  const shape = { inputs, targets, classes };
  if ('program' in job) {
    const program = await job.program(tf, shape);
    expectProgram(tf, program);
    return { ...program, ownCode: true };
  }
  const model = await job.model(tf, shape);
  expectModel(model);
  // Before parts of it are watched, which looks like code of the job.
  const ownCode = runsOwnCode(job, model, ours);
  const program = supervised(job, model, tf, sums, ranges);
  expectProgram(tf, program);
  return { ...program, ownCode };
}

/** A program, and whether code of the job itself runs in each of its steps. */
export interface SaidProgram extends Program {
  readonly ownCode: boolean;
}

function supervised(job: SupervisedJob, model: LayersModel, tf: TF, sums: RankSums, ranges: Ranges): Program {
  const { data, lossWeights } = job;
  // A sequential model may wait for its first data to learn its input shape.
  if (!model.built) model.build([null, ...data.inputs[0]!.shape]);
  const losses = expectFit(job, model, ranges);
  const outputs = differentNames(model.outputNames);
  const lossFunctions = losses.map((loss, i) => lossFunction(tf, loss, sums, ranges[data.targets[i]!.name]));
  watchLogits(tf, model);
  const weights = weightsOf(data, outputs.length);

  const forward = (batch: Tensors, training: boolean): Tensor[] => {
    const inputs = data.inputs.map(({ name }) => batch[name]!);
    const predicted = model.apply(inputs.length === 1 ? inputs[0]! : inputs, { training });
    return Array.isArray(predicted) ? (predicted as Tensor[]) : [predicted as Tensor];
  };

  const score = (batch: Tensors, training: boolean): LossValue => {
    const predicted = forward(batch, training);
    const samples = predicted[0]!.shape[0]!;
    const metrics: Record<string, Tensor> = {};
    // A stroke in a log's name would make it a part of another.
    const named = (output: string, metric: string) =>
      outputs.length > 1 ? `${output.replaceAll('/', '_')}_${metric}` : metric;
    let loss: Tensor | undefined;
    for (const [i, output] of predicted.entries()) {
      const name = outputs[i]!;
      const { name: label } = data.targets[i]!;
      const target = batch[label]!;
      const pair = ofSameRank(target, output);
      const shapes = { labels: target.shape, predicted: output.shape, range: ranges[label] };
      const raw = lossFunctions[i]!(...pair);
      const outputMask = maskOf(output);
      // A loss may leave out what it ignores; metrics do not.
      const mask = both(tf, outputMask, isTensor(raw) ? maskOf(raw) : undefined);
      const own = weights(batch, i, training);
      const put = (key: string, { values, of }: { values: Tensor; of?: Tensor }, what: string) => {
        if (key in metrics)
          throw new LockstepError('BAD_INPUT', `two metrics are called ${key}`, { hint: RENAME });
        metrics[key] = perSample(values, samples, what);
        if (of) metrics[divisorOf(key)] = perSample(of, samples, what);
      };
      const putSums = (key: string, score: Score, values: Tensor) => {
        const { [sumsOf(key, score)]: twice } = metrics;
        if (twice) throw new LockstepError('BAD_INPUT', `two metrics are called ${key}`, { hint: RENAME });
        metrics[sumsOf(key, score)] = values;
      };
      if (mask && (job.accumulate ?? 1) > 1) throw maskedInParts(name);
      const values = weighted(raw, own);
      const mean = mask
        ? maskedMean(tf, values, mask, sums, `the loss of ${name}`)
        : perSample(values, samples, `the loss of ${name}`).mean();
      const part = lossWeights ? mean.mul(lossWeights[i]!) : mean;
      loss = loss ? loss.add(part) : part;
      if (outputs.length > 1) put(named(name, 'loss'), masked(values, mask), `the loss of ${name}`);
      const counted = (metric: AnyMetric) => {
        const { name: known, value, of, score } = metricFunction(tf, metric, losses[i]!, shapes, sums);
        const values = value(...pair);
        if (score && outputMask) throw scoreOfMasked(known, name);
        return { known, score, ...(of ? { values, of: of(...pair) } : masked(values, outputMask)) };
      };
      for (const metric of job.metrics ?? []) {
        const { known, score, ...found } = counted(metric);
        if (score) putSums(named(name, known), score, found.values);
        else put(named(name, known), found, `${known} of ${name}`);
      }
      for (const metric of job.weightedMetrics ?? []) {
        const { known, score, ...found } = counted(metric);
        if (score) {
          putSums(named(name, `weighted_${known}`), score, weighted(found.values, own));
          continue;
        }
        // As Keras names it.
        const key = named(name, named(name, known) in metrics ? `weighted_${known}` : known);
        put(key, weightedMetric(tf, found, own), `${known} of ${name}`);
      }
      const classes = confusionClasses(job, losses[i]!, data.targets[i]!, output.shape);
      if (training || classes === undefined) continue;
      const sparse = isSparse(losses[i]!, shapes);
      const weight = isOfWeighted(job) ? own : undefined;
      const classifying = outputs.length > 1 ? { place: i, output: name } : { place: i };
      const counting = { classes, sparse, mask: outputMask, weight };
      metrics[confusionName(classifying)] = confusionCounts(tf, counting, target, output);
    }
    // Regularizers of weights and of what layers put out; part of the loss, as in Keras.
    for (const penalty of model.calculateLosses()) loss = loss!.add(penalty);
    return { loss: loss!, metrics };
  };

  const scored = (batch: Tensors, training: boolean) => withLogits(tf, () => score(batch, training));
  const predict = (batch: Tensors) =>
    Object.fromEntries(forward(batch, false).map((output, i) => [outputs[i]!, output]));

  return {
    models: { model },
    updates: [
      { name: 'model', trains: [model], optimizer: job.optimizer(tf), loss: (batch) => scored(batch, true) },
    ],
    evaluate: (batch) => scored(batch, false),
    predict,
    pictures: job.pictures && ((batch) => job.pictures!(batch, predict(batch), tf)),
  };
}

function scoreOfMasked(metric: string, output: string): LockstepError {
  return new LockstepError('BAD_INPUT', `${metric} of ${output} cannot leave out what a mask does`, {
    hint: 'End the mask before the last layer (a Reshape does)',
  });
}

function both(tf: TF, one: Tensor | undefined, other: Tensor | undefined): Tensor | undefined {
  return one && other ? tf.logicalAnd(one, other) : (one ?? other);
}

function maskedInParts(output: string): LockstepError {
  return new LockstepError(
    'BAD_INPUT',
    `the loss of ${output} is a mean over what a mask leaves of the batch, and accumulate computes it in parts`,
    { hint: 'Leave accumulate out, or end the mask before the last layer (a Reshape does)' },
  );
}
