/** Throughput is a mean over this time, taken so often. */
const WINDOW_MS = 5_000;
const EVERY_MS = 500;

/** How many steps a run takes in a second, from when they happened. */
export class Throughput {
  #window: { time: number; step: number }[] = [];
  #measuredAt = 0;

  /** Begins anew: the steps before a break say nothing of those after it. */
  clear(): void {
    this.#window = [];
  }

  /** @returns true where a measurement is due */
  stepped(time: number, step: number): boolean {
    const window = this.#window;
    window.push({ time, step });
    while (window.length > 2 && time - window[0]!.time > WINDOW_MS) window.shift();
    return time - window[0]!.time >= EVERY_MS && time - this.#measuredAt >= EVERY_MS;
  }

  /** The newest steps, the ms they took, and when the last of them was (Unix ms); undefined where too few are known. */
  measure(): { steps: number; ms: number; time: number } | undefined {
    const [first, last] = [this.#window[0], this.#window.at(-1)];
    if (!first || !last || last.time <= first.time) return undefined;
    const { time, step } = last;
    this.#measuredAt = time;
    return { steps: step - first.step, ms: time - first.time, time };
  }
}
