/** The feed of a worker alone, without an engine: makes the batches of two epochs. Talks to its parent by IPC. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadJob } from '../../api/load.ts';
import { parsePrepared } from '../../api/prepared.ts';
import { batchesPerEpoch } from '../../datasets/sampling.ts';
import type { lockstep } from '../../proto/gen/lockstep.js';
import { openFeed } from '../../worker/data/feed.ts';
import { RecordCache } from '../../worker/data/record-cache.ts';
import { ThreadAugmenter } from '../../worker/data/thread-augmenter.ts';
import { CoordinatorClient } from '../../worker/session/client.ts';

export interface FeedTask {
  /** Of whoever serves the records. */
  readonly address: string;
  readonly jobSource: string;
  readonly threads: number;
  readonly run: Pick<
    lockstep.v1.RunConfig.$Properties,
    'runId' | 'batchSize' | 'epochs' | 'seed' | 'dataMode' | 'dataset'
  >;
}

process.once('message', async (task: FeedTask) => {
  const cacheDir = await mkdtemp(join(tmpdir(), 'lockstep-bench-'));
  const speed = await measure(task, cacheDir);
  await rm(cacheDir, { recursive: true, force: true });
  process.send!(speed, () => process.exit(0));
});

export interface Speed {
  readonly picturesPerSecond: number;
  /** Of all cores together, a picture. */
  readonly processorMs: number;
}

/** Of the second epoch: in the first one, records are fetched and put on the disk. */
async function measure({ address, jobSource, threads, run }: FeedTask, cacheDir: string): Promise<Speed> {
  const { signal } = new AbortController();
  const prepared = parsePrepared(run.dataset!.prepared!, 'the benchmark');
  const { data, augment = [] } = loadJob(jobSource, prepared);
  const { batchSize, seed, dataMode } = run as lockstep.v1.RunConfig;
  const feed = await openFeed({
    client: new CoordinatorClient(address, ''),
    run: run as lockstep.v1.RunConfig,
    source: data,
    augmentations: new ThreadAugmenter({ jobSource, prepared, seed }, augment, threads),
    recordCache: dataMode === 'stream' ? await RecordCache.open(cacheDir) : undefined,
    cacheDir,
    signal,
  });
  const share = { first: 0, end: 1, of: 1 };
  const samples = feed.lengthOf('train');
  const walk = async (epoch: number) => {
    for (let batch = 0; batch < batchesPerEpoch(samples, batchSize); batch++)
      (await feed.trainBatch(epoch, batch, share, signal)).release();
  };
  await walk(0);
  const [start, used] = [performance.now(), process.cpuUsage()];
  await walk(1);
  const { user, system } = process.cpuUsage(used);
  const seconds = (performance.now() - start) / 1000;
  return { picturesPerSecond: samples / seconds, processorMs: (user + system) / 1000 / samples };
}
