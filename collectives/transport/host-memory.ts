import { setMaxListeners } from 'node:events';
import { closeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { LockstepError } from '../../base/errors.ts';
import type { NativeGroup } from './transport.ts';

type Done = (error?: string) => void;

/** What the addon offers; native/shared/shared.cc has the contract. */
interface Addon {
  create(world: number, capacity: number, key: Uint8Array): { group: object; fd: number };
  open(path: string, world: number, rank: number, capacity: number, key: Uint8Array): object;
  reduce(group: object, numbers: Float32Array, done: Done): void;
  sum(group: object, numbers: Float32Array, streams: number, done: Done): void;
  share(group: object, numbers: Float32Array, streams: number, done: Done): void;
  abort(group: object): void;
  release(group: object): void;
  number(group: object): number;
}

/** Where another process of the host finds memory: two numbers that only the makers of `MemoryMaker` understand. */
export type Whereabouts = readonly [number, number];

/** Makes memory that several processes of one host share; `world` and `rank` are those of the host. */
export interface MemoryMaker extends Omit<Addon, 'create' | 'open' | 'number'> {
  /** As rank 0. Others can open it until `close`. */
  create(world: number, capacity: number, key: Uint8Array): { group: object; at: Whereabouts; close(): void };
  /** Throws where it cannot be opened, or has another key. */
  open(at: Whereabouts, world: number, rank: number, capacity: number, key: Uint8Array): object;
  /** Left out where no other thread can sum through it. */
  native?(group: object): NativeGroup;
}

const require = createRequire(import.meta.url);

/** @param addon compiled `shared.cc`. Throws where it cannot be loaded */
export function loadMemoryMaker(addon: string): MemoryMaker {
  const native = require(addon) as Addon;
  return {
    ...native,
    create: (world, capacity, key) => {
      const { group, fd } = native.create(world, capacity, key);
      return { group, at: [process.pid, fd], close: () => closeSync(fd) };
    },
    open: ([pid, fd], ...rest) => native.open(`/proc/${pid}/fd/${fd}`, ...rest),
    release: (group) => {
      lent.delete(group);
      native.release(group);
    },
    native: (group) => {
      process.off('exit', abortLent).once('exit', abortLent);
      lent.set(group, native);
      return { addon, group: native.number(group) };
    },
  };
}

/** Groups that other threads may wait in, each with its addon. */
const lent = new Map<object, Addon>();

/** A process ends only after its threads, and none of them ends while it waits for a peer in native code. */
function abortLent(): void {
  for (const [group, native] of lent) native.abort(group);
}

/** The memory of a host in one generation, as one of its ranks has it. The first failure is its end. */
export class HostMemory {
  readonly #maker: MemoryMaker | undefined;
  /** Undefined where the rank is alone on its host. */
  readonly #group: object | undefined;
  readonly #failed = new AbortController();
  readonly #watched = new WeakSet<AbortSignal>();
  #last: Promise<void> = Promise.resolve();

  constructor(maker: MemoryMaker | undefined, group: object | undefined) {
    this.#maker = maker;
    this.#group = group;
    setMaxListeners(0, this.#failed.signal);
  }

  /** For other threads of this process; undefined where they cannot sum, or there is nobody to sum with. */
  get native(): NativeGroup | undefined {
    return this.#group && this.#maker?.native?.(this.#group);
  }

  /** Ends what is under way, and refuses all that is to come, with `reason`. */
  fail(reason: unknown): void {
    if (this.#failed.signal.aborted) return;
    this.#failed.abort(reason);
    if (this.#group) this.#maker?.abort(this.#group);
  }

  /** As `fail`; the memory is given back when nothing uses it any more. */
  async close(reason: unknown): Promise<void> {
    this.fail(reason);
    await this.#last;
    if (this.#group) this.#maker?.release(this.#group);
  }

  /** Does one work after another, in the order of the calls. A work that fails is the last. */
  inTurn<T>(step: number, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    this.#watch(signal);
    const own = this.#last.then(async () => {
      const failed = this.#failed.signal;
      try {
        failed.throwIfAborted();
        return await work(failed);
      } catch (error) {
        this.fail(error);
        throw this.#at(step);
      }
    });
    this.#last = own.then(nothing, nothing);
    return own;
  }

  reduce(numbers: Float32Array): Promise<void> {
    return this.#call((maker, group, done) => maker.reduce(group, numbers, done));
  }

  sum(numbers: Float32Array, streams: number): Promise<void> {
    return this.#call((maker, group, done) => maker.sum(group, numbers, streams, done));
  }

  share(numbers: Float32Array, streams: number): Promise<void> {
    return this.#call((maker, group, done) => maker.share(group, numbers, streams, done));
  }

  /** Rejects when the memory is not in use any more. */
  #call(start: (maker: MemoryMaker, group: object, done: Done) => void): Promise<void> {
    const [maker, group] = [this.#maker, this.#group];
    if (!maker || !group) return Promise.resolve();
    return new Promise((resolve, reject) => {
      start(maker, group, (error) => {
        if (error === undefined) resolve();
        else reject(new LockstepError('DIVERGED', error));
      });
    });
  }

  /** One listener a signal: a generation has one signal and many calls. */
  #watch(signal: AbortSignal): void {
    if (this.#watched.has(signal)) return;
    this.#watched.add(signal);
    const abort = () => this.fail(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  }

  #at(step: number): unknown {
    const error = this.#failed.signal.reason;
    if (!(error instanceof LockstepError)) return error;
    return new LockstepError(error.code, error.message, {
      ...error.context,
      hint: error.hint,
      step,
      cause: error,
    });
  }
}

function nothing(): void {}
