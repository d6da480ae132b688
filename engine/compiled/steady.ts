/**
 * A trace holds what JavaScript gives it (Math.random, a counter, the clock) as constants, for the whole run; op by op
 * such numbers are new at each step. What draws them shows in a second trace, made later by the clock.
 */
import { NotCompilable } from './not-compilable.ts';
import type { Recorded } from './recorder.ts';

/** So much later that each part of a date and time is another one, in ms. */
const LATER_MS = 1_234_567_891;

/** @throws NotCompilable when `again` is another computation than `trace`, or one of other constants */
function expectEqual(trace: Recorded, again: Recorded): void {
  const value = firstDifference(trace, again);
  if (value === undefined) return;
  const changes =
    'numbers or ops that JavaScript chooses anew each time: Math.random, tf.rand, a counter, the clock';
  const hint = 'tf.randomUniform and its kin are compiled, and draw the same with any number of workers';
  const place = trace.places.get(value) ?? again.places.get(value) ?? 'it';
  throw new NotCompilable(`${place} has ${changes} (${hint})`);
}

/** The first value that is made in another way. */
function firstDifference(trace: Recorded, again: Recorded): number | undefined {
  const constant = [...trace.constants].find(
    ([value, bytes]) => !sameBytes(bytes, again.constants.get(value)),
  );
  const ops = Array.from({ length: Math.max(trace.ops.length, again.ops.length) }, (_, i) => i);
  const other = ops.find((i) => JSON.stringify(trace.ops[i]) !== JSON.stringify(again.ops[i]));
  const values = [
    constant?.[0],
    other === undefined ? undefined : (trace.ops[other] ?? again.ops[other])!.outputs[0],
  ];
  const different = values.filter((value) => value !== undefined);
  if (different.length > 0) return Math.min(...different);
  const whole = ({ types, outputs }: Recorded) => JSON.stringify([types, outputs]);
  return whole(trace) === whole(again) ? undefined : -1;
}

function sameBytes(bytes: Uint8Array, others: Uint8Array | undefined): boolean {
  return others !== undefined && Buffer.compare(bytes, others) === 0;
}

/**
 * Traces twice, or once where nothing can change: no code of the job runs, and nobody asks for random numbers or the time.
 * @param ownCode whether code of the job runs
 * @returns the first trace
 * @throws NotCompilable when a compiled computation would freeze what changes from step to step
 */
export function expectSteady<T extends { readonly trace: Recorded }>(ownCode: boolean, make: () => T): T {
  const [date, ms] = [Date.now(), performance.now()];
  const first = at(date, ms, make);
  if (ownCode || first.asked)
    expectEqual(first.result.trace, at(date + LATER_MS, ms + LATER_MS, make).result.trace);
  return first.result;
}

/**
 * Runs `compute` while its clocks stand still: were they to go on, what lies between two readings could make up for
 * `LATER_MS`, and a part of the time be the same again.
 * @returns also whether it has asked for the time or for random numbers
 */
function at<T>(date: number, ms: number, compute: () => T): { result: T; asked: boolean } {
  const { Date: RealDate } = globalThis;
  const { now } = performance;
  const { random } = Math;
  let asked = false;
  const ask = <V>(value: V): V => {
    asked = true;
    return value;
  };
  class StandingDate extends RealDate {
    constructor(...args: unknown[]) {
      if (args.length === 0) super(ask(date));
      else super(...(args as [number]));
    }

    static override now(): number {
      return ask(date);
    }
  }
  globalThis.Date = StandingDate as DateConstructor;
  performance.now = () => ask(ms);
  Math.random = () => ask(random());
  try {
    const result = compute();
    return { result, asked };
  } finally {
    globalThis.Date = RealDate;
    performance.now = now;
    Math.random = random;
  }
}
