import type { LayersModel, SymbolicTensor, Tensor } from '@tensorflow/tfjs';
import type { DataSource } from '../../api/data.ts';
import type { Job, LossValue, Program, SupervisedJob, Tensors, TF } from '../../api/job.ts';
import { divisorOf } from '../../api/totals.ts';
import { LockstepError } from '../../base/errors.ts';
import { lossFunction, metricFunction, perSample } from './losses.ts';

/**
 * The program behind a job: what an ordinary job says in short, said in full.
 * @throws LockstepError BAD_INPUT when model, losses and data do not fit together
 */
export async function programOf(job: Job, tf: TF): Promise<Program> {
  return 'program' in job ? await job.program(tf) : supervised(job, await job.model(tf), tf);
}

function supervised(job: SupervisedJob, model: LayersModel, tf: TF): Program {
  const { data } = job;
  // A sequential model may wait for its first data to learn its input shape.
  if (!model.built) model.build([null, ...data.inputs[0]!.shape]);
  check(model, job);
  const outputs = model.outputNames;
  const losses = outputs.map((_, i) => (Array.isArray(job.loss) ? job.loss[i]! : job.loss));
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
      const values = perSample(lossFunctions[i]!(target, output), samples, `the loss of ${name}`);
      const mean = values.mean();
      loss = loss ? loss.add(mean) : mean;
      if (outputs.length > 1) metrics[`${name}_loss`] = values;
      for (const metric of job.metrics ?? []) {
        const { name: known, value, of } = metricFunction(tf, metric, losses[i]!);
        const [key, what] = [named(name, known), `${known} of ${name}`];
        metrics[key] = perSample(value(target, output), samples, what);
        if (of) metrics[divisorOf(key)] = perSample(of(target, output), samples, what);
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

function check(model: LayersModel, { data, loss, name }: SupervisedJob): void {
  const fit = (what: string, wanted: readonly SymbolicTensor[], given: DataSource['inputs']) => {
    const describe = (shapes: (readonly (number | null)[])[]) =>
      shapes.map((shape) => `[${shape}]`).join(', ');
    const wants = wanted.map(({ shape }) => shape.slice(1));
    const gets = given.map(({ shape }) => shape);
    const same = wants.length === gets.length && wants.every((shape, i) => fits(shape, gets[i]!));
    if (same) return;
    throw new LockstepError(
      'BAD_INPUT',
      `job ${name}: the model has ${what} ${describe(wants)}, the data gives ${describe(gets)}`,
      { mend: 'Make the shapes of model and data the same' },
    );
  };
  fit('inputs', model.inputs, data.inputs);
  const sparse = (i: number) => (Array.isArray(loss) ? loss[i] : loss) === 'sparseCategoricalCrossentropy';
  if (model.outputs.some((_, i) => sparse(i)) || typeof loss === 'function') {
    if (model.outputs.length === data.targets.length) return;
  }
  fit('outputs', model.outputs, data.targets);
}

function fits(wanted: readonly (number | null)[], given: readonly number[]): boolean {
  return wanted.length === given.length && wanted.every((size, i) => size === null || size === given[i]);
}
