import type { Round, Schedule } from '../transport/schedule.ts';

/** Sequence of the messages between a rank beyond P and its partner; the rounds among the first P count from 1. */
const FOLD = 0;

/**
 * For algorithms among P ranks, the largest power of two within the world: ranks beyond P first give their
 * buffer to the rank P below, and get the sum last.
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
