/** What the loss is multiplied by where gradients are computed in float16: as Keras's `LossScaleOptimizer`. Pure. */

export interface LossScale {
  readonly factor: number;
  /** Steps since the factor last changed. */
  readonly steps: number;
}

/** Keras's `initial_scale` and `dynamic_growth_steps`. */
export const FIRST_SCALE: LossScale = { factor: 2 ** 15, steps: 0 };
const GROWTH_STEPS = 2_000;

/** After a step whose gradient was finite or not: halved where it was not, doubled after many steps where it was. */
export function nextScale({ factor, steps }: LossScale, finite: boolean): LossScale {
  if (!finite) return { factor: Math.max(1, factor / 2), steps: 0 };
  return steps + 1 === GROWTH_STEPS ? { factor: 2 * factor, steps: 0 } : { factor, steps: steps + 1 };
}
