/**
 * A trace holds what JavaScript gives it (Math.random, a counter, the clock) as constants, for the whole run; op by op
 * such numbers are new at each step. What draws them shows in a second trace, made later by the clock.
 */
import { NotCompilable } from './recorder.ts';
import type { Trace } from './trace.ts';

/** So much later that each part of a date and time is another one, in ms. */
const LATER_MS = 1_234_567_891;

/** @throws NotCompilable when `again` is another computation than `trace`, or one of other constants */
function expectEqual(trace: Trace, again: Trace): void {
  const changes =
    'numbers or ops that JavaScript chooses anew each time: Math.random, tf.rand, a counter, the clock';
  const hint = 'tf.randomUniform and its kin are compiled, and draw the same with any number of workers';
  const same =
    JSON.stringify([trace.types, trace.ops, trace.outputs]) ===
      JSON.stringify([again.types, again.ops, again.outputs]) &&
    [...trace.constants].every(([value, bytes]) => sameBytes(bytes, again.constants.get(value)));
  if (!same) throw new NotCompilable(`it has ${changes} (${hint})`);
}

function sameBytes(bytes: Uint8Array, others: Uint8Array | undefined): boolean {
  return others !== undefined && Buffer.compare(bytes, others) === 0;
}

/**
 * Traces twice.
 * @returns the first of the two
 * @throws NotCompilable when a compiled computation would freeze what changes from step to step
 */
export function expectSteady<T extends { readonly trace: Trace }>(make: () => T): T {
  const first = make();
  expectEqual(first.trace, later(make).trace);
  return first;
}

/** Runs `compute` at a later time of its clocks. */
function later<T>(compute: () => T): T {
  const { Date: RealDate } = globalThis;
  const now = performance.now;
  class LaterDate extends RealDate {
    constructor(...args: unknown[]) {
      if (args.length === 0) super(RealDate.now() + LATER_MS);
      else super(...(args as [number]));
    }

    static override now(): number {
      return RealDate.now() + LATER_MS;
    }
  }
  globalThis.Date = LaterDate as DateConstructor;
  performance.now = () => now.call(performance) + LATER_MS;
  try {
    return compute();
  } finally {
    globalThis.Date = RealDate;
    performance.now = now;
  }
}
