import { expect, test } from 'vitest';

// Whoever reads a batch after its release is to find it out.
process.env.LOCKSTEP_POISON_BUFFERS = '1';
const { SOAK } = await import('../../test/support/soak.ts');
const { walkFeeds } = await import('../../test/support/feed-walk.ts');

/** With LOCKSTEP_SOAK=1 a million over the three ranks. */
const STEPS = SOAK ? 333_334 : 10_000;
/** Only a feed that hangs takes so long, on however busy a machine. */
const HANGS_MS = SOAK ? 14_400_000 : 900_000;

test.each(['replicate', 'stream'] as const)(
  '%s: a batch stays what it is for as long as it is held, however many steps are made',
  { timeout: HANGS_MS },
  async (kind) => {
    await expect(walkFeeds(kind, STEPS)).resolves.toBeUndefined();
  },
);
