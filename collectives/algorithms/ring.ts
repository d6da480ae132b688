import { type Algorithm, partStart } from './collective.ts';

/** Parts are cut into pieces of about this many numbers, so that the next hop begins before all has come. */
const PIECE = 64 * 1024;
const MOST_MESSAGES = 65_536;

/**
 * Ring all-reduce (Patarasuk and Yuan, 2009): the buffer is cut into one part a rank. In W-1 rounds every
 * rank passes a part on and adds the one that comes, after which it holds one part's whole sum; in W-1
 * more rounds the sums go round. Each part is summed along one chain, so all ranks get its very bits.
 * The pieces of the parts lie in turns, so that zeros, which do not travel (../transport/sparse.ts) and are often
 * together, are spared alike on all links.
 *
 * What a rank sends in one round is what came to it in the round before, piece by piece: the pieces of
 * all rounds flow at the same time.
 */
export const ring: Algorithm = (rank, worldSize, length) => {
  const next = (rank + 1) % worldSize;
  const previous = (rank + worldSize - 1) % worldSize;
  const rounds = 2 * (worldSize - 1);
  const wanted = Math.max(1, Math.ceil(length / worldSize / PIECE));
  const pieces = Math.min(wanted, Math.floor(MOST_MESSAGES / rounds));

  /** Piece `piece` of the part that stands `part` places round the ring. */
  const range = (part: number, piece: number) => {
    const index = piece * worldSize + (((part % worldSize) + worldSize) % worldSize);
    const [start, end] = [index, index + 1].map((at) => partStart(length, worldSize * pieces, at));
    return { start: start!, end: end! };
  };
  return Array.from({ length: pieces }, (_, piece) =>
    Array.from({ length: rounds }, (_, round) => {
      const sequence = round * pieces + piece;
      return {
        send: { peer: next, sequence, ...range(rank - round, piece) },
        receive: { peer: previous, sequence, ...range(rank - round - 1, piece), add: round < worldSize - 1 },
      };
    }),
  );
};
