import type { RunState } from '../../../proto/commands.ts';
import type { Gap } from '../../../proto/snapshot.ts';

/** Most gaps that are kept; beyond that the oldest go. */
const MOST = 200;

/** When a run did not train although it could have: while it was paused, and while it recovered. */
export class Gaps {
  #gaps: Gap[] = [];

  /** The run entered a state. @param time Unix ms */
  enter(state: RunState, time: number): void {
    const last = this.#gaps.at(-1);
    if (last?.until === null) {
      if (last.kind === state) return;
      this.#gaps[this.#gaps.length - 1] = { ...last, until: time };
    }
    if (state !== 'recovering' && state !== 'paused') return;
    this.#gaps.push({ kind: state, from: time, until: null });
    if (this.#gaps.length > MOST) this.#gaps.shift();
  }

  get all(): readonly Gap[] {
    return this.#gaps;
  }

  restore(gaps: readonly Gap[]): void {
    this.#gaps = [...gaps];
  }
}
