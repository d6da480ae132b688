/** Sums and other functions over axes, and spectra. */
import type { Tensor } from '@tensorflow/tfjs';
import { MATRIX, table } from './table.ts';

export const reducing = table(MATRIX, {
  all: (_, x) => x.greater(-9).all(1).toFloat().mul(x.sum(1)),
  any: (_, x) => x.greater(0).any(1).toFloat().mul(x.sum(1)),
  argMax: (_, x) => x.argMax(1).toFloat().expandDims(1).mul(x),
  argMin: (_, x) => x.argMin(1).toFloat().reshape([-1, 1]).mul(x),
  cumprod: (tf, x) => tf.cumprod(x, 1),
  cumprodExclusive: (tf, x) => tf.cumprod(x.reshape([2, 8, 4]), 1, true, true),
  cumsum: (_, x) => x.cumsum(1),
  cumsumExclusive: (_, x) => x.cumsum(1, true, true),
  cumsumFirst: (_, x) => x.reshape([2, 8, 4]).cumsum(1),
  cumprodFromEnd: (tf, x) => tf.cumprod(x.reshape([2, 8, 4]), -2),
  cumsumFromEnd: (_, x) => x.reshape([2, 8, 4]).cumsum(-3),
  prodFromEnd: (_, x) => x.reshape([4, 4, 4]).prod(-2),
  logSumExp: (_, x) => x.logSumExp(1),
  logSoftmax: (_, x) => x.logSoftmax(),
  softmax: (_, x) => x.softmax(),
  max: (_, x) => x.max(1),
  mean: (_, x) => x.sub(x.mean()),
  min: (_, x) => x.min(1, true),
  moments: (tf, x) => tf.moments(x, 1).variance,
  norm: (_, x) => x.norm(2, 1),
  normFrobenius: (_, x) => x.reshape([4, 4, 4]).norm('fro', [1, 2]),
  normInfinity: (_, x) => x.norm(Number.POSITIVE_INFINITY, 1),
  norm1: (_, x) => x.norm(1, 1),
  prod: (_, x) => x.prod(1),
  prodTwo: (_, x) => x.reshape([2, 8, 4]).prod([0, 2]),
  sum: (_, x) => x.sum([0, 1]).mul(x),
  topk: (tf, x) => tf.topk(x, 3).values,
  topkIndices: (tf, x) =>
    tf
      .topk(x, 3)
      .indices.toFloat()
      .mul(x.slice([0, 0], [4, 3])),
  topkOfThree: (tf, x) => tf.topk(x.reshape([2, 2, 16]), 5).values,
  confusion: (tf, x) => {
    const labels = tf.tensor1d([0, 1], 'int32');
    return x.mul(tf.math.confusionMatrix(labels, labels, 2).toFloat().sum());
  },
  euclideanNorm: (_, x) => x.euclideanNorm(1),
  customGrad: (tf, x) =>
    tf.customGrad((v, save) => {
      const [value, keep] = [v as Tensor, save as (kept: Tensor[]) => void];
      keep([value]);
      const gradFunc = (dy: Tensor, saved: Tensor[]) => dy.mul(saved[0]!).mul(2);
      return { value: value.square(), gradFunc };
    })(x),
  gradientOfGradient: (tf, x) => tf.grad((v) => v.pow(3).sum())(x),
  dropoutNone: (tf, x) => tf.dropout(x, 0),
  batchNorm: (tf, x) => tf.batchNorm(x, x.mean(0), x.square().mean(0), tf.ones([16]), tf.ones([16]), 1e-3),
  basicLSTMCell: (tf, x) =>
    tf.basicLSTMCell(
      tf.scalar(1),
      tf.ones([20, 16]).mul(0.1),
      tf.ones([16]),
      x,
      x.slice([0, 0], [-1, 4]),
      x.slice([0, 4], [-1, 4]),
    )[1],
});

export const spectral = table(MATRIX, {
  fft: (tf, x) => {
    const z = tf.spectral.fft(tf.complex(x, x.square()));
    return tf.real(z).add(tf.imag(z).mul(2));
  },
  ifft: (tf, x) => {
    const z = tf.spectral.ifft(tf.complex(x, x.square()));
    return tf.real(z).add(tf.imag(z).mul(2));
  },
  rfft: (tf, x) => {
    const z = tf.spectral.rfft(x);
    return tf.real(z).add(tf.imag(z).mul(2));
  },
  irfft: (tf, x) => tf.spectral.irfft(tf.complex(x.slice([0, 0], [4, 9]), x.slice([0, 7], [4, 9]))),
  stft: (tf, x) => tf.abs(tf.signal.stft(x.flatten(), 16, 8)),
});
