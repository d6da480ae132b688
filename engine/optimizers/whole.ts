import type { OptimizerOptions } from '../../api/optimizers.ts';
import { LockstepError } from '../../base/errors.ts';
import type { Algebra } from './algebra.ts';
import type { Changed, Given, Rule } from './rule.ts';

/** A rule with what every optimizer of Keras can do beside it: clipping, decay, averages of weights. */
export interface WholeRule extends Omit<Rule, 'update'> {
  /** Bound of the norm over all gradients, if there is one. */
  readonly globalClipnorm: number | undefined;
  update<T>(algebra: Algebra<T>, given: Omit<Given<T>, 'undecayed'>, name: string): Changed<T>;
}

/** @throws LockstepError BAD_INPUT for options that do not go together */
export function wholeRule(rule: Rule, options: OptimizerOptions, called: string): WholeRule {
  const { weightDecay, excludeFromWeightDecay: excluded = [] } = options;
  const { clipnorm, clipvalue, globalClipnorm, useEma = false, emaMomentum = 0.99 } = options;
  const every = options.emaOverwriteFrequency;
  const clips = Object.entries({ clipnorm, clipvalue, globalClipnorm }).filter(([, value]) => value);
  if (clips.length > 1) {
    throw new LockstepError('BAD_INPUT', `${called} has ${clips.map(([clip]) => clip).join(' and ')}`, {
      hint: 'Give one of them',
    });
  }
  if (useEma && !every) {
    throw new LockstepError('BAD_INPUT', `${called} keeps averages of the weights and never takes them`, {
      hint: 'Give emaOverwriteFrequency, the steps after which the weights become their averages',
    });
  }
  const decayOf = (shape: readonly number[], name: string) =>
    excluded.some((part) => name.split('/').at(-1)!.includes(part))
      ? undefined
      : rule.decayOf
        ? rule.decayOf(shape, name)
        : weightDecay;
  const decays = weightDecay || rule.decayOf;
  return {
    globalClipnorm: globalClipnorm ?? undefined,
    slots: { ...rule.slots, ...(useEma && { average: (shape) => shape }) },
    scalars: (rate, step) => {
      const kept = step === 1 ? 0 : emaMomentum;
      return {
        ...rule.scalars(rate, step),
        ...(decays && { decayRate: rate }),
        ...(useEma && { kept, taken: 1 - kept, overwritten: step % every! === 0 ? 1 : 0 }),
      };
    },
    update(algebra, given, name) {
      const { add, sub, mul } = algebra;
      const { scalars, slots } = given;
      const gradient = clipped(algebra, given, clipnorm, clipvalue);
      const decay = decayOf(given.shape, name);
      const variable = decay
        ? sub(given.variable, mul(given.variable, mul(scalars.decayRate!, decay)))
        : given.variable;
      const changed = rule.update(algebra, { ...given, gradient, variable, undecayed: given.variable }, name);
      if (!useEma) return changed;
      const average = add(mul(slots.average!, scalars.kept!), mul(changed.variable, scalars.taken!));
      const towards = mul(sub(average, changed.variable), scalars.overwritten!);
      return { variable: add(changed.variable, towards), slots: { ...changed.slots, average } };
    },
  };
}

function clipped<T>(
  { mul, div, max, min, sqrt, square, sum }: Algebra<T>,
  { gradient, shape }: Pick<Given<T>, 'gradient' | 'shape'>,
  norm: number | null | undefined,
  value: number | null | undefined,
): T {
  if (value) return max(min(gradient, value), -value);
  if (!norm) return gradient;
  return div(mul(gradient, norm), max(sqrt(sum(square(gradient), shape.length)), norm));
}

/** What all gradients are multiplied by, so that their common norm is `most` at most. */
export function globalScale<T>(
  { add, div, max, sqrt, square, sum, mul }: Algebra<T>,
  gradients: readonly { readonly gradient: T; readonly rank: number }[],
  most: number,
): T {
  const squares = gradients.map(({ gradient, rank }) => sum(square(gradient), rank));
  const norm = sqrt(squares.reduce((all, one) => add(all, one)));
  const bound = max(norm, most);
  return div(mul(div(bound, bound), most), bound);
}
