/** What holds a run up: each stage in turn is made slow, by a clock that only that stage moves. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Batch } from '../../api/data.ts';
import type { lockstep } from '../../proto/gen/lockstep.js';
import { bottleneckOf, type Stage } from '../../proto/preparation.ts';
import { type FeedOptions, openFeed } from './feed.ts';

const WHOLE = { first: 0, end: 1, of: 1 };
const { signal } = new AbortController();
const SLOW_MS = 1_000;

let now = 0;
let slow: Stage;
const reach = (stage: Stage) => {
  now += stage === slow ? SLOW_MS : 1;
};

vi.mock('../../datasets/preparation/picture.ts', () => ({
  pixelsOf: async () => {
    reach('decode');
    return new Uint8Array(12);
  },
}));
beforeEach(() => {
  now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => vi.restoreAllMocks());

const client = {
  async *read({ records }: lockstep.v1.ReadRequest.$Properties) {
    // A picture of one byte, behind its length.
    for (const _ of records ?? []) {
      const before = now;
      reach('read');
      const readMs = now - before;
      reach('fetch');
      yield { data: Uint8Array.of(1, 0, 0, 0, 7), readMs } as never;
    }
  },
};
const augmentations = {
  mixup: undefined,
  augment: async (_: Batch) => reach('augment'),
};

test.each([
  ['fetch', 'the network'],
  ['read', 'reading from the disk'],
  ['decode', 'decoding'],
  ['augment', 'augmentation'],
] as const)('where %s is slow, that is what a run is held up by', async (stage, said) => {
  slow = stage;
  const columns = [{ name: 'x', type: 'uint8', shape: [2, 2, 3], stored: 'image' }];
  const info = { length: 4, columns };
  const feed = await openFeed({
    client,
    run: {
      runId: 'run',
      batchSize: 4,
      epochs: 1,
      seed: 1,
      dataMode: 'stream',
      dataset: { train: info, test: info },
    },
    source: {
      inputs: [{ name: 'x', column: 'x', shape: [2, 2, 3], encoding: { kind: 'scale', scale: 1 } }],
      targets: [],
    },
    augmentations,
    cacheDir: '',
    signal,
  } as unknown as FeedOptions);
  (await feed.trainBatch(0, 0, WHOLE, signal)).release();
  const taken = feed.takePreparation();
  expect(bottleneckOf(taken)).toBe(said);
  expect(taken[stage]).toBeGreaterThanOrEqual(SLOW_MS);
  // What has been taken is not told again.
  expect(Object.values(feed.takePreparation()).reduce((sum, ms) => sum + ms, 0)).toBe(0);
});
