/**
 * Ms since 1970 by a clock that never jumps: it was right when the process began, and has gone on steadily since.
 * Deadlines and durations are measured by it; a wall clock that is set meanwhile changes none of them.
 */
export function steadyClock(): number {
  return performance.timeOrigin + performance.now();
}
