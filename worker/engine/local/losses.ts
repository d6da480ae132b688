import type { Tensor } from '@tensorflow/tfjs';
import type { LossFunction, LossName, TF } from '../../../api/job.ts';
import { LockstepError } from '../../../proto/errors.ts';

/** A loss by name, as Keras defines it: both tensors `[batch, ...]`, result `[batch]`. */
export function lossFunction(tf: TF, loss: LossName | LossFunction): LossFunction {
  if (typeof loss === 'function') return loss;
  const { metrics } = tf;
  switch (loss) {
    case 'categoricalCrossentropy':
      return metrics.categoricalCrossentropy;
    case 'sparseCategoricalCrossentropy':
      return (labels, predicted) => {
        const hot = tf.oneHot(labels.flatten().toInt(), predicted.shape.at(-1)!).reshape(predicted.shape);
        return metrics.categoricalCrossentropy(hot, predicted);
      };
    case 'binaryCrossentropy':
      return metrics.binaryCrossentropy;
    case 'meanSquaredError':
      return metrics.meanSquaredError;
    case 'meanAbsoluteError':
      return metrics.meanAbsoluteError;
  }
}

/** 1 for a right answer, 0 for a wrong one, `[batch]`; which kind of answer follows from loss and shape. */
export function accuracy(loss: LossName | LossFunction, labels: Tensor, predicted: Tensor, tf: TF): Tensor {
  const { metrics } = tf;
  if (loss === 'sparseCategoricalCrossentropy') return metrics.sparseCategoricalAccuracy(labels, predicted);
  return predicted.shape.at(-1) === 1
    ? metrics.binaryAccuracy(labels, predicted)
    : metrics.categoricalAccuracy(labels, predicted);
}

/** The mean over everything but the samples, so that a loss of any shape is one number a sample. */
export function perSample(values: Tensor, samples: number, name: string): Tensor {
  if (values.shape[0] !== samples) {
    throw new LockstepError('BAD_INPUT', `${name} has shape [${values.shape}] for ${samples} samples`, {
      mend: 'Return one value a sample: [batch]',
    });
  }
  return values.rank > 1 ? values.reshape([samples, -1]).mean(1) : values;
}
