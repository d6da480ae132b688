/** A straight line, in ms: what there is to do even for nothing, and for each unit. */
export interface Line {
  readonly fixedMs: number;
  readonly msPerUnit: number;
}

export function at({ fixedMs, msPerUnit }: Line, units: number): number {
  return fixedMs + msPerUnit * units;
}

/** The line through points (units, ms) with the least sum of squared relative errors; never falling. */
export function fitLine(points: readonly (readonly [units: number, ms: number])[]): Line {
  let [weights, x, y, xx, xy] = [0, 0, 0, 0, 0];
  for (const [units, ms] of points) {
    const weight = 1 / (ms * ms);
    weights += weight;
    x += weight * units;
    y += weight * ms;
    xx += weight * units * units;
    xy += weight * units * ms;
  }
  const slope = (weights * xy - x * y) / (weights * xx - x * x);
  const msPerUnit = Math.max(0, slope);
  return { fixedMs: Math.max(0, (y - msPerUnit * x) / weights), msPerUnit };
}
