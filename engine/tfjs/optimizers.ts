import type { Optimizer, Tensor, Variable } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import { replace } from './internals.ts';

interface Slot {
  readonly originalName: string;
  readonly variable: Variable;
}

interface Named {
  readonly name: string;
  readonly tensor: Tensor | null;
}

interface Internals {
  applyGradients(gradients: Named[]): void;
  incrementIterations(): void;
  readonly learningRate: number;
  readonly momentum: number;
  readonly m: number;
  readonly useNesterov: boolean;
  readonly rho: number;
  readonly decay: number;
  readonly epsilon: number;
  readonly centered: boolean;
  readonly accumulations: Slot[];
  readonly accumulatedGrads: Slot[];
  readonly accumulatedUpdates: Slot[];
  readonly accumulatedMeanSquares: Slot[];
  readonly accumulatedMoments: Slot[];
  readonly accumulatedMeanGrads: Slot[];
}

/** @returns what to add to the variable; `slots` are read and written in place */
type Rule = (optimizer: Internals, gradient: Tensor, slots: readonly Variable[]) => Tensor;

/** `velocity = m velocity - rate g`: the rate is that of its step. tfjs multiplies all of the past by today's. */
const momentum: Rule = ({ learningRate, m, useNesterov }, gradient, [velocity]) => {
  const step = gradient.mul(-learningRate);
  const next = velocity!.mul(m).add(step);
  velocity!.assign(next as Variable);
  return useNesterov ? next.mul(m).add(step) : next;
};

/** Zeiler (2012), algorithm 1. tfjs divides by the gradients before this one. */
const adadelta: Rule = ({ learningRate, rho, epsilon }, gradient, [squares, updates]) => {
  const next = squares!.mul(rho).add(gradient.square().mul(1 - rho));
  const update = updates!.add(epsilon).sqrt().div(next.add(epsilon).sqrt()).mul(gradient);
  squares!.assign(next as Variable);
  updates!.assign(updates!.mul(rho).add(update.square().mul(1 - rho)) as Variable);
  return update.mul(-learningRate);
};

/** Of the variance and epsilon; tfjs takes epsilon off, and soon draws the root of a number below 0. */
const centered: Rule = ({ learningRate, decay, momentum: friction, epsilon }, gradient, slots) => {
  const [squares, moment, means] = slots as [Variable, Variable, Variable];
  squares.assign(squares.mul(decay).add(gradient.square().mul(1 - decay)) as Variable);
  means.assign(means.mul(decay).add(gradient.mul(1 - decay)) as Variable);
  const variance = squares.sub(means.square()).add(epsilon);
  const next = moment.mul(friction).add(gradient.mul(variance.rsqrt()).mul(learningRate));
  moment.assign(next as Variable);
  return next.neg();
};

/** Adamax's rate where a job gives none: Keras's 0.001, for tfjs's 0.002. */
function useAdamaxRate(tf: TF): void {
  replace(
    tf.train as unknown as { adamax(rate?: number, ...rest: number[]): Optimizer },
    'adamax',
    (original) =>
      (rate = 0.001, ...rest) =>
        original(rate, ...rest),
  );
}

/** Optimizers whose arithmetic is not Keras's: momentum under a schedule, Adadelta, and RMSprop where centered. */
export function useOptimizers(tf: TF): void {
  useAdamaxRate(tf);
  const use = (
    type: { prototype: Optimizer },
    rule: Rule,
    slots: Readonly<Record<string, keyof Internals>>,
    applies: (optimizer: Internals) => boolean = () => true,
  ) => {
    const prototype = type.prototype as unknown as Internals;
    replace(
      prototype,
      'applyGradients',
      (original) =>
        function (this: Internals, gradients) {
          if (!applies(this)) return original.call(this, gradients);
          for (const [i, { name, tensor }] of gradients.entries()) {
            const variable = tf.engine().registeredVariables[name]!;
            const own = Object.entries(slots).map(([slot, key]) => {
              const list = this[key] as Slot[];
              list[i] ??= {
                originalName: `${name}/${slot}`,
                variable: tf.tidy(() => tf.zerosLike(variable).variable(false)),
              };
              return list[i].variable;
            });
            if (tensor) tf.tidy(() => variable.assign(variable.add(rule(this, tensor, own)) as Variable));
          }
          this.incrementIterations();
        },
    );
  };
  use(tf.MomentumOptimizer, momentum, { velocity: 'accumulations' });
  use(tf.AdadeltaOptimizer, adadelta, { accum_grad: 'accumulatedGrads', accum_var: 'accumulatedUpdates' });
  const slots = {
    rms: 'accumulatedMeanSquares',
    momentum: 'accumulatedMoments',
    mg: 'accumulatedMeanGrads',
  } as const;
  use(tf.RMSPropOptimizer, centered, slots, (optimizer) => optimizer.centered);
}
