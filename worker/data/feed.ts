import { join } from 'node:path';
import type { DataSource } from '../../api/data.ts';
import { LockstepError } from '../../base/errors.ts';
import type { lockstep } from '../../proto/gen/lockstep.js';
import type { CoordinatorClient } from '../session/client.ts';
import type { Feed } from '../trainer/ports.ts';
import { ReplicateFeed } from './replicate.ts';
import { StreamFeed } from './stream.ts';

export interface FeedOptions {
  readonly client: CoordinatorClient;
  readonly run: lockstep.v1.RunConfig;
  readonly source: DataSource;
  readonly cacheDir: string;
  readonly signal: AbortSignal;
}

/**
 * The run's data as the coordinator serves it: the whole set at once (`replicate`) or this rank's
 * shares ahead of need (`stream`).
 * @throws LockstepError BAD_DATA when the data is not what the coordinator announced, BAD_INPUT when the job asks for
 * columns that the data lacks
 */
export async function openFeed(options: FeedOptions): Promise<Feed> {
  const { train, validation, test } = options.run.dataset ?? {};
  if (!train || !test) throw new LockstepError('BAD_DATA', 'the coordinator announces no data set');
  const infos = { train, test, ...(validation && { validation }) };
  const parts = { ...options, infos, cacheDir: join(options.cacheDir, 'splits') };
  return options.run.dataMode === 'stream' ? new StreamFeed(parts) : await ReplicateFeed.open(parts);
}
