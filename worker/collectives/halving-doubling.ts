import { type AllReduce, bytesOf, partStart } from './collective.ts';

/**
 * Recursive halving and doubling (Thakur, Rabenseifner and Gropp, 2005). With P the largest power of two
 * within the world: ranks beyond P first give their buffer to the rank P below. In log2 P rounds each
 * rank swaps halves of what it is still responsible for with a partner and adds, until it holds the sum of
 * one P-th; in log2 P rounds back the sums are gathered. Each element is summed in one place.
 */
export const halvingDoubling: AllReduce = async (transport, buffer, slot, signal) => {
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

  const range = (first: number, count: number) =>
    buffer.subarray(partStart(buffer.length, power, first), partStart(buffer.length, power, first + count));
  let first = 0;
  for (let half = power / 2; half >= 1; half /= 2) {
    const partner = rank ^ half;
    const upper = (rank & half) !== 0;
    const [keep, give] = upper ? [first + half, first] : [first, first + half];
    const message = { ...slot, sequence: half };
    await Promise.all([
      transport.send(partner, message, bytesOf(range(give, half)), signal),
      transport.receiveAdd(partner, message, range(keep, half), signal),
    ]);
    first = keep;
  }
  for (let half = 1; half < power; half *= 2) {
    const partner = rank ^ half;
    const theirs = (rank & half) !== 0 ? first - half : first + half;
    const message = { ...slot, sequence: power + half };
    await Promise.all([
      transport.send(partner, message, bytesOf(range(first, half)), signal),
      transport.receive(partner, message, bytesOf(range(theirs, half)), signal),
    ]);
    first = Math.min(first, theirs);
  }
  if (folded) await transport.send(rank + power, fold, bytesOf(buffer), signal);
};
