/** Shortest time between two looks, in ms. */
const EVERY_MS = 1_000;
/** A look takes at most 1/200 of the time. */
const SHARE = 200;

/** The norm of the averaged gradient, measured now and then: a pass over a large gradient takes time. */
export class GradientNorm {
  #nextAt = 0;

  /** Euclidean norm, or undefined when it is not yet time for the next look. */
  look(gradient: Float32Array): number | undefined {
    const start = performance.now();
    if (start < this.#nextAt) return undefined;
    let squares = 0;
    for (let i = 0; i < gradient.length; i++) squares += gradient[i]! * gradient[i]!;
    const end = performance.now();
    this.#nextAt = end + Math.max(EVERY_MS, SHARE * (end - start));
    return Math.sqrt(squares);
  }
}
