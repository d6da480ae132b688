import type { Round } from '../transport/schedule.ts';
import { type Algorithm, partStart } from './collective.ts';
import { folded } from './folded.ts';

/**
 * Recursive halving and doubling (Thakur, Rabenseifner and Gropp, 2005). In log2 P rounds each rank swaps
 * halves of what it is still responsible for with a partner and adds, until it holds the sum of one P-th; in
 * log2 P rounds back the sums are gathered. Each element is summed in one place.
 */
export const halvingDoubling: Algorithm = (rank, worldSize, length) =>
  folded(rank, worldSize, length, (power) => {
    const range = (first: number, count: number) => ({
      start: partStart(length, power, first),
      end: partStart(length, power, first + count),
    });
    const rounds: Round[] = [];
    let first = 0;
    for (let half = power / 2; half >= 1; half /= 2) {
      const message = { peer: rank ^ half, sequence: half };
      const upper = (rank & half) !== 0;
      const [keep, give] = upper ? [first + half, first] : [first, first + half];
      rounds.push({
        send: { ...message, ...range(give, half) },
        receive: { ...message, ...range(keep, half), add: true },
      });
      first = keep;
    }
    for (let half = 1; half < power; half *= 2) {
      const message = { peer: rank ^ half, sequence: power + half };
      const theirs = (rank & half) !== 0 ? first - half : first + half;
      rounds.push({
        send: { ...message, ...range(first, half) },
        receive: { ...message, ...range(theirs, half), add: false },
      });
      first = Math.min(first, theirs);
    }
    return rounds;
  });
