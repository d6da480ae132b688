import { setImmediate as turn } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { memoryRecords } from '../../datasets/records.ts';
import { temporaryFolder } from '../../test/support/lockstep.ts';
import type { Feed } from '../trainer/ports.ts';
import { type FeedOptions, openFeed } from './feed.ts';

const BATCH = 4;
const { signal } = new AbortController();

/** A feed of labels 0, one of which no class has; the training data arrives damaged so many times. */
async function feedWith(bad: number, damaged = 0): Promise<Feed> {
  let left = damaged;
  const split = (values: Uint8Array) =>
    memoryRecords({ length: values.length, columns: [{ name: 'y', type: 'uint8', shape: [], values }] });
  const splits = {
    train: split(Uint8Array.from({ length: 8 }, (_, i) => (i === bad ? 10 : 0))),
    test: split(new Uint8Array(1)),
  };
  const y = { name: 'y', column: 'y', shape: [10], encoding: { kind: 'oneHot', depth: 10 } } as const;
  const dataset = { train: splits.train.info, test: splits.test.info };
  return await openFeed({
    client: {
      async *read({ split: name }: { split: 'train' | 'test' }) {
        const arrives = name === 'train' && left-- > 0 ? split(new Uint8Array(8).fill(1)) : splits[name];
        for await (const data of arrives.read()) yield { data };
      },
    },
    run: { runId: 'r', batchSize: BATCH, epochs: 1, seed: 1, dataMode: 'replicate', dataset },
    source: { name: 'd', inputs: [], targets: [y], loader: { kind: 'mnist' } },
    cacheDir: temporaryFolder(),
    signal,
  } as unknown as FeedOptions);
}

test('a batch that cannot be prepared ahead fails for whoever asks for it, and for nobody else', async () => {
  const uncaught: unknown[] = [];
  const note = (error: unknown) => uncaught.push(error);
  process.on('uncaughtException', note);
  onTestFinished(() => void process.off('uncaughtException', note));
  const share = { first: 0, end: 1, of: 1 };
  const outcomes: unknown[] = [];
  for (let bad = 0; bad < 2 * BATCH; bad++) {
    const feed = await feedWith(bad);
    const first = await feed.trainBatch(0, 0, share, signal).catch((error) => error);
    await turn();
    const second = await feed.trainBatch(0, 1, share, signal).catch((error) => error);
    outcomes.push([first, second].map((outcome) => outcome.code ?? 'a batch'));
  }
  expect(uncaught).toEqual([]);
  // The order of an epoch is a permutation: the bad record is in either batch for half of all places.
  expect(outcomes.sort()).toEqual([
    ...Array(BATCH).fill(['BAD_DATA', 'a batch']),
    ...Array(BATCH).fill(['a batch', 'BAD_DATA']),
  ]);
});

test('data that arrives damaged is fetched again', async () => {
  const feed = await feedWith(-1, 2);
  const { batch } = await feed.trainBatch(0, 0, { first: 0, end: 1, of: 1 }, signal);
  expect(batch.size).toBe(BATCH);
});
