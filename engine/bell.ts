import { createRequire } from 'node:module';
import { addonPath, type Runtime } from './runtime/layout.ts';

/** What the addon offers; native/tensorflow/session.cc has the contract. */
interface Native {
  bell(onRing: OnRing): number;
  remove(bell: number): void;
}

type OnRing = (number: number, slice: number) => void;

/** Whom a compiled step tells what it has delivered, and the number of the step by which they know it. */
export interface Ring {
  readonly bell: number;
  readonly number: number;
}

const require = createRequire(import.meta.url);

/** Hears in this thread what a compiled step delivers while it blocks its own. It keeps no process alive. */
export class Bell {
  /** By which a step in any thread of this process finds it. */
  readonly bell: number;
  readonly #native: Native;

  /** Loads TensorFlow, unless another thread has. */
  constructor({ folder }: Runtime, onRing: OnRing) {
    this.#native = require(addonPath(folder, 'session')) as Native;
    this.bell = this.#native.bell(onRing);
  }

  close(): void {
    this.#native.remove(this.bell);
  }
}
