import type { Dataset } from '../api/data.ts';
import { splitBytes } from './records.ts';

/** With `auto`, every worker fetches (and caches) the whole data set up to this size, in bytes. */
const REPLICATE_UP_TO = 512 * 1024 ** 2;

/** How workers get a data set: `auto` is resolved by its size. */
export function dataMode(
  { train, test }: Dataset,
  requested: 'auto' | 'replicate' | 'stream',
): 'replicate' | 'stream' {
  if (requested !== 'auto') return requested;
  return splitBytes(train) + splitBytes(test) <= REPLICATE_UP_TO ? 'replicate' : 'stream';
}
