/** The other optimizers of Keras (keras/src/optimizers). */
import type {
  AdadeltaOptions,
  AdafactorOptions,
  AdagradOptions,
  FtrlOptions,
  LionOptions,
  RMSpropOptions,
  SGDOptions,
} from '../../api/optimizers.ts';
import { sizeOf } from '../../base/arrays.ts';
import { type Rule, type Shape, same } from './rule.ts';

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
