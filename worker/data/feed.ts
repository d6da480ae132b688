import { join } from 'node:path';
import type { DataSource } from '../../api/data.ts';
import { LockstepError } from '../../base/errors.ts';
import type { ScaleBytes } from '../../datasets/encode.ts';
import type { lockstep } from '../../proto/gen/lockstep.js';
import type { Feed } from '../trainer/ports.ts';
import { type Augmentations, BatchFeed } from './batches.ts';
import { CachedClient } from './cached-client.ts';
import type { RecordReader } from './fetch.ts';
import type { RecordCache } from './record-cache.ts';
import { ReplicatedSamples } from './replicate.ts';
import { Stopwatch } from './stopwatch.ts';
import { StreamedSamples } from './stream.ts';
import { Wanted } from './wanted.ts';

export interface FeedOptions {
  readonly client: RecordReader;
  readonly run: lockstep.v1.RunConfig;
  readonly source: DataSource;
  /** What is done to training samples. */
  readonly augmentations?: Augmentations | undefined;
  readonly cacheDir: string;
  /** Keeps what is fetched in stream mode; left out, each epoch fetches it again. */
  readonly recordCache?: RecordCache | undefined;
  /** What makes numbers of bytes; left out, JavaScript does. */
  readonly scaleBytes?: ScaleBytes | undefined;
  readonly signal: AbortSignal;
}

/**
 * The run's data as the coordinator serves it: the whole set at once (`replicate`) or this rank's
 * shares ahead of need (`stream`).
 * @throws LockstepError BAD_DATA when the data is not what the coordinator announced, BAD_INPUT when the job asks for
 * columns that the data lacks
 */
export async function openFeed(options: FeedOptions): Promise<Feed> {
  const { run, source, augmentations, scaleBytes, signal } = options;
  const { train, validation, test } = run.dataset ?? {};
  if (!train || !test) throw new LockstepError('BAD_DATA', 'the coordinator announces no data set');
  const infos = { train, test, ...(validation && { validation }) };
  const { seed, batchSize } = run;
  const wanted = new Wanted({ seed, batchSize, length: train.length ?? 0, mixup: augmentations?.mixup });
  const { recordCache } = options;
  const client = recordCache ? new CachedClient(options.client, recordCache, infos) : options.client;
  const parts = { ...options, client, infos, wanted, cacheDir: join(options.cacheDir, 'splits') };
  const stopwatch = new Stopwatch();
  const samples =
    run.dataMode === 'stream'
      ? new StreamedSamples({ ...parts, stopwatch })
      : await ReplicatedSamples.open(parts);
  return new BatchFeed(samples, {
    features: source,
    wanted,
    batchSize,
    augmentations,
    stopwatch,
    scaleBytes,
    signal,
  });
}
