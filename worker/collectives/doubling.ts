import { type AllReduce, bytesOf } from './collective.ts';

/**
 * Recursive doubling: in log2 P rounds every rank swaps its whole buffer with a partner and adds, so the
 * fewest rounds for small buffers. Before each round the ranks of a group hold equal bits, and a + b is
 * b + a, so after it the joined group does. Ranks beyond the largest power of two P fold as in
 * halving-doubling.
 */
export const doubling: AllReduce = async (transport, buffer, slot, signal) => {
  const { rank, worldSize } = transport;
  const power = 2 ** Math.floor(Math.log2(worldSize));
  const fold = { ...slot, sequence: 0 };
  if (rank >= power) {
    await transport.send(rank - power, fold, bytesOf(buffer), signal);
    await transport.receive(rank - power, fold, bytesOf(buffer), signal);
    return;
  }
  const folded = rank + power < worldSize;
  if (folded) await transport.receiveAdd(rank + power, fold, buffer, signal);
  const theirs = new Float32Array(buffer.length);
  for (let distance = 1; distance < power; distance *= 2) {
    const partner = rank ^ distance;
    const message = { ...slot, sequence: distance };
    await Promise.all([
      transport.send(partner, message, bytesOf(buffer), signal),
      transport.receive(partner, message, bytesOf(theirs), signal),
    ]);
    for (let i = 0; i < buffer.length; i++) buffer[i]! += theirs[i]!;
  }
  if (folded) await transport.send(rank + power, fold, bytesOf(buffer), signal);
};
