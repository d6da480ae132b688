import type { WireFormat } from '../transport/schedule.ts';
import type { Algorithm } from './collective.ts';
import { doubling } from './doubling.ts';
import { halvingDoubling } from './halving-doubling.ts';
import { ring } from './ring.ts';

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

/** How an algorithm's numbers travel where `format` is wished. */
export function formatFor(algorithm: Algorithm, format: WireFormat): WireFormat {
  // Doubling has every rank sum for itself, so rounding on the wire would give ranks different sums.
  return algorithm === doubling ? 'float32' : format;
}
