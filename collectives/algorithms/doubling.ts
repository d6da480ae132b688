import type { Round } from '../transport/schedule.ts';
import type { Algorithm } from './collective.ts';
import { folded } from './folded.ts';

/**
 * Recursive doubling: in log2 P rounds every rank swaps its whole buffer with a partner and adds, so the
 * fewest rounds for small buffers. Before each round the ranks of a group hold equal bits, and a + b is
 * b + a, so after it the joined group does.
 */
export const doubling: Algorithm = (rank, worldSize, length) =>
  folded(rank, worldSize, length, (power) => {
    const rounds: Round[] = [];
    for (let distance = 1; distance < power; distance *= 2) {
      const message = { peer: rank ^ distance, sequence: distance, start: 0, end: length };
      rounds.push({ send: message, receive: { ...message, add: true } });
    }
    return rounds;
  });
