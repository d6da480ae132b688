/** How optimizers of Keras change a variable (keras/src/optimizers), written once for tensors and for compiled graphs. */
import type {
  AdadeltaOptions,
  AdafactorOptions,
  AdagradOptions,
  AdamOptions,
  FtrlOptions,
  LionOptions,
  NadamOptions,
  RMSpropOptions,
  ScheduleFreeAdamWOptions,
  SGDOptions,
} from '../../api/optimizers.ts';
import { sizeOf } from '../../base/arrays.ts';
import type { Algebra } from './algebra.ts';

type Shape = readonly number[];

export interface Given<T> {
  readonly variable: T;
  /** The variable before it decayed. */
  readonly undecayed: T;
  readonly gradient: T;
  readonly slots: Readonly<Record<string, T>>;
  readonly scalars: Readonly<Record<string, T>>;
  readonly shape: Shape;
}

export interface Changed<T> {
  readonly variable: T;
  readonly slots: Readonly<Record<string, T>>;
}

export interface Rule {
  /** What is kept for each variable, 0 at first, and its shape; `name` of the variable is as `dense/bias`. */
  readonly slots: Readonly<Record<string, (variable: Shape, name: string) => Shape>>;
  /** Numbers that change from step to step. @param step counts from 1 */
  scalars(rate: number, step: number): Readonly<Record<string, number>>;
  update<T>(algebra: Algebra<T>, given: Given<T>, name: string): Changed<T>;
  /** Weight decay of a variable, where it is not the same for all. */
  decayOf?(variable: Shape, name: string): number | null | undefined;
}

const same = (shape: Shape) => shape;

/** `average + (value - average) (1 - decay)` */
function followed<T>({ add, sub, mul }: Algebra<T>, average: T, value: T, decay: number): T {
  return add(average, mul(sub(value, average), 1 - decay));
}

/** Of float32, whose inverse is finite. */
const SMALLEST = 1.2e-38;

/** As Keras has it, in float32: 1 less a power of the nearest number to `beta`. */
const rest = (beta: number, step: number) => 1 - Math.fround(Math.fround(beta) ** step);

export function sgd({ momentum = 0, nesterov = false }: SGDOptions): Rule {
  return {
    slots: momentum === 0 ? {} : { momentum: same },
    scalars: (rate) => ({ rate }),
    update({ add, sub, mul }, { variable, gradient, slots, scalars }) {
      const step = mul(gradient, scalars.rate!);
      if (momentum === 0) return { variable: sub(variable, step), slots };
      const next = sub(mul(slots.momentum!, momentum), step);
      const by = nesterov ? sub(mul(next, momentum), step) : next;
      return { variable: add(variable, by), slots: { momentum: next } };
    },
  };
}

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

/**
 * Adam without a schedule (Defazio et al., 2024): `momentum` runs ahead, and the weights lie between it and its average
 * since the beginning.
 */
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

/** Adam with Nesterov's momentum (Dozat, 2015). */
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

/** Chen et al. (2023). */
export function lion({ beta1 = 0.9, beta2 = 0.99 }: LionOptions): Rule {
  return {
    slots: { momentum: same },
    scalars: (rate) => ({ rate }),
    update({ add, sub, mul, sign }, { variable, gradient, slots, scalars }) {
      const mixed = (beta: number) => add(mul(slots.momentum!, beta), mul(gradient, 1 - beta));
      const by = mul(sign(mixed(beta1)), scalars.rate!);
      return { variable: sub(variable, by), slots: { momentum: mixed(beta2) } };
    },
  };
}

export function rmsprop(options: RMSpropOptions): Rule {
  const { rho = 0.9, momentum = 0, epsilon = 1e-7, centered = false } = options;
  return {
    slots: {
      velocity: same,
      ...(momentum > 0 && { momentum: same }),
      ...(centered && { average_gradient: same }),
    },
    scalars: (rate) => ({ rate }),
    update({ add, sub, mul, div, sqrt, square }, { variable, gradient, slots, scalars }) {
      const mixed = (average: typeof gradient, value: typeof gradient) =>
        add(mul(average, rho), mul(value, 1 - rho));
      const velocity = mixed(slots.velocity!, square(gradient));
      const average = centered ? mixed(slots.average_gradient!, gradient) : undefined;
      const variance = average === undefined ? velocity : sub(velocity, square(average));
      const step = div(mul(gradient, scalars.rate!), sqrt(add(variance, epsilon)));
      const by = momentum > 0 ? add(mul(slots.momentum!, momentum), step) : step;
      return {
        variable: sub(variable, by),
        slots: {
          velocity,
          ...(momentum > 0 && { momentum: by }),
          ...(average !== undefined && { average_gradient: average }),
        },
      };
    },
  };
}

