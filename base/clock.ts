/**
 * Ms since 1970 by a clock that never jumps: the wall clock of the process's start plus the time since. Deadlines and
 * durations use it, so setting the wall clock does not change them.
 */
export function steadyClock(): number {
  return performance.timeOrigin + performance.now();
}
