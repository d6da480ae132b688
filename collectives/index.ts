import { choose, formatFor } from './algorithms/choose.ts';
import { type AllReduce, asAllReduce } from './algorithms/collective.ts';
import { twoLevel } from './algorithms/two-level.ts';

/**
 * Sums `buffer` over all ranks, in place: through shared memory where all ranks have it; in two levels where some have, and
 * it is large; else over the wire. There it travels in `format`, by the algorithm that suits the size.
 */
export const allReduce: AllReduce = async (transport, buffer, tag, signal, format = 'float32') => {
  if (transport.worldSize === 1) return;
  if (transport.shared) return await transport.shared.allReduce(buffer, tag.step);
  if (transport.hosts?.suits(buffer)) {
    return await twoLevel(transport, transport.hosts, buffer, tag, signal, format);
  }
  const algorithm = choose(buffer.byteLength, transport.worldSize);
  await asAllReduce(algorithm)(transport, buffer, tag, signal, formatFor(algorithm, format));
};
