import { type AllReduce, bytesOf, partStart } from './collective.ts';

/** Parts are cut into pieces of at most this many numbers, so that the next hop begins before all has come. */
const PIECE = 64 * 1024;

/**
 * Ring all-reduce (Patarasuk and Yuan, 2009): the buffer is cut into one part a rank. In W-1 rounds every
 * rank passes a part on and adds the one that comes, after which it holds one part's whole sum; in W-1
 * more rounds the sums go round. Each part is summed along one chain, so all ranks get its very bits.
 *
 * What a rank sends in one round is what came to it in the round before, piece by piece: the pieces of
 * all rounds flow at the same time.
 */
export const ring: AllReduce = async (transport, buffer, slot, signal) => {
  const { rank, worldSize } = transport;
  const next = (rank + 1) % worldSize;
  const previous = (rank + worldSize - 1) % worldSize;
  const rounds = 2 * (worldSize - 1);
  const pieces = Math.max(1, Math.ceil(buffer.length / worldSize / PIECE));

  const flow = async (piece: number) => {
    for (let round = 0; round < rounds; round++) {
      const message = { ...slot, sequence: round * pieces + piece };
      const out = pieceOf(buffer, worldSize, rank - round, pieces, piece);
      const into = pieceOf(buffer, worldSize, rank - round - 1, pieces, piece);
      const sent = transport.send(next, message, bytesOf(out), signal);
      const received =
        round < worldSize - 1
          ? transport.receiveAdd(previous, message, into, signal)
          : transport.receive(previous, message, bytesOf(into), signal);
      await Promise.all([sent, received]);
    }
  };
  await Promise.all(Array.from({ length: pieces }, (_, piece) => flow(piece)));
};

/** Piece `piece` of the part that stands `part` places round the ring. */
function pieceOf(
  buffer: Float32Array,
  parts: number,
  part: number,
  pieces: number,
  piece: number,
): Float32Array {
  const index = ((part % parts) + parts) % parts;
  const start = partStart(buffer.length, parts, index);
  const length = partStart(buffer.length, parts, index + 1) - start;
  return buffer.subarray(
    start + partStart(length, pieces, piece),
    start + partStart(length, pieces, piece + 1),
  );
}
