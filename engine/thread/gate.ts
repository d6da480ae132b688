/** What a gate says to the thread that stands before it. */
export const CLOSED = 0;
export const SUMMED = 1;
export const FAILED = 2;

export type Verdict = typeof SUMMED | typeof FAILED;

/**
 * Holds one thread back until another lets it on. Who waits closes the gate before it says what for, so each wait
 * has one opening.
 */
export class Gate {
  /** Shared by both threads, which make a gate each of it. */
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
   * Blocks the thread until the gate is open. A wake-up says nothing: between `open`'s store and its notify the
   * other thread may go through, close the gate anew and wait, and the late notify then wakes it too early.
   */
  wait(): Verdict {
    for (;;) {
      const state = Atomics.load(this.memory, 0);
      if (state !== CLOSED) return state as Verdict;
      Atomics.wait(this.memory, 0, CLOSED);
    }
  }
}
