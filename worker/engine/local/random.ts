import { sfc32 } from '../../../api/random.ts';

/**
 * tfjs draws initial weights, dropout masks and the like from `Math.random`. In the engine's thread that
 * is this seeded generator, so that all ranks begin with equal weights and every step can be repeated.
 */
export class SeededRandom {
  #next = sfc32(0, 0);
  readonly #original = Math.random;

  constructor() {
    Math.random = () => this.#next();
  }

  seed(seed: number): void {
    this.#next = sfc32(seed, 0);
  }

  restore(): void {
    Math.random = this.#original;
  }
}
