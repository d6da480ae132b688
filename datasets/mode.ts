import { bytesInMemory, type RunData } from './records.ts';

/** With `auto`, every worker fetches (and caches) the whole data set up to this size, in bytes. */
const REPLICATE_UP_TO = 512 * 1024 ** 2;

/** How workers get a data set: `auto` is resolved by its size. */
export function dataMode(
  { train, test }: RunData,
  requested: 'auto' | 'replicate' | 'stream',
): 'replicate' | 'stream' {
  if (requested !== 'auto') return requested;
  return bytesInMemory(train.info) + bytesInMemory(test.info) <= REPLICATE_UP_TO ? 'replicate' : 'stream';
}
