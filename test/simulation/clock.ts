/** Virtual time: one queue of events that stands in for the timers of many processes in one. */
import { createRequire, syncBuiltinESMExports } from 'node:module';

const require = createRequire(import.meta.url);
const timersPromises = require('node:timers/promises');
const drained = (then: () => void) => setImmediate(then);

/** A simulated process: owns timers and the messages on their way to it. */
export class Process {
  readonly name: string;
  state: 'running' | 'paused' | 'dead' = 'running';
  /** What came due while it was paused. */
  readonly backlog: Event[] = [];

  constructor(name: string) {
    this.name = name;
  }
}

interface Event {
  at: number;
  order: number;
  readonly owner: Process;
  run: (() => void) | undefined;
}

/**
 * Runs events in the order of their times, each to its end: until no promise is left to settle. So whatever
 * code runs belongs to the process whose event it is, and so do the timers it sets.
 */
export class VirtualTime {
  now = 0;
  /** How far the wall clocks of all machines have been set from the time that passes, in ms. */
  wallOffset = 0;
  /** Events run so far. */
  count = 0;
  /** What an event threw: in reality the end of its process. */
  onUncaught: (process: Process, error: unknown) => void = () => {};
  #current = new Process('world');
  readonly #heap: Event[] = [];
  #order = 0;

  get current(): Process {
    return this.#current;
  }

  after(ms: number, owner: Process, run: () => void): Event {
    const event = { at: this.now + Math.max(0, ms), order: this.#order++, owner, run };
    this.#push(event);
    return event;
  }

  /** Runs `task` as the first thing that a process does. */
  start(process: Process, task: () => void): void {
    this.after(0, process, task);
  }

  kill(process: Process): void {
    process.state = 'dead';
    process.backlog.length = 0;
  }

  pause(process: Process): void {
    if (process.state === 'running') process.state = 'paused';
  }

  resume(process: Process): void {
    if (process.state !== 'paused') return;
    process.state = 'running';
    for (const event of process.backlog.splice(0)) {
      event.at = this.now;
      event.order = this.#order++;
      this.#push(event);
    }
  }

  /** Runs the next event; false when there is none. */
  async step(): Promise<boolean> {
    const event = this.#pop();
    if (!event) return false;
    if (!event.run || event.owner.state === 'dead') return true;
    if (event.owner.state === 'paused') {
      event.owner.backlog.push(event);
      return true;
    }
    this.now = event.at;
    this.count++;
    this.#current = event.owner;
    const { run } = event;
    event.run = undefined;
    try {
      run();
    } catch (error) {
      this.onUncaught(event.owner, error);
    }
    await new Promise<void>(drained);
    return true;
  }

  /** Puts virtual time under the global timers and clocks; the function returned takes it away again. */
  install(): () => void {
    const real = {
      setTimeout: globalThis.setTimeout,
      clearTimeout: globalThis.clearTimeout,
      setInterval: globalThis.setInterval,
      clearInterval: globalThis.clearInterval,
    };
    const { now: realDate } = Date;
    const { setTimeout: realDelay } = timersPromises;
    const clear = (timer: Timer | undefined) => timer?.cancel();
    const fake = {
      setTimeout: (run: () => void, ms = 0) => new Timer(this, run, ms, false),
      setInterval: (run: () => void, ms = 0) => new Timer(this, run, ms, true),
      clearTimeout: clear,
      clearInterval: clear,
    };
    Object.assign(globalThis, fake);
    Object.defineProperty(performance, 'now', { value: () => this.now, configurable: true });
    Date.now = () => performance.timeOrigin + this.now + this.wallOffset;
    timersPromises.setTimeout = (ms: number, value: unknown, options: { signal?: AbortSignal } = {}) =>
      this.delay(ms, options.signal).then(() => value);
    syncBuiltinESMExports();
    return () => {
      Object.assign(globalThis, real);
      Reflect.deleteProperty(performance, 'now');
      Date.now = realDate;
      timersPromises.setTimeout = realDelay;
      syncBuiltinESMExports();
    };
  }

  /** Resolves after `ms`. @throws the signal's reason */
  delay(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const event = this.after(ms, this.#current, () => {
        signal?.removeEventListener('abort', abort);
        resolve();
      });
      const abort = () => {
        event.run = undefined;
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', abort, { once: true });
    });
  }

  #push(event: Event): void {
    const heap = this.#heap;
    let at = heap.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(event, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = event;
  }

  #pop(): Event | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (!last || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++;
      if (!before(heap[child]!, last)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

function before(a: Event, b: Event): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/** What `setTimeout` and `setInterval` give. */
class Timer {
  readonly #time: VirtualTime;
  readonly #owner: Process;
  readonly #run: () => void;
  readonly #ms: number;
  readonly #repeats: boolean;
  #event: Event;

  constructor(time: VirtualTime, run: () => void, ms: number, repeats: boolean) {
    this.#time = time;
    this.#owner = time.current;
    this.#run = run;
    this.#ms = Math.max(1, ms);
    this.#repeats = repeats;
    this.#event = this.#schedule();
  }

  refresh(): this {
    this.cancel();
    this.#event = this.#schedule();
    return this;
  }

  cancel(): void {
    this.#event.run = undefined;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  #schedule(): Event {
    return this.#time.after(this.#ms, this.#owner, () => {
      if (this.#repeats) this.#event = this.#schedule();
      this.#run();
    });
  }
}
