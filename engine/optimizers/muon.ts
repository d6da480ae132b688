import type { MuonOptions } from '../../api/optimizers.ts';
import { adam } from './adams.ts';
import type { Algebra } from './algebra.ts';
import type { Rule } from './rule.ts';

/** Of the quintic that brings singular values near 1, as steep at 0 as can be (keras/src/optimizers/muon.py). */
const [A, B, C] = [3.4445, -4.775, 2.0315];

/** Matrices are changed by the orthogonal matrix nearest to their momentum (Jordan et al., 2024), all else by Adam. */
export function muon(options: MuonOptions): Rule {
  const { momentum = 0.95, nesterov = true, nsSteps = 5, rmsRate = 0.2 } = options;
  const { excludeLayers = [], excludeEmbeddings = true, adamLrRatio = 1 } = options;
  const { weightDecay, adamWeightDecay = 0.004 } = options;
  const { adamBeta1 = 0.9, adamBeta2 = 0.999, epsilon = 1e-7 } = options;
  const others = adam({ beta1: adamBeta1, beta2: adamBeta2, epsilon });
  const excluded = excludeLayers.map((pattern) => new RegExp(pattern));
  const byAdam = (shape: readonly number[], name: string) =>
    shape.length !== 2 ||
    (excludeEmbeddings && /embedding/i.test(name)) ||
    excluded.some((pattern) => pattern.test(name));
  return {
    slots: { momentum: (shape) => shape, velocity: (shape, name) => (byAdam(shape, name) ? shape : []) },
    decayOf: (shape, name) => (byAdam(shape, name) ? adamWeightDecay : weightDecay),
    scalars: (rate, step) => ({ rate, ...others.scalars(rate * adamLrRatio, step) }),
    update(algebra, given, name) {
      const { variable, gradient, slots, scalars, shape } = given;
      if (byAdam(shape, name)) return others.update(algebra, given, name);
      const { add, sub, mul } = algebra;
      const next = add(mul(slots.momentum!, momentum), gradient);
      const towards = nesterov ? add(mul(next, momentum), gradient) : next;
      const length = rmsRate === null ? 1 : rmsRate * Math.sqrt(Math.max(...shape));
      const by = mul(orthogonal(algebra, towards, shape as [number, number], nsSteps), length);
      return {
        variable: sub(variable, mul(by, scalars.rate!)),
        slots: { ...slots, momentum: next },
      };
    },
  };
}

/** Newton and Schulz's iteration; what is multiplied is of the shorter side. */
function orthogonal<T>(
  { add, div, matMul, mul, sqrt, square, sum }: Algebra<T>,
  matrix: T,
  [rows, columns]: [number, number],
  steps: number,
): T {
  const tall = rows > columns;
  let x = div(matrix, add(sqrt(sum(square(matrix), 2)), 1e-7));
  for (let step = 0; step < steps; step++) {
    const squared = matMul(x, x, tall, !tall);
    const bent = add(mul(squared, B), mul(matMul(squared, squared, false, false), C));
    const moved = tall ? matMul(x, bent, false, false) : matMul(bent, x, false, false);
    x = add(mul(x, A), moved);
  }
  return x;
}
