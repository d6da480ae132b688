import type { Hang } from './schedule.ts';

/** Counts the calls of a worker's ports, and lets one of them hang for ever. */
export class Calls {
  /** Calls so far, by port and method. */
  readonly counts = new Map<string, number>();
  /** Whether one hangs by now. */
  hangs = false;
  readonly #hang: Hang | undefined;

  constructor(hang: Hang | undefined) {
    this.#hang = hang;
  }

  /** The same port, watched. */
  watch<Port extends object>(name: string, port: Port): Port {
    return new Proxy(port, {
      get: (target, key) => {
        const value = Reflect.get(target, key);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          const given = value.apply(target, args);
          if (!(given instanceof Promise)) return given;
          return this.#hangsNow(`${name}.${String(key)}`) ? new Promise(() => {}) : given;
        };
      },
    });
  }

  #hangsNow(method: string): boolean {
    const count = (this.counts.get(method) ?? 0) + 1;
    this.counts.set(method, count);
    if (this.#hang?.method !== method || this.#hang.call !== count) return false;
    this.hangs = true;
    return true;
  }
}
