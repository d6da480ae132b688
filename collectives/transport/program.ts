/** Schedules as the native exchange reads them (native/exchange/exchange.cc, `run`). Pure. */
import type { Part, Round, Schedule } from './schedule.ts';

/** Peer, sequence, start and end of a half that a round does not have. */
const NONE = [-1, 0, 0, 0] as const;

/**
 * A schedule as one list of numbers: for each flow the number of its rounds, then nine numbers a round (send peer,
 * sequence, start, end; receive peer, sequence, start, end; 1 to add what is received, else 0).
 */
export function encodeProgram(schedule: Schedule): Float64Array {
  return Float64Array.from(schedule.flatMap((flow) => [flow.length, ...flow.flatMap(encodeRound)]));
}

function encodeRound({ send, receive }: Round): number[] {
  return [...encodeHalf(send), ...encodeHalf(receive), receive?.add ? 1 : 0];
}

function encodeHalf(part: Part | undefined): readonly number[] {
  return part ? [part.peer, part.sequence, part.start, part.end] : NONE;
}
