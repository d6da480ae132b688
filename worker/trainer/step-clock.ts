import type { Took } from './averaged-gradient.ts';

/** The phases of a step, one after another, in ms. */
export interface Phases {
  readonly dataMs: number;
  /** The rest of the update before, which the engine still does when this step begins. */
  readonly applyMs: number;
  /** This rank's own part of the gradient. */
  readonly computeMs: number;
  /** What was waited for of sums over the ranks, those in the middle of the gradient too. */
  readonly reduceMs: number;
}

/** Takes the time at the end of each phase of a step. */
export class StepClock {
  /** `performance.now()` when the step began. */
  readonly start = performance.now();
  #fed = 0;
  #computed = 0;
  #reduced = 0;
  #took: Took = { ms: 0, awaitedMs: 0, hiddenMs: 0 };

  /** The batch is there. */
  fed(): void {
    this.#fed = performance.now();
  }

  /** This rank's gradient is there. The engine has done the update before until it began with it. */
  computed(took: Took): void {
    this.#computed = performance.now();
    this.#took = took;
  }

  /** The gradient is summed over the ranks. */
  reduced(): void {
    this.#reduced = performance.now();
  }

  /** How long sums over the ranks went on beside `computeMs`. */
  get hiddenMs(): number {
    return this.#took.hiddenMs;
  }

  get phases(): Phases {
    const { ms, awaitedMs } = this.#took;
    const applyMs = Math.max(0, this.#computed - ms - this.#fed);
    return {
      dataMs: this.#fed - this.start,
      applyMs,
      computeMs: this.#computed - this.#fed - applyMs - awaitedMs,
      reduceMs: this.#reduced - this.#computed + awaitedMs,
    };
  }
}
