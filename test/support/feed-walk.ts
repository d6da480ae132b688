/** Walks through the batches of a feed as fast as promises settle, and looks at each of them for as long as it is held. */
import { setImmediate as turn } from 'node:timers/promises';
import type { DataSource, Split } from '../../api/data.ts';
import { describeSplit } from '../../datasets/records.ts';
import { batchesPerEpoch, epochOrder, positionsOf } from '../../datasets/sampling.ts';
import { ReplicateFeed } from '../../worker/data/replicate.ts';
import { StreamFeed } from '../../worker/data/stream.ts';
import type { Feed } from '../../worker/trainer/ports.ts';

const RECORDS = 1_000;
const BATCH_SIZE = 8;
const SEED = 3;
/** Steps between two that last until the event loop has turned, so that batches are prepared between them, or not. */
const TURN_EVERY = [5, 1, 60];

/** Records that are their own numbers. */
const numbers = (length: number): Split => ({
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
      const { length, columns } = SPLITS[split];
      const values = records.length > 0 ? Int32Array.from(records) : columns[0]!.values;
      const count = records.length || length;
      yield { first: 0, count, columns: [new Uint8Array(values.buffer)] };
    },
  };
  const parts = {
    client,
    run: { runId: 'numbers', batchSize: BATCH_SIZE, epochs, seed: SEED, dataMode: kind },
    source: SOURCE,
    infos: { train: describeSplit(SPLITS.train), test: describeSplit(SPLITS.test) },
    cacheDir,
    signal: new AbortController().signal,
  } as never;
  return kind === 'stream' ? new StreamFeed(parts) : await ReplicateFeed.open(parts);
}

/**
 * Walks `steps` batches of a rank.
 * @throws Error at the first batch that does not hold its own samples, when it comes or when it is let go
 */
export async function walkFeed(
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
  let order: Uint32Array = new Uint32Array();
  let next = 1;
  for (let step = 0; step < steps; step++) {
    const [epoch, batchIndex] = [Math.floor(step / perEpoch), step % perEpoch];
    if (batchIndex === 0) order = epochOrder(SEED, epoch, RECORDS);
    const { start, end } = positionsOf(batchIndex, BATCH_SIZE, RECORDS, share);
    const held = await feed.trainBatch(epoch, batchIndex, share, signal);
    const look = (when: string) => {
      const [x] = held.batch.inputs;
      for (let i = 0; i < end - start; i++) {
        if (x![i] === order[start + i]) continue;
        throw new Error(
          `step ${step}, rank ${rank} of ${worldSize}: sample ${i} is ${x![i]}, not ${order[start + i]}, ${when}`,
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
