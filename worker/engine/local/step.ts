import type { Optimizer, Scalar, Tensor } from '@tensorflow/tfjs';
import type { LossValue, Tensors, TF } from '../../../api/job.ts';
import { type AnalysedProgram, type AnalysedUpdate, watchWrites } from './analysis.ts';

/** What one rank contributes to an update, as tensors. */
export interface StepTensors {
  /** One a variable of the update, times the weight; null where the loss does not depend on it. */
  readonly gradients: readonly (Tensor | null)[];
  /** New moving averages, times the weight. */
  readonly statistics: readonly Tensor[];
  /** Sums over the batch: the loss, then the metrics. */
  readonly sums: readonly Tensor[];
}

/** Forward and backward pass of one update; changes no variable. */
export function gradientStep(
  tf: TF,
  program: AnalysedProgram,
  { variables, statistics, metrics, loss }: AnalysedUpdate,
  batch: Tensors,
  weight: Scalar,
  samples: number,
): StepTensors {
  return watchWrites(program, () => {
    let value: LossValue | undefined;
    const { grads } = tf.variableGrads(() => {
      value = loss(batch);
      tf.keep(value.loss);
      for (const name of metrics) tf.keep(value.metrics![name]!);
      return value.loss.mul(weight);
    }, [...variables]);
    return {
      gradients: variables.map(({ name }) => grads[name] ?? null),
      // Read before the writes are taken back.
      statistics: statistics.map((variable) => variable.mul(weight)),
      sums: sumsOf(value!, metrics, samples),
    };
  }).result;
}

/** Sums over the batch: the loss, then the metrics. */
export function sumsOf({ loss, metrics }: LossValue, names: readonly string[], samples: number): Tensor[] {
  return [loss.mul(samples), ...names.map((name) => metrics![name]!.sum())];
}

export function setLearningRate(optimizer: Optimizer, learningRate: number): void {
  const known = optimizer as unknown as { learningRate: number; setLearningRate?(rate: number): void };
  if (known.learningRate === learningRate) return;
  if (known.setLearningRate) known.setLearningRate(learningRate);
  else known.learningRate = learningRate;
}
