import { expect, test } from 'vitest';
import { EVALUATION_BATCH } from '../../datasets/sampling.ts';
import { heldOutBlocks } from './evaluate.ts';

test('a long evaluation is no hang: each block has the whole deadline', async () => {
  const batch = { size: EVALUATION_BATCH, inputs: [], targets: [] };
  const context = {
    feed: {
      lengthOf: () => 3 * EVALUATION_BATCH,
      heldOutBatch: async () => ({ batch, release: () => undefined }),
    },
    transport: { rank: 0, worldSize: 1 },
  } as unknown as Parameters<typeof heldOutBlocks>[0];
  const told: string[] = [];
  const watch = { signal: new AbortController().signal, again: () => void told.push('again') };
  for await (const block of heldOutBlocks(context, 'test', watch)) told.push(`${block.size}`);
  expect(told).toEqual([1, 2, 3].flatMap(() => ['again', `${EVALUATION_BATCH}`]));
});
