/** A range of a buffer, in numbers, on its way to or from `peer`. `sequence` as in a tag. */
export interface Part {
  readonly peer: number;
  readonly sequence: number;
  readonly start: number;
  readonly end: number;
}

/**
 * What a rank does at one time; done when both halves are. A send carries what its range held when the round
 * began, also where the receive goes to the same place.
 */
export interface Round {
  readonly send?: Part;
  /** `add`: to what is there. */
  readonly receive?: Part & { readonly add: boolean };
}

/**
 * Flows at a time. Few enough that what is on its way stays in the cache, and that a peer which runs ahead sends
 * little that nobody asks for yet; enough that a link is never idle.
 */
export const FLOWS = 8;

/**
 * One rank's messages of a collective. `FLOWS` flows run at the same time, begun in their order; the rounds of each
 * come one after another.
 */
export type Schedule = readonly (readonly Round[])[];

/** How float32 numbers travel; a rank goes on with the rounded numbers that it has sent. */
export type WireFormat = 'float32' | 'bf16';

export function bytesOfNumber(format: WireFormat): number {
  return format === 'bf16' ? 2 : 4;
}

/** Bytes and messages that a rank sends in `schedule`. */
export function costOf(schedule: Schedule, format: WireFormat): { bytes: number; messages: number } {
  const cost = { bytes: 0, messages: 0 };
  for (const flow of schedule) {
    for (const { send } of flow) {
      if (!send) continue;
      cost.bytes += (send.end - send.start) * bytesOfNumber(format);
      cost.messages++;
    }
  }
  return cost;
}