/** Duchi et al. (2011). */
export function adagrad({ initialAccumulatorValue = 0.1, epsilon = 1e-7 }: AdagradOptions): Rule {
  return {
    // Begins at 0 where Keras's begins at its initial value, which is added each time.
    slots: { squares: same },
    scalars: (rate) => ({ rate }),
    update({ add, sub, mul, div, sqrt, square }, { variable, gradient, slots, scalars }) {
      const squares = add(slots.squares!, square(gradient));
      const by = div(mul(gradient, scalars.rate!), sqrt(add(squares, initialAccumulatorValue + epsilon)));
      return { variable: sub(variable, by), slots: { squares } };
    },
  };
}

/** "Follow the regularized leader" (McMahan et al., 2013). */
export function ftrl(options: FtrlOptions): Rule {
  const {
    learningRatePower = -0.5,
    initialAccumulatorValue = 0.1,
    l1RegularizationStrength: l1 = 0,
    l2RegularizationStrength: l2 = 0,
    l2ShrinkageRegularizationStrength: shrinkage = 0,
    beta = 0,
  } = options;
  return {
    // Begins at 0 where Keras's begins at its initial value, which is added each time.
    slots: { squares: same, linear: same },
    scalars: (rate) => ({ rate, twoL2: 2 * l2 + beta / rate }),
    update({ add, sub, mul, div, pow, max, min, square }, { variable, gradient, slots, scalars }) {
      const powered = (squares: typeof gradient) =>
        div(pow(add(squares, initialAccumulatorValue), -learningRatePower), scalars.rate!);
      const squares = add(slots.squares!, square(gradient));
      const growth = mul(sub(powered(squares), powered(slots.squares!)), variable);
      const linear = add(slots.linear!, sub(add(gradient, mul(variable, 2 * shrinkage)), growth));
      const clipped = max(min(linear, l1), -l1);
      return {
        variable: div(sub(clipped, linear), add(powered(squares), scalars.twoL2!)),
        slots: { squares, linear },
      };
    },
  };
}

/** Zeiler (2012). */
export function adadelta({ rho = 0.95, epsilon = 1e-7 }: AdadeltaOptions): Rule {
  return {
    slots: { squares: same, updates: same },
    scalars: (rate) => ({ rate }),
    update({ add, sub, mul, div, sqrt, square }, { variable, gradient, slots, scalars }) {
      const mixed = (average: typeof gradient, value: typeof gradient) =>
        add(mul(average, rho), mul(square(value), 1 - rho));
      const rms = (x: typeof gradient) => sqrt(add(x, epsilon));
      const squares = mixed(slots.squares!, gradient);
      const by = div(mul(rms(slots.updates!), gradient), rms(squares));
      return {
        variable: sub(variable, mul(by, scalars.rate!)),
        slots: { squares, updates: mixed(slots.updates!, by) },
      };
    },
  };
}

/** Adam by the greatest of past gradients (Kingma and Ba, 2015). */
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

/** Adam whose update of a weight is as long as the weight (You et al., 2020). */
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

/** Shazeer and Stern (2018): of a matrix, the squares' means over rows and over columns are all that is kept. */
export function adafactor(options: AdafactorOptions): Rule {
  const {
    beta2Decay = -0.8,
    epsilon1 = 1e-30,
    epsilon2 = 1e-3,
    clipThreshold = 1,
    relativeStep = true,
  } = options;
  const factored = (shape: Shape) => shape.length >= 2;
  return {
    slots: {
      rows: (shape) => (factored(shape) ? shape.slice(0, -1) : []),
      columns: (shape) => (factored(shape) ? shape.toSpliced(-2, 1) : []),
      velocity: (shape) => (factored(shape) ? [] : shape),
    },
    scalars: (rate, step) => {
      const most = 1 / Math.sqrt(step);
      const own = relativeStep ? Math.min(rate, most) : rate;
      const beta = 1 - step ** beta2Decay;
      return { rho: Math.min(own, most), beta, rest: 1 - beta };
    },
    update(algebra, { variable, gradient, slots, scalars, shape }) {
      const { add, sub, mul, div, max, sqrt, square, sum, mean, reshape } = algebra;
      const rms = (x: typeof gradient) => sqrt(div(sum(square(x), shape.length), sizeOf(shape)));
      const mixed = (average: typeof gradient, value: typeof gradient) =>
        add(mul(average, scalars.beta!), mul(value, scalars.rest!));
      const squares = add(square(gradient), epsilon1);
      let next: Record<string, typeof gradient> = { ...slots };
      let velocity: typeof gradient;
      if (factored(shape)) {
        const rows = mixed(slots.rows!, mean(squares, -1, false));
        const columns = mixed(slots.columns!, mean(squares, -2, false));
        const share = div(rows, mean(rows, -1, true));
        velocity = mul(reshape(share, shape.with(-1, 1)), reshape(columns, shape.with(-2, 1)));
        next = { ...next, rows, columns };
      } else {
        velocity = mixed(slots.velocity!, squares);
        next = { ...next, velocity };
      }
      const scaled = div(gradient, sqrt(velocity));
      const clipped = div(scaled, max(div(rms(scaled), clipThreshold), 1));
      const alpha = mul(max(rms(variable), epsilon2), scalars.rho!);
      return { variable: sub(variable, mul(clipped, alpha)), slots: next };
    },
  };
}
