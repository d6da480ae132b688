/** A random order of any number of samples that is computed place by place, without an array of them. Pure. */
import { sfc32 } from '../base/random.ts';

/**
 * Rounds of the Feistel network. Four make it a pseudorandom permutation (Luby and Rackoff, 1988); small sets, whose
 * halves hold few values, need more to look uniform.
 */
const ROUNDS = 12;

/**
 * A permutation of 0 to `samples` - 1: a Feistel network over the numbers of a `rows` x `columns` rectangle that just
 * holds them (Black and Rogaway, 2002, "Ciphers with arbitrary finite domains"). A number outside of the samples is sent
 * through again until it is one of them; fewer than one in `sqrt(samples)` is.
 */
export class Permutation {
  readonly length: number;
  readonly #rows: number;
  readonly #columns: number;
  readonly #keys: Uint32Array;

  /** The order of `samples` things that a seed and a stream of it (an epoch) give. */
  constructor(seed: number, stream: number, samples: number) {
    this.length = samples;
    this.#columns = Math.max(1, Math.ceil(Math.sqrt(samples)));
    this.#rows = Math.max(1, Math.ceil(samples / this.#columns));
    const random = sfc32(seed, stream);
    this.#keys = Uint32Array.from({ length: ROUNDS }, () => random() * 2 ** 32);
  }

  /** The sample at a place of the order, both from 0 to before `length`. */
  at(place: number): number {
    let number = place;
    do number = this.#network(number);
    while (number >= this.length);
    return number;
  }

  /** The samples at places `start` to before `end`. */
  slice(start: number, end: number): Uint32Array {
    const samples = new Uint32Array(end - start);
    for (let i = 0; i < samples.length; i++) samples[i] = this.at(start + i);
    return samples;
  }

  #network(number: number): number {
    let row = Math.floor(number / this.#columns);
    let column = number % this.#columns;
    for (let round = 0; round < ROUNDS; round += 2) {
      row += Math.floor(this.#rows * mixed(column ^ this.#keys[round]!));
      if (row >= this.#rows) row -= this.#rows;
      column += Math.floor(this.#columns * mixed(row ^ this.#keys[round + 1]!));
      if (column >= this.#columns) column -= this.#columns;
    }
    return row * this.#columns + column;
  }
}

/** A number in [0, 1) whose 32 bits each depend on all bits of `x` (the finalizer of MurmurHash3, Appleby 2008). */
function mixed(x: number): number {
  let bits = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32;
}
