import { partStart } from '../../collectives/algorithms/collective.ts';
import type { MemoryMaker } from '../../collectives/transport/host-memory.ts';

type Done = (error?: string) => void;

/** A call that waits for the other ranks. */
interface Waiting {
  readonly ready: () => boolean;
  readonly finish: () => string | undefined;
  readonly done: Done;
}

/** The memory of one host in one generation: what its ranks have put there, by number of the call and by rank. */
class Memory {
  readonly gathered = new Map<number, Float32Array[]>();
  readonly slices = new Map<number, Float32Array[]>();
  readonly ranks: Rank[] = [];
  readonly world: number;
  readonly key: string;
  closed = false;

  constructor(world: number, key: Uint8Array) {
    this.world = world;
    this.key = Buffer.from(key).toString('hex');
  }

  look(): void {
    for (const rank of this.ranks) rank.look();
  }
}

/** Where slice `k` of `streams` begins and ends; a rank beyond them has none. */
function sliceOf({ length }: Float32Array, streams: number, k: number): [start: number, end: number] {
  return k < streams ? [partStart(length, streams, k), partStart(length, streams, k + 1)] : [0, 0];
}

class Rank {
  readonly memory: Memory;
  readonly rank: number;
  readonly #run: (task: () => void) => void;
  #calls = 0;
  #shares = 0;
  #waiting: Waiting | undefined;
  #aborted = false;
  #released = false;

  constructor(memory: Memory, rank: number, run: (task: () => void) => void) {
    this.memory = memory;
    this.rank = rank;
    this.#run = run;
    memory.ranks.push(this);
  }

  /** `into` gets the sum of what the ranks gather: in this rank's slice, or all of it where there are none. */
  sum(into: Float32Array, streams: number | undefined, done: Done): void {
    const [start, end] = streams === undefined ? [0, into.length] : sliceOf(into, streams, this.rank);
    const all = this.#put(this.memory.gathered, this.#calls++, this.rank, into.slice());
    const finish = () => {
      if (all.some(({ length }) => length !== into.length)) return 'a peer sums another number of bytes';
      // What is undefined here must not matter.
      into.fill(Number.NaN);
      for (let i = start; i < end; i++)
        into[i] = all.reduce((sum, numbers) => Math.fround(sum + numbers[i]!), 0);
      return undefined;
    };
    this.#wait({ ready: () => this.#count(all) === this.memory.world, finish, done });
  }

  share(into: Float32Array, streams: number, done: Done): void {
    const call = this.#shares++;
    const own = this.rank < streams ? into.slice(...sliceOf(into, streams, this.rank)) : undefined;
    const all = this.#put(this.memory.slices, call, this.rank, own);
    const finish = () => {
      for (let k = 0; k < streams; k++) into.set(all[k]!, partStart(into.length, streams, k));
      return undefined;
    };
    this.#wait({ ready: () => this.#count(all) === streams, finish, done });
  }

  abort(): void {
    this.#aborted = true;
    this.look();
  }

  release(): void {
    if (this.#waiting) throw new Error('the memory is in use');
    this.#released = true;
  }

  look(): void {
    const waiting = this.#waiting;
    if (!waiting || !(this.#aborted || waiting.ready())) return;
    this.#waiting = undefined;
    this.#run(() => waiting.done(waiting.ready() ? waiting.finish() : 'aborted'));
  }

  #wait(waiting: Waiting): void {
    if (this.#waiting) throw new Error('two calls at the same time');
    if (this.#released) throw new Error('the memory is released');
    this.#waiting = waiting;
    this.memory.look();
  }

  #put(
    where: Map<number, Float32Array[]>,
    call: number,
    rank: number,
    numbers: Float32Array | undefined,
  ): Float32Array[] {
    const all = where.get(call) ?? [];
    where.set(call, all);
    if (numbers) all[rank] = numbers;
    return all;
  }

  #count(all: readonly Float32Array[]): number {
    return Object.keys(all).length;
  }
}

/**
 * The memory of hosts, in this process: what `native/shared` does, in JavaScript.
 * @param run what calls back, a moment later; a simulation has its own
 */
export class HostMemories {
  readonly #memories: Memory[] = [];

  maker(run: (task: () => void) => void = queueMicrotask): MemoryMaker {
    const of = (group: object) => group as Rank;
    return {
      create: (world, _, key) => {
        const memory = new Memory(world, key);
        const number = this.#memories.push(memory);
        const close = () => {
          memory.closed = true;
        };
        return { group: new Rank(memory, 0, run), at: [number, 0], close };
      },
      open: ([number], world, rank, _, key) => {
        const memory = this.#memories[number - 1];
        const mine = memory?.world === world && memory.key === Buffer.from(key).toString('hex');
        if (!memory || memory.closed || !mine) throw new Error('it is not the memory of this group');
        return new Rank(memory, rank, run);
      },
      reduce: (group, numbers, done) => of(group).sum(numbers, undefined, done),
      sum: (group, numbers, streams, done) => of(group).sum(numbers, streams, done),
      share: (group, numbers, streams, done) => of(group).share(numbers, streams, done),
      abort: (group) => of(group).abort(),
      release: (group) => of(group).release(),
    };
  }
}
