/** States of a gate. */
export const CLOSED = 0;
export const SUMMED = 1;
export const FAILED = 2;

export type Verdict = typeof SUMMED | typeof FAILED;

/**
 * Blocks one thread until another opens the gate. The waiting thread closes the gate before it asks the other one for
 * something, so each wait has exactly one opening.
 */
export class Gate {
  /** Shared by both threads: each makes its own gate of it. */
  readonly memory: Int32Array<ArrayBufferLike>;

  constructor(memory: Int32Array<ArrayBufferLike> = new Int32Array(new SharedArrayBuffer(4))) {
    this.memory = memory;
  }

  close(): void {
    Atomics.store(this.memory, 0, CLOSED);
  }

  open(verdict: Verdict): void {
    Atomics.store(this.memory, 0, verdict);
    Atomics.notify(this.memory, 0);
  }

  /**
   * Blocks the thread until the gate is open. A wake-up alone does not mean that: between `open`'s store and its notify
   * this thread may pass, close the gate again and wait, and the late notify then wakes it too early.
   */
  wait(): Verdict {
    for (;;) {
      const state = Atomics.load(this.memory, 0);
      if (state !== CLOSED) return state as Verdict;
      Atomics.wait(this.memory, 0, CLOSED);
    }
  }
}
