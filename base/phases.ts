/** What a process does until its work begins, and how long: kept by the thread's own performance timeline. */

import type { PerformanceMeasure } from 'node:perf_hooks';

const START = 'lockstep start';

/** One phase of a start. */
export interface Phase {
  readonly name: string;
  /** In ms since 1970, by the steady clock. */
  readonly start: number;
  readonly ms: number;
}

/** Does `work` as a phase of the start. */
export async function phase<T>(name: string, work: () => T | Promise<T>): Promise<T> {
  const start = performance.now();
  try {
    return await work();
  } finally {
    performance.measure(name, { start, detail: START });
  }
}

/** What this thread did from its start to now, before anything of ours ran: its program was loaded. */
export function programLoaded(): void {
  performance.measure('load the program', { start: 0, detail: START });
}

/** Takes the phases of this thread so far. */
export function takePhases(): Phase[] {
  const entries = (performance.getEntriesByType('measure') as PerformanceMeasure[]).filter(
    ({ detail }) => detail === START,
  );
  for (const { name } of entries) performance.clearMeasures(name);
  return entries.map(({ name, startTime, duration }) => ({
    name,
    start: performance.timeOrigin + startTime,
    ms: duration,
  }));
}
