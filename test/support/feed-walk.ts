/** Walks through the batches of a feed as fast as promises settle, and looks at each of them for as long as it is held. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { DataSource } from '../../api/data.ts';
import { memoryRecords } from '../../datasets/records.ts';
import { batchesPerEpoch, epochOrder, positionsOf } from '../../datasets/sampling.ts';
import { openFeed } from '../../worker/data/feed.ts';
import type { Feed } from '../../worker/trainer/ports.ts';

const RECORDS = 1_000;
const BATCH_SIZE = 8;
const SEED = 3;
/** Steps between two that last until the event loop has turned, so that batches are prepared between them, or not. */
const TURN_EVERY = [5, 1, 60];

/** Records that are their own numbers. */
const numbers = (length: number) =>
  memoryRecords({
    length,
    columns: [{ name: 'x', type: 'int32', shape: [], values: Int32Array.from({ length }, (_, i) => i) }],
  });
const SPLITS = { train: numbers(RECORDS), test: numbers(0) };
const SOURCE: DataSource = {
  name: 'numbers',
  inputs: [{ name: 'x', column: 'x', shape: [], encoding: { kind: 'ids' } }],
  targets: [],
  loader: { kind: 'custom', load: () => Promise.reject(new Error('there is no file')) },
};

async function open(kind: 'replicate' | 'stream', epochs: number, cacheDir: string): Promise<Feed> {
  const client = {
    async *read({ split, records }: { split: 'train' | 'test'; records: number[] }) {
      for await (const data of SPLITS[split].read(records.length > 0 ? records : undefined)) yield { data };
    },
  };
  const dataset = { train: SPLITS.train.info, test: SPLITS.test.info };
  const run = { runId: 'numbers', batchSize: BATCH_SIZE, epochs, seed: SEED, dataMode: kind, dataset };
  const { signal } = new AbortController();
  return await openFeed({ client, run, source: SOURCE, cacheDir, signal } as never);
}

/**
 * Walks `steps` batches of a rank alone, of one of two and of one of three.
 * @throws Error at the first batch that does not hold its own samples, when it comes or when it is let go
 */
export async function walkFeeds(kind: 'replicate' | 'stream', steps: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-feeds-'));
  try {
    for (const [rank, worldSize] of [
      [0, 1],
      [1, 2],
      [2, 3],
    ] as const) {
      await walkFeed(kind, rank, worldSize, steps, folder);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function walkFeed(
  kind: 'replicate' | 'stream',
  rank: number,
  worldSize: number,
  steps: number,
  cacheDir: string,
): Promise<void> {
  const perEpoch = batchesPerEpoch(RECORDS, BATCH_SIZE);
  const { signal } = new AbortController();
  const feed = await open(kind, Math.ceil(steps / perEpoch), cacheDir);
  const share = { first: rank, end: rank + 1, of: worldSize };
  let order = epochOrder(SEED, 0, RECORDS);
  let next = 1;
  for (let step = 0; step < steps; step++) {
    const [epoch, batchIndex] = [Math.floor(step / perEpoch), step % perEpoch];
    if (batchIndex === 0) order = epochOrder(SEED, epoch, RECORDS);
    const { start, end } = positionsOf(batchIndex, BATCH_SIZE, RECORDS, share);
    const held = await feed.trainBatch(epoch, batchIndex, share, signal);
    const look = (when: string) => {
      const [x] = held.batch.inputs;
      for (let i = 0; i < end - start; i++) {
        if (x![i] === order.at(start + i)) continue;
        throw new Error(
          `step ${step}, rank ${rank} of ${worldSize}: sample ${i} is ${x![i]}, not ${order.at(start + i)}, ${when}`,
        );
      }
    };
    look('when it comes');
    next -= 1;
    if (next === 0) {
      next = TURN_EVERY[step % TURN_EVERY.length]!;
      await turn();
    }
    look('when it is let go');
    held.release();
  }
}
