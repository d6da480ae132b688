import type { Dataset } from '../api/data.ts';
import { splitBytes } from './records.ts';

/** Up to this size, in bytes, every worker takes the whole set: it is fetched once and then cached. */
const REPLICATE_UP_TO = 512 * 1024 ** 2;

/** How workers get this data set, `auto` resolved by its size. */
export function dataMode(
  { train, test }: Dataset,
  requested: 'auto' | 'replicate' | 'stream',
): 'replicate' | 'stream' {
  if (requested !== 'auto') return requested;
  return splitBytes(train) + splitBytes(test) <= REPLICATE_UP_TO ? 'replicate' : 'stream';
}
