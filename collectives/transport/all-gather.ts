import type { Tag, Transport } from './transport.ts';

/**
 * The `own` bytes of every rank, by rank, on every rank. All ranks call it with equal lengths and tags. Each rank sends
 * its bytes to each other rank directly, so it suits a few bytes: hashes, flags.
 * @throws LockstepError PEER_LOST | TIMEOUT | ABORTED, as the transport does
 */
export async function allGather(
  transport: Transport,
  own: Uint8Array,
  tag: Omit<Tag, 'sequence'>,
  signal: AbortSignal,
): Promise<Uint8Array[]> {
  const { rank, worldSize } = transport;
  const message = { ...tag, sequence: 0 };
  const gathered = Array.from({ length: worldSize }, (_, peer) =>
    peer === rank ? own : new Uint8Array(own.byteLength),
  );
  await Promise.all(
    gathered.map(async (theirs, peer) => {
      if (peer === rank) return;
      await Promise.all([
        transport.send(peer, message, own, signal),
        transport.receive(peer, message, theirs, signal),
      ]);
    }),
  );
  return gathered;
}
