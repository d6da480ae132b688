import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

// Whoever reads a batch after its release is to find it out.
process.env.LOCKSTEP_POISON_BUFFERS = '1';
const { walkFeed } = await import('../../test/support/feed-walk.ts');

/** A million over the three ranks. */
const STEPS = 333_334;

test.each(['replicate', 'stream'] as const)(
  '%s: a batch stays what it is for as long as it is held, over a million steps',
  async (kind) => {
    const folder = mkdtempSync(join(tmpdir(), 'lockstep-feeds-'));
    try {
      for (const [rank, worldSize] of [
        [0, 1],
        [1, 2],
        [2, 3],
      ] as const) {
        await expect(walkFeed(kind, rank, worldSize, STEPS, folder)).resolves.toBeUndefined();
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
  600_000,
);
