import { type AllReduce, bytesOf } from './collective.ts';

/** Rank 0 adds what the others send, in rank order, and sends the sum back: the reference for the rest. */
export const naive: AllReduce = async (transport, buffer, slot, signal) => {
  const { rank, worldSize } = transport;
  const message = { ...slot, sequence: 0 };
  if (rank !== 0) {
    await transport.send(0, message, bytesOf(buffer), signal);
    await transport.receive(0, message, bytesOf(buffer), signal);
    return;
  }
  for (let peer = 1; peer < worldSize; peer++) {
    await transport.receiveAdd(peer, message, buffer, signal);
  }
  const peers = Array.from({ length: worldSize - 1 }, (_, i) => i + 1);
  await Promise.all(peers.map((peer) => transport.send(peer, message, bytesOf(buffer), signal)));
};
