import type { Optimizer, Tensor, Variable } from '@tensorflow/tfjs';
import type { Batch, DataSource } from '../../../api/data.ts';
import type { LossValue, Tensors, TF } from '../../../api/job.ts';
import { LockstepError } from '../../../proto/errors.ts';
import { type AnalysedProgram, type NamedTensor, toTensors, watchWrites } from './analysis.ts';
import type { Executor } from './executor.ts';
import type { SeededRandom } from './random.ts';

/** Op by op, as tfjs does by itself: the reference that other executors are held to. */
export class EagerExecutor implements Executor {
  readonly mode = 'eager';
  readonly #tf: TF;
  readonly #program: AnalysedProgram;
  readonly #data: DataSource;
  readonly #random: SeededRandom;

  constructor(tf: TF, program: AnalysedProgram, data: DataSource, random: SeededRandom) {
    this.#tf = tf;
    this.#program = program;
    this.#data = data;
    this.#random = random;
  }

  compute(update: number, batch: Batch, weight: number, randomSeed: number, out: Float32Array): void {
    const tf = this.#tf;
    const { variables, statistics, metrics, prepare, loss } = this.#program.updates[update]!;
    this.#random.seed(randomSeed);
    tf.tidy(() => {
      const tensors = toTensors(tf, this.#data, batch);
      const prepared = prepare ? prepare(tensors) : tensors;
      const { result } = watchWrites(this.#program, () => {
        const gradients = weightedGradients(tf, () => loss(prepared), metrics, variables, weight);
        // Read before the writes are taken back.
        return { ...gradients, statistics: statistics.map((variable) => variable.dataSync<'float32'>()) };
      });
      let offset = 0;
      for (const [i, variable] of variables.entries()) {
        const gradient = result.gradients[i];
        if (gradient) out.set(gradient.dataSync<'float32'>(), offset);
        else out.fill(0, offset, offset + variable.size);
        offset += variable.size;
      }
      for (const values of result.statistics) {
        for (const value of values) out[offset++] = value * weight;
      }
      out.set(totals(result.value, batch.size), offset);
    });
  }

  apply(update: number, summed: Float32Array, learningRate: number): void {
    const tf = this.#tf;
    const { variables, statistics, optimizer } = this.#program.updates[update]!;
    setLearningRate(optimizer, learningRate);
    tf.tidy(() => {
      let offset = 0;
      const take = ({ shape, size }: Variable) => {
        offset += size;
        return tf.tensor(summed.slice(offset - size, offset), shape);
      };
      const gradients = variables.map(
        (variable): NamedTensor => ({ name: variable.name, tensor: take(variable) }),
      );
      optimizer.applyGradients(gradients);
      for (const variable of statistics) variable.assign(take(variable));
    });
  }

  evaluate(batch: Batch): Float32Array {
    return this.#tf.tidy(() => {
      const value = this.#program.evaluate!(toTensors(this.#tf, this.#data, batch));
      return totals(value, batch.size);
    });
  }

  predict(batch: Batch): Float32Array[] {
    const { predict } = this.#program;
    if (!predict) throw new LockstepError('BAD_INPUT', 'this job says nothing about predictions');
    return this.#tf.tidy(() => {
      const outputs = predict(toTensors(this.#tf, this.#data, batch));
      return Object.values(outputs).map((output) => output.dataSync<'float32'>().slice());
    });
  }
}

/** Gradients of `weight` times the loss; null for a variable that the loss does not depend on. */
function weightedGradients(
  tf: TF,
  loss: () => LossValue,
  metrics: readonly string[],
  variables: readonly Variable[],
  weight: number,
): { value: LossValue; gradients: (Tensor | null)[] } {
  const kept: Tensors = {};
  let unweighted: Tensor | undefined;
  const { grads } = tf.variableGrads(() => {
    const value = loss();
    for (const name of metrics) Object.assign(kept, { [name]: tf.keep(value.metrics![name]!) });
    unweighted = tf.keep(value.loss);
    return value.loss.mul<Tensor<never>>(weight);
  }, [...variables]);
  return {
    value: { loss: unweighted!, metrics: kept },
    gradients: variables.map(({ name }) => grads[name] ?? null),
  };
}

/** Sums over the batch: the loss, the metrics, the samples. */
function totals({ loss, metrics = {} }: LossValue, samples: number): Float32Array {
  const sums = Object.values(metrics).map((metric) => metric.sum().dataSync()[0]!);
  return Float32Array.of(loss.dataSync()[0]! * samples, ...sums, samples);
}

export function setLearningRate(optimizer: Optimizer, learningRate: number): void {
  const known = optimizer as unknown as { learningRate: number; setLearningRate?(rate: number): void };
  if (known.learningRate === learningRate) return;
  if (known.setLearningRate) known.setLearningRate(learningRate);
  else known.learningRate = learningRate;
}
