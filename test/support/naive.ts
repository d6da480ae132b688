import type { Algorithm } from '../../collectives/algorithms/collective.ts';

/** Rank 0 adds what the others send, in rank order, and sends the sum back: the reference for the rest. */
export const naive: Algorithm = (rank, worldSize, length) => {
  const whole = { sequence: 0, start: 0, end: length };
  if (rank !== 0) {
    return [[{ send: { peer: 0, ...whole } }, { receive: { peer: 0, ...whole, add: false } }]];
  }
  const peers = Array.from({ length: worldSize - 1 }, (_, i) => i + 1);
  return [
    [
      ...peers.map((peer) => ({ receive: { peer, ...whole, add: true } })),
      ...peers.map((peer) => ({ send: { peer, ...whole } })),
    ],
  ];
};
