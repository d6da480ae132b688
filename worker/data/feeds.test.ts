import { expect, test } from 'vitest';

// Whoever reads a batch after its release is to find it out.
process.env.LOCKSTEP_POISON_BUFFERS = '1';
const { walkFeeds } = await import('../../test/support/feed-walk.ts');

test.each(['replicate', 'stream'] as const)(
  '%s: a batch stays what it is for as long as it is held, however fast the steps',
  async (kind) => {
    await expect(walkFeeds(kind, 5_000)).resolves.toBeUndefined();
  },
);
