import type { AllReduce } from './collective.ts';
import { doubling } from './doubling.ts';
import { halvingDoubling } from './halving-doubling.ts';
import { ring } from './ring.ts';

/** Up to this many bytes, the number of rounds matters and not the bytes (docs/algorithms.md). */
const SMALL_BYTES = 16 * 1024;
/** Up to this many bytes a rank's part of the ring is too small for W-1 rounds to pay. */
const MEDIUM_BYTES = 256 * 1024;

/** The algorithm for a buffer of `bytes` in a world of `worldSize`. Equal on all ranks. */
export function choose(bytes: number, worldSize: number): AllReduce {
  if (bytes <= SMALL_BYTES) return doubling;
  return worldSize > 2 && bytes <= MEDIUM_BYTES ? halvingDoubling : ring;
}

/** Sums `buffer` over all ranks: through shared memory where there is such, else as suits its size. */
export const allReduce: AllReduce = async (transport, buffer, slot, signal) => {
  if (transport.worldSize === 1) return;
  if (transport.shared?.fits(buffer)) return await transport.shared.allReduce(buffer, slot.step);
  await choose(buffer.byteLength, transport.worldSize)(transport, buffer, slot, signal);
};
