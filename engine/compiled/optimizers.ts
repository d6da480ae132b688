import type { Optimizer } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import type { GraphBuilder } from './graph.ts';
import { FLOAT32 } from './trace.ts';

/** An optimizer whose update TensorFlow has as one op a variable, in place. */
export interface FusedOptimizer {
  /** What each variable needs beside itself, in the order of tfjs's `getWeights`: name endings. */
  readonly slots: readonly string[];
  /** Scalars fed at every update. */
  readonly scalars: readonly string[];
  /** Their values; `iterations` counts the updates made before. */
  values(learningRate: number, iterations: number): readonly number[];
  /** Adds the op. All names are of nodes: resources, then the gradient and the scalars. */
  add(
    builder: GraphBuilder,
    name: string,
    nodes: { variable: string; slots: readonly string[]; gradient: string; scalars: readonly string[] },
  ): string;
}

const T = { T: { type: FLOAT32 } };

interface Internals {
  readonly decay: number;
  readonly momentum: number;
  readonly epsilon: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly centered: boolean;
  readonly useNesterov: boolean;
}

/** The fused form of one of tfjs's optimizers; undefined where there is none with the same arithmetic. */
export function fusedOptimizer(tf: TF, optimizer: Optimizer): FusedOptimizer | undefined {
  const is = (type: { prototype: object }) => Object.getPrototypeOf(optimizer) === type.prototype;
  const internals = optimizer as unknown as Internals;
  if (is(tf.SGDOptimizer)) return sgd();
  if (is(tf.MomentumOptimizer)) return momentum(internals);
  if (is(tf.RMSPropOptimizer) && !internals.centered) return rmsprop(internals);
  if (is(tf.AdamOptimizer)) return adam(internals);
  return undefined;
}

function sgd(): FusedOptimizer {
  return {
    slots: [],
    scalars: ['rate'],
    values: (rate) => [rate],
    add: (builder, name, { variable, gradient, scalars }) =>
      builder.add(name, 'ResourceApplyGradientDescent', [variable, ...scalars, gradient], T),
  };
}

function momentum({ momentum, useNesterov }: Internals): FusedOptimizer {
  return {
    slots: ['velocity'],
    scalars: ['rate', 'momentum'],
    values: (rate) => [rate, momentum],
    add: (builder, name, { variable, slots, gradient, scalars: [rate, friction] }) =>
      builder.add(name, 'ResourceApplyKerasMomentum', [variable, ...slots, rate!, gradient, friction!], {
        ...T,
        use_nesterov: { b: useNesterov },
      }),
  };
}

function rmsprop({ decay, momentum, epsilon }: Internals): FusedOptimizer {
  return {
    slots: ['rms', 'momentum'],
    scalars: ['rate', 'decay', 'momentum', 'epsilon'],
    values: (rate) => [rate, decay, momentum, epsilon],
    add: (builder, name, { variable, slots, gradient, scalars }) =>
      builder.add(name, 'ResourceApplyRMSProp', [variable, ...slots, ...scalars, gradient], T),
  };
}

/** TensorFlow's op uses the "epsilon hat" of Kingma and Ba (2015), as Keras does. */
function adam({ beta1, beta2, epsilon }: Internals): FusedOptimizer {
  return {
    slots: ['m', 'v'],
    scalars: ['power1', 'power2', 'rate', 'beta1', 'beta2', 'epsilon'],
    values: (rate, iterations) => {
      const [power1, power2] = [beta1 ** (iterations + 1), beta2 ** (iterations + 1)];
      return [power1, power2, rate, beta1, beta2, epsilon];
    },
    add: (builder, name, { variable, slots, gradient, scalars }) =>
      builder.add(name, 'ResourceApplyAdam', [variable, ...slots, ...scalars, gradient], T),
  };
}
