import type { Optimizer } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import { isRuled } from '../optimizers/optimizer.ts';
import { globalScale, type WholeRule } from '../optimizers/whole.ts';
import { nodeAlgebra } from './algebra.ts';
import type { GraphBuilder } from './graph.ts';
import { FLOAT32 } from './trace.ts';

/** What a variable's update is made of. All names are of nodes. */
export interface UpdateNodes {
  /** A handle, whose value is `<handle>/read`. */
  readonly variable: string;
  /** Handles. */
  readonly slots: readonly string[];
  readonly gradient: string;
  readonly scalars: readonly string[];
  readonly shape: readonly number[];
  /** By which the model calls the variable. */
  readonly called: string;
}

/** What a slot is called, and the shape that it has for a variable. */
export interface Slot {
  readonly name: string;
  shapeFor(variable: readonly number[], called: string): readonly number[];
}

/** An optimizer whose update is nodes of the graph: one op of TensorFlow a variable, in place, or its arithmetic. */
export interface FusedOptimizer {
  /** What each variable needs beside itself, in the order of tfjs's `getWeights`. */
  readonly slots: readonly Slot[];
  /** Scalars fed at every update. */
  readonly scalars: readonly string[];
  /** Their values; `iterations` counts the updates made before. */
  values(learningRate: number, iterations: number): readonly number[];
  /** Adds what changes all gradients by what they have in common. @returns the changed ones */
  together?(
    builder: GraphBuilder,
    name: string,
    gradients: readonly { readonly gradient: string; readonly rank: number }[],
  ): string[];
  /** @returns the nodes that do the update when they are run */
  add(builder: GraphBuilder, name: string, nodes: UpdateNodes): readonly string[];
}

/** Slots of the variable's own shape. */
const like = (...names: string[]): Slot[] => names.map((name) => ({ name, shapeFor: (shape) => shape }));

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
  if (isRuled(optimizer)) return ruled(optimizer.rule);
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
    add: (builder, name, { variable, gradient, scalars }) => [
      builder.add(name, 'ResourceApplyGradientDescent', [variable, ...scalars, gradient], T),
    ],
  };
}

function momentum({ momentum, useNesterov }: Internals): FusedOptimizer {
  return {
    slots: like('velocity'),
    scalars: ['rate', 'momentum'],
    values: (rate) => [rate, momentum],
    add: (builder, name, { variable, slots, gradient, scalars: [rate, friction] }) => [
      builder.add(name, 'ResourceApplyKerasMomentum', [variable, ...slots, rate!, gradient, friction!], {
        ...T,
        use_nesterov: { b: useNesterov },
      }),
    ],
  };
}

function rmsprop({ decay, momentum, epsilon }: Internals): FusedOptimizer {
  return {
    slots: like('rms', 'momentum'),
    scalars: ['rate', 'decay', 'momentum', 'epsilon'],
    values: (rate) => [rate, decay, momentum, epsilon],
    add: (builder, name, { variable, slots, gradient, scalars }) => [
      builder.add(name, 'ResourceApplyRMSProp', [variable, ...slots, ...scalars, gradient], T),
    ],
  };
}

/** TensorFlow's op uses the "epsilon hat" of Kingma and Ba (2015), as Keras does. */
function adam({ beta1, beta2, epsilon }: Internals): FusedOptimizer {
  return {
    slots: like('m', 'v'),
    scalars: ['power1', 'power2', 'rate', 'beta1', 'beta2', 'epsilon'],
    values: (rate, iterations) => {
      const [power1, power2] = [beta1 ** (iterations + 1), beta2 ** (iterations + 1)];
      return [power1, power2, rate, beta1, beta2, epsilon];
    },
    add: (builder, name, { variable, slots, gradient, scalars }) => [
      builder.add(name, 'ResourceApplyAdam', [variable, ...slots, ...scalars, gradient], T),
    ],
  };
}

function ruled(rule: WholeRule): FusedOptimizer {
  const slots = Object.entries(rule.slots).map(([name, shapeFor]): Slot => ({ name, shapeFor }));
  const scalars = Object.keys(rule.scalars(1, 1));
  const { globalClipnorm } = rule;
  return {
    slots,
    scalars,
    values: (rate, iterations) => Object.values(rule.scalars(rate, iterations + 1)),
    ...(globalClipnorm !== undefined && {
      together: (builder, name, gradients) => {
        const algebra = nodeAlgebra(builder, name);
        const scale = globalScale(algebra, gradients, globalClipnorm);
        return gradients.map(({ gradient }) => algebra.mul(gradient, scale));
      },
    }),
    add: (builder, name, { variable, slots: handles, gradient, scalars: fed, shape, called }) => {
      const read = (handle: string) => `${handle}/read`;
      const own = Object.fromEntries(slots.map((slot, i) => [slot.name, read(handles[i]!)]));
      const given = {
        variable: read(variable),
        gradient,
        slots: own,
        scalars: Object.fromEntries(scalars.map((scalar, i) => [scalar, fed[i]!])),
        shape,
      };
      const changed = rule.update(nodeAlgebra(builder, name), given, called);
      const assign = (handle: string, value: string) =>
        builder.add(`${name}/assign/${handle}`, 'AssignVariableOp', [handle, value], {
          dtype: { type: FLOAT32 },
        });
      const kept = slots.flatMap(({ name: slot }, i) =>
        changed.slots[slot] === own[slot] ? [] : [assign(handles[i]!, changed.slots[slot]!)],
      );
      return [assign(variable, changed.variable), ...kept];
    },
  };
}
