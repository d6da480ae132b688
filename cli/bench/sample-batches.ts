import { join } from 'node:path';
import type { Batch } from '../../api/data.ts';
import type { Job } from '../../api/job.ts';
import { type Ranges, rangeOf } from '../../api/ranges.ts';
import { makeEncoder } from '../../datasets/encode.ts';
import { rangesOf } from '../../datasets/features.ts';
import { loadDataset } from '../../datasets/load.ts';
import { epochOrder, positionsOf, type Share } from '../../datasets/sampling.ts';
import { cacheDir } from '../flags.ts';

/** Batches, and the ranges of all the data that they are of. */
export interface Samples {
  readonly batches: readonly Batch[];
  readonly ranges: Ranges;
}

/** What a rank has of the first global batches of the job's own data, or its stand-in, each of `size` samples. */
export async function sampleBatches(
  { data, seed }: Pick<Job, 'data' | 'seed'>,
  size: number,
  share: Share,
  count: number,
  signal: AbortSignal,
): Promise<Samples> {
  const { train } = await loadDataset(data, {
    dataDir: process.env.LOCKSTEP_DATA_DIR,
    cacheDir: join(cacheDir(), 'datasets'),
    allowDownload: false,
    signal,
  });
  const order = epochOrder(seed, 0, train.length);
  const batches = Array.from({ length: count }, (_, index) => {
    const { start, end } = positionsOf(index, size, train.length, share);
    const records = Uint32Array.from({ length: end - start }, (_, i) => order.at(start + i));
    // An encoder uses the memory of its batches again.
    return makeEncoder(data, train.columns, records.length)(train, records).batch;
  });
  const columns = train.columns.map(({ name, values }) => ({ name, ...rangeOf(values) }));
  return { batches, ranges: rangesOf(data, columns) };
}
