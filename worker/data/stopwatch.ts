import { NO_PREPARATION, type Preparation, type Stage } from '../../proto/preparation.ts';

/** Sums up what samples take, by stage. */
export class Stopwatch {
  #sums: Record<Stage, number> = { ...NO_PREPARATION };

  add(stage: Stage, ms: number): void {
    this.#sums[stage] += ms;
  }

  /** What has been added since the last call. */
  take(): Preparation {
    const sums = this.#sums;
    this.#sums = { ...NO_PREPARATION };
    return sums;
  }
}
