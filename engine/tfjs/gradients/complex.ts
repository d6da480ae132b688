import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../../api/job.ts';
import { LockstepError } from '../../../base/errors.ts';
import { register, unbroadcast } from './register.ts';

/** Kernels whose gradient of tfjs is right for complex numbers too, since they only move and add. */
const LINEAR = new Set(
  (
    'Add AddN Sub Neg Identity Reshape ExpandDims Transpose Slice StridedSlice Concat Pack Unpack SplitV Tile PadV2 ' +
    'Reverse Sum BroadcastTo Complex FFT IFFT Multiply'
  ).split(' '),
);

/**
 * Gradients of complex numbers: tfjs has none for complex, real, imag, fft and ifft, is wrong for abs and products,
 * and insists that every gradient is float32 (tape.ts; tfjs issue 5668). The gradient of a complex number z = a + ib
 * is dL/da + i dL/db, as in TensorFlow.
 */
export function useComplexGradients(tf: TF): void {
  const zeros = (like: Tensor) => tf.zeros(like.shape);
  const conj = (z: Tensor) => tf.complex(tf.real(z), tf.neg(tf.imag(z)));
  const times = (z: Tensor, factor: number) => tf.complex(tf.real(z).mul(factor), tf.imag(z).mul(factor));
  register(tf, {
    kernel: 'Complex',
    of: (dy: Tensor) => ({ real: () => tf.real(dy), imag: () => tf.imag(dy) }),
  });
  register(tf, { kernel: 'Real', of: (dy: Tensor) => ({ input: () => tf.complex(dy, zeros(dy)) }) });
  register(tf, { kernel: 'Imag', of: (dy: Tensor) => ({ input: () => tf.complex(zeros(dy), dy) }) });
  register(tf, {
    kernel: 'FFT',
    of: (dy: Tensor) => ({ input: () => times(tf.spectral.ifft(dy), dy.shape.at(-1)!) }),
  });
  register(tf, {
    kernel: 'IFFT',
    of: (dy: Tensor) => ({ input: () => times(tf.spectral.fft(dy), 1 / dy.shape.at(-1)!) }),
  });
  register(tf, {
    kernel: 'ComplexAbs',
    keep: ['x'],
    keepOutputs: [true],
    of: (dy: Tensor, [z, length]: [Tensor, Tensor]) => ({
      x: () => {
        // 0 at 0, where there is no slope.
        const share = tf.divNoNan(dy, length);
        return tf.complex(share.mul(tf.real(z)), share.mul(tf.imag(z)));
      },
    }),
  });
  const ofReal = tf.getGradient('Multiply')!.gradFunc;
  register(tf, {
    kernel: 'Multiply',
    keep: ['a', 'b'],
    of: (dy: Tensor, [a, b]: [Tensor, Tensor]) => {
      if (dy.dtype !== 'complex64') return ofReal(dy, [a, b], {}) as Record<string, () => Tensor>;
      return {
        a: () => unbroadcast(dy.mul(conj(b)), a.shape),
        b: () => unbroadcast(dy.mul(conj(a)), b.shape),
      };
    },
  });
  for (const { kernelName } of tf.getKernelsForBackend('cpu')) letComplexPass(tf, kernelName);
}

/** Wraps a gradient so that complex results get past tfjs's check, and wrong ones are not made. */
function letComplexPass(tf: TF, kernelName: string): void {
  const config = tf.getGradient(kernelName);
  if (!config) return;
  tf.registerGradient({
    ...config,
    gradFunc: (dy, saved, attributes) => {
      const isComplex = [dy].flat().some((one) => one.dtype === 'complex64');
      if (isComplex && !LINEAR.has(kernelName)) {
        throw new LockstepError('BAD_INPUT', `${kernelName} of complex numbers has no gradient`, {
          hint: 'Compute with the real and the imaginary part: tf.real, tf.imag',
        });
      }
      const gradients = Object.entries(config.gradFunc(dy, saved, attributes));
      return Object.fromEntries(gradients.map(([name, of]) => [name, () => disguised(of())]));
    },
  });
}

/** tfjs reads a gradient's type once, to check it, before it uses the tensor: a complex one says float32 that once. */
function disguised(gradient: Tensor): Tensor {
  if (gradient.dtype !== 'complex64') return gradient;
  const passed = gradient.clone();
  let checked = false;
  Object.defineProperty(passed, 'dtype', {
    get: () => {
      if (checked) return 'complex64';
      checked = true;
      return 'float32';
    },
  });
  return passed;
}
