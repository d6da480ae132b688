import { createRequire } from 'node:module';
import { LockstepError } from '../base/errors.ts';
import type { HostGroup } from './engine.ts';

/** What the addon offers; native/shared/shared.cc has the contract. */
interface Native {
  place(group: number, turn: number, bytes: number): ArrayBuffer;
  turn(group: number): number;
  reduceHere(group: number, numbers: Float32Array, into: Float32Array): string | undefined;
}

const require = createRequire(import.meta.url);

/** Sums numbers over the ranks of one host, in this thread, which it blocks meanwhile. */
export class HostSum {
  readonly group: HostGroup;
  readonly #native: Native;
  /** By length, then by turn: what other ranks read. */
  readonly #places = new Map<number, readonly Float32Array[]>();

  constructor(group: HostGroup) {
    this.group = group;
    this.#native = require(group.addon) as Native;
  }

  /** Where the numbers of the next sum are best written. What stands there says nothing. */
  place(length: number): Float32Array {
    const places = this.#places.get(length) ?? this.#placesOf(length);
    return places[this.#native.turn(this.group.group)]!;
  }

  #placesOf(length: number): readonly Float32Array[] {
    const bytes = length * Float32Array.BYTES_PER_ELEMENT;
    const places = [0, 1].map((turn) => new Float32Array(this.#native.place(this.group.group, turn, bytes)));
    this.#places.set(length, places);
    return places;
  }

  /** @throws LockstepError DIVERGED where ranks sum other lengths, or one of them is lost: the group's owner knows why */
  sum(numbers: Float32Array, into: Float32Array): void {
    const error = this.#native.reduceHere(this.group.group, numbers, into);
    if (error !== undefined) throw new LockstepError('DIVERGED', error);
  }
}
