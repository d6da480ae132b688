const N = 624;
const M = 397;

/**
 * numpy's `RandomState(seed).shuffle(arange(length))`: the Mersenne Twister MT19937 (Matsumoto and
 * Nishimura 1998) drives a Fisher-Yates shuffle. Several orders from one generator continue its stream.
 */
export class NumpyRandomState {
  readonly #state = new Uint32Array(N);
  #index = N;

  constructor(seed: number) {
    this.#state[0] = seed >>> 0;
    for (let i = 1; i < N; i++) {
      const before = this.#state[i - 1]!;
      this.#state[i] = Math.imul(1812433253, before ^ (before >>> 30)) + i;
    }
  }

  shuffledIndices(length: number): Uint32Array {
    const order = Uint32Array.from({ length }, (_, i) => i);
    for (let i = length - 1; i > 0; i--) {
      const j = this.#below(i);
      const value = order[i]!;
      order[i] = order[j]!;
      order[j] = value;
    }
    return order;
  }

  /** Uniform in [0, max] by masking and rejection, as numpy draws it. */
  #below(max: number): number {
    const mask = 2 ** (32 - Math.clz32(max)) - 1;
    for (;;) {
      const value = (this.#next() & mask) >>> 0;
      if (value <= max) return value;
    }
  }

  #next(): number {
    if (this.#index === N) this.#twist();
    let y = this.#state[this.#index++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  #twist(): void {
    const state = this.#state;
    for (let i = 0; i < N; i++) {
      const y = (state[i]! & 0x80000000) | (state[(i + 1) % N]! & 0x7fffffff);
      state[i] = state[(i + M) % N]! ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.#index = 0;
  }
}
