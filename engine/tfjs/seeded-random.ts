import { sfc32 } from '../../base/random.ts';

/**
 * tfjs draws initial weights from `Math.random`, and jobs may draw from it too. In the engine's thread that is this
 * seeded generator, so that all ranks begin with equal weights and every step can be repeated.
 */
export class SeededRandom {
  #next = sfc32(0, 0);
  readonly #original = Math.random;

  constructor() {
    Math.random = () => this.#next();
  }

  seed(seed: number, stream = 0): void {
    this.#next = sfc32(seed, stream);
  }

  restore(): void {
    Math.random = this.#original;
  }
}
