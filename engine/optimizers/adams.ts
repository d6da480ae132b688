/** Adam and its kin, as Keras has them (keras/src/optimizers). */
import type { AdamOptions, NadamOptions, ScheduleFreeAdamWOptions } from '../../api/optimizers.ts';
import { followed, type Rule, rest, SMALLEST, same } from './rule.ts';

export function adam({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7, amsgrad = false }: AdamOptions): Rule {
  return {
    slots: { momentum: same, velocity: same, ...(amsgrad && { velocity_hat: same }) },
    scalars: (rate, step) => ({ alpha: (rate * Math.sqrt(rest(beta2, step))) / rest(beta1, step) }),
    update(algebra, { variable, gradient, slots, scalars }) {
      const { add, sub, mul, div, max, sqrt, square } = algebra;
      const momentum = followed(algebra, slots.momentum!, gradient, beta1);
      const velocity = followed(algebra, slots.velocity!, square(gradient), beta2);
      const most = amsgrad ? max(slots.velocity_hat!, velocity) : velocity;
      const by = div(mul(momentum, scalars.alpha!), add(sqrt(most), epsilon));
      return {
        variable: sub(variable, by),
        slots: { momentum, velocity, ...(amsgrad && { velocity_hat: most }) },
      };
    },
  };
}

export function scheduleFreeAdamW(options: ScheduleFreeAdamWOptions): Rule {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, warmupSteps = 0 } = options;
  return {
    slots: { momentum: same, velocity: same },
    scalars: (rate, step) => ({
      rate: rate * (warmupSteps > 0 ? Math.min(step / warmupSteps, 1) : 1),
      rest: rest(beta2, step),
      taken: 1 / step,
      // It begins at the variable, where slots begin at 0.
      first: step === 1 ? 1 : 0,
    }),
    update(algebra, { variable, undecayed, gradient, slots, scalars }) {
      const { add, sub, mul, div, sqrt, square } = algebra;
      const ahead = add(slots.momentum!, mul(undecayed, scalars.first!));
      const velocity = followed(algebra, slots.velocity!, square(gradient), beta2);
      const by = div(mul(gradient, scalars.rate!), add(sqrt(div(velocity, scalars.rest!)), epsilon));
      const momentum = sub(ahead, by);
      const average = div(sub(variable, mul(ahead, 1 - beta1)), beta1);
      const next = add(average, mul(sub(momentum, average), scalars.taken!));
      return {
        variable: add(mul(momentum, 1 - beta1), mul(next, beta1)),
        slots: { momentum, velocity },
      };
    },
  };
}

export function nadam({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 }: NadamOptions): Rule {
  const decayed = (step: number) => beta1 * (1 - 0.5 * 0.96 ** step);
  let [known, product] = [0, 1];
  const productUpTo = (step: number) => {
    if (step < known) [known, product] = [0, 1];
    while (known < step) product *= decayed(++known);
    return product;
  };
  return {
    slots: { momentum: same, velocity: same },
    scalars: (rate, step) => {
      const [now, next] = [decayed(step), decayed(step + 1)];
      const upTo = productUpTo(step);
      return {
        rate,
        ofMomentum: next / (1 - upTo * next),
        ofGradient: (1 - now) / (1 - upTo),
        rest: rest(beta2, step),
      };
    },
    update(algebra, { variable, gradient, slots, scalars }) {
      const { add, sub, mul, div, sqrt, square } = algebra;
      const momentum = followed(algebra, slots.momentum!, gradient, beta1);
      const velocity = followed(algebra, slots.velocity!, square(gradient), beta2);
      const ahead = add(mul(momentum, scalars.ofMomentum!), mul(gradient, scalars.ofGradient!));
      const by = div(mul(ahead, scalars.rate!), add(sqrt(div(velocity, scalars.rest!)), epsilon));
      return { variable: sub(variable, by), slots: { momentum, velocity } };
    },
  };
}

export function adamax({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 }: NadamOptions): Rule {
  return {
    slots: { momentum: same, norm: same },
    scalars: (rate, step) => ({ alpha: rate / rest(beta1, step) }),
    update(algebra, { variable, gradient, slots, scalars }) {
      const { add, sub, mul, div, max } = algebra;
      const momentum = followed(algebra, slots.momentum!, gradient, beta1);
      const norm = max(mul(slots.norm!, beta2), max(gradient, mul(gradient, -1)));
      const by = div(mul(momentum, scalars.alpha!), add(norm, epsilon));
      return { variable: sub(variable, by), slots: { momentum, norm } };
    },
  };
}

export function lamb({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 }: NadamOptions): Rule {
  return {
    slots: { momentum: same, velocity: same },
    scalars: (rate, step) => ({ rate, rest1: rest(beta1, step), rest2: rest(beta2, step) }),
    update(algebra, { variable, gradient, slots, scalars, shape }) {
      const { add, sub, mul, div, max, sign, sqrt, square, sum } = algebra;
      const momentum = followed(algebra, slots.momentum!, gradient, beta1);
      const velocity = followed(algebra, slots.velocity!, square(gradient), beta2);
      const by = div(div(momentum, scalars.rest1!), add(sqrt(div(velocity, scalars.rest2!)), epsilon));
      const norm = (x: typeof gradient) => sqrt(sum(square(x), shape.length));
      const [own, others] = [norm(variable), norm(by)];
      // Without a length to go by, the ratio is 1.
      const both = mul(sign(own), sign(others));
      const ratio = add(mul(both, div(own, max(others, SMALLEST))), add(mul(both, -1), 1));
      return {
        variable: sub(variable, mul(by, mul(ratio, scalars.rate!))),
        slots: { momentum, velocity },
      };
    },
  };
}
