import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import type { Job, LossValue, Program, SupervisedJob, Tensors, TF } from '../../api/job.ts';
import type { Ranges } from '../../api/ranges.ts';
import { divisorOf } from '../../api/totals.ts';
import { LockstepError } from '../../base/errors.ts';
import { differentNames, expectFit, expectModel, expectProgram } from './fit.ts';
import { lossFunction, metricFunction, ofSameRank, perSample } from './losses.ts';

const RENAME = 'Give outputs and metrics other names';

/**
 * The program behind a job: what an ordinary job says in short, said in full.
 * @param ranges of the features, where they are known
 * @throws LockstepError BAD_INPUT when model, losses and data do not fit together, BAD_DATA for labels that the model
 * has no class for
 */
export async function programOf(job: Job, tf: TF, ranges: Ranges = {}): Promise<Program> {
  const { inputs, targets, classes = [] } = job.data;
  const shape = { inputs, targets, classes };
  const program =
    'program' in job ? await job.program(tf, shape) : supervised(job, await job.model(tf, shape), tf, ranges);
  expectProgram(tf, program);
  return program;
}

function supervised(job: SupervisedJob, model: LayersModel, tf: TF, ranges: Ranges): Program {
  const { data, lossWeights } = job;
  expectModel(model);
  // A sequential model may wait for its first data to learn its input shape.
  if (!model.built) model.build([null, ...data.inputs[0]!.shape]);
  const losses = expectFit(job, model, ranges);
  const outputs = differentNames(model.outputNames);
  const lossFunctions = losses.map((loss) => lossFunction(tf, loss));

  const forward = (batch: Tensors, training: boolean): Tensor[] => {
    const inputs = data.inputs.map(({ name }) => batch[name]!);
    const predicted = model.apply(inputs.length === 1 ? inputs[0]! : inputs, { training });
    return Array.isArray(predicted) ? (predicted as Tensor[]) : [predicted as Tensor];
  };

  const score = (batch: Tensors, training: boolean): LossValue => {
    const predicted = forward(batch, training);
    const samples = predicted[0]!.shape[0]!;
    const metrics: Record<string, Tensor> = {};
    const named = (output: string, metric: string) => (outputs.length > 1 ? `${output}_${metric}` : metric);
    let loss: Tensor | undefined;
    for (const [i, output] of predicted.entries()) {
      const name = outputs[i]!;
      const target = batch[data.targets[i]!.name]!;
      const pair = ofSameRank(target, output);
      const values = perSample(lossFunctions[i]!(...pair), samples, `the loss of ${name}`);
      const mean = lossWeights ? values.mean().mul(lossWeights[i]!) : values.mean();
      loss = loss ? loss.add(mean) : mean;
      const put = (key: string, metric: Tensor) => {
        if (key in metrics)
          throw new LockstepError('BAD_INPUT', `two metrics are called ${key}`, { mend: RENAME });
        metrics[key] = metric;
      };
      if (outputs.length > 1) put(`${name}_loss`, values);
      for (const metric of job.metrics ?? []) {
        const { name: known, value, of } = metricFunction(tf, metric, losses[i]!);
        const [key, what] = [named(name, known), `${known} of ${name}`];
        put(key, perSample(value(...pair), samples, what));
        if (of) put(divisorOf(key), perSample(of(...pair), samples, what));
      }
    }
    // Kernel regularizers and the like; part of the loss, as in Keras.
    for (const penalty of model.calculateLosses()) loss = loss!.add(penalty);
    return { loss: loss!, metrics };
  };

  const predict = (batch: Tensors) =>
    Object.fromEntries(forward(batch, false).map((output, i) => [outputs[i]!, output]));

  return {
    models: { model },
    updates: [
      { name: 'model', trains: [model], optimizer: job.optimizer(tf), loss: (batch) => score(batch, true) },
    ],
    evaluate: (batch) => score(batch, false),
    predict,
    pictures: job.pictures && ((batch) => job.pictures!(batch, predict(batch), tf)),
  };
}
