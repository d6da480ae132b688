import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import type { ActivityRegularizationConfig, ELUConfig, SoftmaxConfig } from '../../api/layers/activations.ts';
import { once } from '../tfjs/internals.ts';
import { fromFront, type Kind } from './kind.ts';

type Activation = (x: Tensor, tf: TF) => Tensor;

/** `relu6(x + 3) / 6`: slope 1/6, as Keras 3 has it. tfjs and Keras 2 give the name to a slope of 1/5. */
const hardSigmoid: Activation = (x) => x.add(3).relu6().div(6);
const hardSilu: Activation = (x, tf) => x.mul(hardSigmoid(x, tf));

/** Keras's activations that tfjs lacks (keras/src/activations/activations.py), as configurations name them. */
const ACTIVATIONS: Readonly<Record<string, Activation>> = {
  kerasHardSigmoid: hardSigmoid,
  hardSilu,
  hardSwish: hardSilu,
  silu: (x) => x.mul(x.sigmoid()),
  leakyRelu: (x, tf) => tf.leakyRelu(x, 0.2),
  exponential: (x) => x.exp(),
  // The formula with tanh, which Keras has no name for in a configuration; tfjs cannot read its own name of it again.
  geluNew: (x) =>
    x
      .pow(3)
      .mul(0.044715)
      .add(x)
      .mul(Math.sqrt(2 / Math.PI))
      .tanh()
      .add(1)
      .mul(x)
      .mul(0.5),
  celu: (x, tf) => x.relu().add(tf.minimum(x, 0).expm1()),
  softShrink: (x) => x.sub(0.5).relu().sub(x.neg().sub(0.5).relu()),
  hardShrink: (x) => x.mul(x.abs().greater(0.5).cast('float32')),
  tanhShrink: (x) => x.sub(x.tanh()),
  hardTanh: (x) => x.clipByValue(-1, 1),
  squareplus: (x) => x.square().add(4).sqrt().add(x).div(2),
  logSigmoid: (x) => x.neg().softplus().neg(),
  sparseSigmoid: (x) => x.add(1).mul(0.5).clipByValue(0, 1),
  sparsePlus: (x, tf) => {
    const bent = x.add(1).clipByValue(0, 2).square().div(4);
    return tf.where(x.less(1), bent, x);
  },
};

export function useActivations(tf: TF): void {
  once(tf.layers, 'activations', () => {
    for (const [className, activation] of Object.entries(ACTIVATIONS)) {
      const made = class extends tf.serialization.Serializable {
        static className = className;
        apply(x: Tensor): Tensor {
          return tf.tidy(() => activation(x, tf));
        }
        getConfig() {
          return {};
        }
      };
      tf.serialization.registerClass(made);
    }
  });
}

export const elu: Kind<ELUConfig> = {
  className: 'ELU',
  factory: 'elu',
  options: { alpha: 1 },
  call: ({ tf, config, xs: [x] }) => {
    const { alpha } = config;
    return alpha === 1 ? tf.elu(x!) : tf.where(x!.greater(0), x!, tf.elu(x!).mul(alpha));
  },
  mask: true,
};

/** Lets all through, and adds to the loss what it lets through. */
export const activityRegularization: Kind<ActivityRegularizationConfig> = {
  className: 'ActivityRegularization',
  factory: 'activityRegularization',
  options: { l1: 0, l2: 0 },
  activity: ({ l1, l2 }) => ({ className: 'L1L2', config: { l1, l2 } }),
  call: ({ xs: [x] }) => x!,
  mask: true,
};

export const softmax: Kind<SoftmaxConfig> = {
  className: 'Softmax',
  factory: 'softmax',
  options: { axis: -1 },
  call: ({ tf, config, xs }) => {
    const [x] = xs as [Tensor];
    const axes = (typeof config.axis === 'number' ? [config.axis] : config.axis).map((axis) =>
      fromFront(axis, x.rank),
    );
    if (axes.length === 1 && axes[0] === x.rank - 1) return tf.softmax(x, -1);
    return x.sub(tf.logSumExp(x, [...axes], true)).exp();
  },
  mask: true,
};
