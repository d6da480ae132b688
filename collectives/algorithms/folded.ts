import type { Round, Schedule } from '../transport/schedule.ts';

/** Sequence number between a rank from P on and its partner; the rounds among the first P ranks begin at 1. */
const FOLD = 0;

/**
 * Extends an algorithm for P ranks, the largest power of two in the world, to all ranks: rank P + i first sends its
 * buffer to rank i, and receives the sum at the end.
 * @param roundsAmong rounds of this rank among the first P
 */
export function folded(
  rank: number,
  worldSize: number,
  length: number,
  roundsAmong: (power: number) => readonly Round[],
): Schedule {
  const power = 2 ** Math.floor(Math.log2(worldSize));
  const whole = { sequence: FOLD, start: 0, end: length };
  if (rank >= power) {
    const partner = { peer: rank - power, ...whole };
    return [[{ send: partner }, { receive: { ...partner, add: false } }]];
  }
  const rounds = roundsAmong(power);
  if (rank + power >= worldSize) return [rounds];
  const partner = { peer: rank + power, ...whole };
  return [[{ receive: { ...partner, add: true } }, ...rounds, { send: partner }]];
}
