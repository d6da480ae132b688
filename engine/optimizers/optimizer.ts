import type { Optimizer, Tensor, Variable } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import type { OptimizerOptions } from '../../api/optimizers.ts';
import { tensorAlgebra } from './algebra.ts';
import { globalScale, type WholeRule } from './whole.ts';

interface Named {
  readonly name: string;
  readonly tensor: Tensor | null;
}

/** What tfjs's base class has of a count of steps. */
interface Counting {
  iterations_: number | null;
  readonly iterations: number;
  incrementIterations(): void;
  saveIterations(): Promise<Named>;
  extractIterations(weights: Named[]): Promise<Named[]>;
}

/** An optimizer of Keras; `rule` says what it does. */
export interface RuledOptimizer extends Optimizer {
  readonly rule: WholeRule;
}

export function isRuled(optimizer: Optimizer): optimizer is RuledOptimizer {
  return 'rule' in optimizer;
}

/** @param className by which tfjs calls it */
export function ruledOptimizer(
  tf: TF,
  className: string,
  rule: WholeRule,
  { learningRate }: Required<Pick<OptimizerOptions, 'learningRate'>>,
): Optimizer {
  const algebra = tensorAlgebra(tf);
  const Base = tf.Optimizer as unknown as new () => Counting;

  class Ruled extends Base {
    static className = className;
    readonly rule = rule;
    learningRate = learningRate;
    /** By slot, in the order of the variables. */
    #slots = new Map<string, Variable[]>();

    getClassName(): string {
      return className;
    }

    getConfig() {
      return { learningRate: this.learningRate };
    }

    applyGradients(gradients: readonly Named[]): void {
      const { registeredVariables } = tf.engine();
      tf.tidy(() => {
        const scalars = Object.fromEntries(
          Object.entries(rule.scalars(this.learningRate, this.iterations + 1)).map(([name, value]) => [
            name,
            tf.scalar(value) as Tensor,
          ]),
        );
        const given = gradients.flatMap(({ tensor }) =>
          tensor ? [{ gradient: tensor, rank: tensor.rank }] : [],
        );
        const scale = rule.globalClipnorm ? globalScale(algebra, given, rule.globalClipnorm) : undefined;
        for (const [i, { name, tensor }] of gradients.entries()) {
          const variable = registeredVariables[name]!;
          const own = this.#slotsOf(i, variable, name);
          if (!tensor) continue;
          const gradient = scale ? tensor.mul<Tensor>(scale) : tensor;
          const slots: Record<string, Tensor> = own;
          const changed = rule.update(
            algebra,
            { variable, gradient, slots, scalars, shape: variable.shape },
            name,
          );
          variable.assign(changed.variable as Variable);
          for (const [slot, kept] of Object.entries(own)) {
            const next = changed.slots[slot]!;
            if (next !== kept) kept.assign(next as Variable);
          }
        }
      });
      this.incrementIterations();
    }

    #slotsOf(index: number, { shape }: Variable, name: string): Record<string, Variable> {
      return Object.fromEntries(
        Object.entries(rule.slots).map(([slot, shapeOf]) => {
          const all = this.#slots.get(slot) ?? [];
          this.#slots.set(slot, all);
          all[index] ??= tf.tidy(() => tf.variable(tf.zeros([...shapeOf(shape, name)]), false));
          return [slot, all[index]];
        }),
      );
    }

    async getWeights(): Promise<Named[]> {
      const slots = [...this.#slots].flatMap(([slot, all]) =>
        all.map((tensor, i) => ({ name: `${i}/${slot}`, tensor: tensor as Tensor })),
      );
      return [await this.saveIterations(), ...slots];
    }

    async setWeights(weights: Named[]): Promise<void> {
      const slots = await this.extractIterations(weights);
      const names = Object.keys(rule.slots);
      const each = slots.length / Math.max(names.length, 1);
      this.dispose();
      this.#slots = new Map(
        names.map((slot, s) => [
          slot,
          slots.slice(s * each, (s + 1) * each).map(({ tensor }) => tf.variable(tensor!.clone(), false)),
        ]),
      );
    }

    dispose(): void {
      for (const variable of [...this.#slots.values()].flat()) variable.dispose();
      this.#slots.clear();
    }
  }
  return new Ruled() as unknown as Optimizer;
}
