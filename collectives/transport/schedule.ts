/** Elements `start` to before `end` of a buffer, on their way to or from `peer`. `sequence` is that of the tag. */
export interface Part {
  readonly peer: number;
  readonly sequence: number;
  readonly start: number;
  readonly end: number;
}

/**
 * A send and a receive at the same time; the round is done when both are. A send carries the values from the beginning
 * of the round, even where the receive writes to the same range.
 */
export interface Round {
  readonly send?: Part;
  /** `add`: adds to the range instead of replacing it. */
  readonly receive?: Part & { readonly add: boolean };
}

/**
 * Number of flows that run at the same time: few enough that their data stays in the cache and that a peer which runs
 * ahead sends little that nobody asks for yet, but enough that a link is never idle.
 */
export const FLOWS = 8;

/**
 * One rank's messages of a collective: flows, each a list of rounds. `FLOWS` flows run at the same time and begin in
 * their order; the rounds of a flow run one after another.
 */
export type Schedule = readonly (readonly Round[])[];

/** How float32 numbers travel. A rank that sends `bf16` keeps the rounded numbers itself. */
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
