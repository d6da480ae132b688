import type { Optimizer, Scalar, Tensor } from '@tensorflow/tfjs';
import type { LossValue, Tensors, TF } from '../../api/job.ts';
import { LockstepError } from '../../base/errors.ts';
import { type AnalysedProgram, type AnalysedUpdate, type NamedTensor, watchWrites } from './analysis.ts';

/** What one rank contributes to an update, as tensors. */
export interface StepTensors {
  /** One a variable of the update, times the weight; null where the loss does not depend on it. */
  readonly gradients: readonly (Tensor | null)[];
  /** What the forward pass wrote (moving averages), times the weight. */
  readonly statistics: readonly Tensor[];
  /** Over the batch: the loss, then the metrics. */
  readonly sums: readonly Tensor[];
}

/**
 * Forward and backward pass of one update; changes no variable.
 * @param scale what the loss is multiplied by and the gradient divided by, so that small ones do not become 0 on the way
 */
export function gradientStep(
  tf: TF,
  program: AnalysedProgram,
  { variables, untouched, statistics, metrics, loss }: AnalysedUpdate,
  batch: Tensors,
  weight: Scalar,
  samples: number,
  scale?: Scalar,
): StepTensors {
  return watchWrites(program, () => {
    let value: LossValue | undefined;
    const weighted = () => {
      value = loss(batch);
      tf.keep(value.loss);
      for (const name of metrics) tf.keep(value.metrics![name]!);
      const weighed = value.loss.mul(weight) as Scalar;
      return scale ? (weighed.mul(scale) as Scalar) : weighed;
    };
    const { grads } = tf.variableGrads(weighted, [...variables, ...untouched]);
    for (const { name } of untouched) if (grads[name]) throw touchedNow(name);
    const gradients = variables.map(({ name }) => {
      const gradient = grads[name] ?? null;
      return gradient && scale ? gradient.div(scale) : gradient;
    });
    return {
      gradients,
      // Read before the writes are taken back.
      statistics: statistics.map((variable) => variable.mul(weight)),
      sums: sumsOf(value!, metrics, samples),
    };
  }).result;
}

/** Its slots and its place in the flat buffer are missing. */
function touchedNow(weight: string): LockstepError {
  return new LockstepError('BAD_INPUT', `the loss depends on ${weight} in this step, and did not at first`, {
    hint: 'Multiply what a step leaves out by 0, so that the loss depends on the same weights in every step',
  });
}

/** Sums over the batch: the loss, then the metrics, of which one may have several. */
export function sumsOf({ loss, metrics }: LossValue, names: readonly string[], samples: number): Tensor[] {
  return [loss.mul(samples), ...names.map((name) => metrics![name]!.sum(0))];
}

export function setLearningRate(optimizer: Optimizer, learningRate: number): void {
  const known = optimizer as unknown as { learningRate: number; setLearningRate?(rate: number): void };
  if (known.learningRate === learningRate) return;
  if (known.setLearningRate) known.setLearningRate(learningRate);
  else known.learningRate = learningRate;
}

interface Adam {
  readonly beta2: number;
  readonly iterations: number;
  epsilon: number;
}

/**
 * Applies gradients by the optimizer's own arithmetic, with Adam's epsilon where Keras has it. tfjs adds it to
 * sqrt(v / (1 - beta2^t)), algorithm 1 of Kingma and Ba (2015); Keras to sqrt(v), their "epsilon hat": the
 * same, where tfjs's is larger by the correction. At first that is a factor of 30.
 */
export function applyAsKeras(tf: TF, optimizer: Optimizer, gradients: NamedTensor[]): void {
  // tfjs's `instanceof` takes any optimizer for one of each kind.
  if (Object.getPrototypeOf(optimizer) !== tf.AdamOptimizer.prototype) {
    optimizer.applyGradients(gradients);
    return;
  }
  const adam = optimizer as unknown as Adam;
  const { epsilon, beta2, iterations } = adam;
  adam.epsilon = epsilon / Math.sqrt(1 - beta2 ** (iterations + 1));
  optimizer.applyGradients(gradients);
  adam.epsilon = epsilon;
}
