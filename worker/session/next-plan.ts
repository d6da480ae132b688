import type { LockstepError } from '../../base/errors.ts';
import type { GenerationPlan } from '../trainer/ports.ts';

interface Waiting {
  resolve(plan: GenerationPlan | undefined): void;
  reject(error: LockstepError): void;
}

/** The newest plan that the coordinator has sent and nobody has taken, or whoever waits for one. */
export class NextPlan {
  #plan: GenerationPlan | undefined;
  #waiting: Waiting | undefined;
  #over: { error: LockstepError | undefined } | undefined;

  /** Waits for a plan. @returns undefined where the run has ended well @throws the error that it ended with, or the signal's reason */
  async take(signal: AbortSignal): Promise<GenerationPlan | undefined> {
    signal.throwIfAborted();
    if (this.#over?.error) throw this.#over.error;
    if (this.#over) return undefined;
    const plan = this.#plan;
    if (plan) {
      this.#plan = undefined;
      return plan;
    }
    return await new Promise((resolve, reject) => {
      const onAbort = () => {
        this.#waiting = undefined;
        reject(signal.reason);
      };
      const settled = () => signal.removeEventListener('abort', onAbort);
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting = {
        resolve: (next) => {
          settled();
          resolve(next);
        },
        reject: (error) => {
          settled();
          reject(error);
        },
      };
    });
  }

  offer(plan: GenerationPlan): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting) waiting.resolve(plan);
    else this.#plan = plan;
  }

  /** There will be no further plan. */
  end(error: LockstepError | undefined): void {
    this.#over = { error };
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (error) waiting?.reject(error);
    else waiting?.resolve(undefined);
  }
}
