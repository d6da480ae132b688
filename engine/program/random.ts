import { sfc32 } from '../../base/random.ts';

/** Where the random numbers of a step come from. */
export interface RandomSource {
  /** Runs `compute` with draws that are a function of `seed`. */
  within<T>(seed: number, compute: () => T): T;
}

/**
 * tfjs draws initial weights, dropout masks and the like from `Math.random`. In the engine's thread that
 * is this seeded generator, so that all ranks begin with equal weights and every step can be repeated.
 */
export class SeededRandom implements RandomSource {
  #next = sfc32(0, 0);
  readonly #original = Math.random;

  constructor() {
    Math.random = () => this.#next();
  }

  seed(seed: number): void {
    this.#next = sfc32(seed, 0);
  }

  within<T>(seed: number, compute: () => T): T {
    this.seed(seed);
    return compute();
  }

  restore(): void {
    Math.random = this.#original;
  }
}
