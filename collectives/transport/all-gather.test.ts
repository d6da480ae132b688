import { expect, test } from 'vitest';
import { MemoryTransport } from '../../test/support/memory-transport.ts';
import { allGather } from './all-gather.ts';

const { signal } = new AbortController();

test.each([1, 2, 5])('every one of %i ranks has the bytes of all, by rank', async (world) => {
  const results = await Promise.all(
    MemoryTransport.mesh(world).map((transport, rank) =>
      allGather(transport, Uint8Array.of(rank, 255 - rank), { step: 3, bucket: 5 }, signal),
    ),
  );
  const expected = Array.from({ length: world }, (_, rank) => Uint8Array.of(rank, 255 - rank));
  for (const gathered of results) expect(gathered).toEqual(expected);
});

test('a rank that is gone fails the gathering with its number', async () => {
  const [first, second] = MemoryTransport.mesh(2);
  const gathering = allGather(first!, Uint8Array.of(1), { step: 3, bucket: 5 }, signal);
  await second!.close();
  await expect(gathering).rejects.toMatchObject({ code: 'PEER_LOST', context: { peer: 1 } });
});
