import { type Algorithm, type AllReduce, asAllReduce } from './algorithms/collective.ts';
import { doubling } from './algorithms/doubling.ts';
import { halvingDoubling } from './algorithms/halving-doubling.ts';
import { ring } from './algorithms/ring.ts';

/** Up to this many bytes, only the number of rounds matters (docs/algorithms.md). */
const SMALL_BYTES = 16 * 1024;
/** Bytes that take about as long on the wire as a message takes before its first byte. */
const MESSAGE_BYTES = 128 * 1024;

/**
 * The algorithm for a buffer of `bytes` in a world of `worldSize`, the same on all ranks. The ring streams, but it has
 * more rounds than halving and doubling, the more the larger the world: so it is for larger buffers.
 */
export function choose(bytes: number, worldSize: number): Algorithm {
  if (bytes <= SMALL_BYTES) return doubling;
  const moreRounds = worldSize - 1 - Math.floor(Math.log2(worldSize));
  return bytes <= moreRounds * MESSAGE_BYTES ? halvingDoubling : ring;
}

/**
 * Sums `buffer` over all ranks, in place: through shared memory where the ranks have it, else over the wire, in `format`
 * and by the algorithm that suits the size.
 */
export const allReduce: AllReduce = async (transport, buffer, tag, signal, format) => {
  if (transport.worldSize === 1) return;
  if (transport.shared?.fits(buffer)) return await transport.shared.allReduce(buffer, tag.step);
  const algorithm = choose(buffer.byteLength, transport.worldSize);
  // Doubling has every rank sum for itself, so rounding on the wire would give ranks different sums.
  const wire = algorithm === doubling ? 'float32' : format;
  await asAllReduce(algorithm)(transport, buffer, tag, signal, wire);
};
