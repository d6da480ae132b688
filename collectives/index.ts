import { type Algorithm, type AllReduce, asAllReduce } from './algorithms/collective.ts';
import { doubling } from './algorithms/doubling.ts';
import { halvingDoubling } from './algorithms/halving-doubling.ts';
import { ring } from './algorithms/ring.ts';

/** Up to this many bytes, the number of rounds matters and not the bytes (docs/algorithms.md). */
const SMALL_BYTES = 16 * 1024;
/** Bytes whose way over the wire takes about as long as a message does before its first byte. */
const MESSAGE_BYTES = 128 * 1024;

/**
 * The algorithm for a buffer of `bytes` in a world of `worldSize`. Equal on all ranks. The ring streams, but
 * has more rounds than halving and doubling by a number that grows with the world, so it wants more bytes.
 */
export function choose(bytes: number, worldSize: number): Algorithm {
  if (bytes <= SMALL_BYTES) return doubling;
  const moreRounds = worldSize - 1 - Math.floor(Math.log2(worldSize));
  return bytes <= moreRounds * MESSAGE_BYTES ? halvingDoubling : ring;
}

/**
 * Sums `buffer` over all ranks: through shared memory where there is such, else over the wire, in `format`, as
 * suits its size.
 */
export const allReduce: AllReduce = async (transport, buffer, tag, signal, format) => {
  if (transport.worldSize === 1) return;
  if (transport.shared?.fits(buffer)) return await transport.shared.allReduce(buffer, tag.step);
  const algorithm = choose(buffer.byteLength, transport.worldSize);
  // Of few bytes none are worth saving, and ranks that sum the same numbers by themselves round differently.
  const wire = algorithm === doubling ? 'float32' : format;
  await asAllReduce(algorithm)(transport, buffer, tag, signal, wire);
};
