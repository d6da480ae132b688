import { bytesInMemory, type RunData } from './records.ts';

/** With `auto`, every worker fetches (and caches) the whole data set up to this size, in bytes. */
const REPLICATE_UP_TO = 512 * 1024 ** 2;

/** How workers get a data set: `auto` is resolved by its size. */
export function dataMode(
  { train, validation, test }: RunData,
  requested: 'auto' | 'replicate' | 'stream',
): 'replicate' | 'stream' {
  if (requested !== 'auto') return requested;
  const bytes = [train, validation, test].reduce(
    (sum, split) => sum + (split ? bytesInMemory(split.info) : 0),
    0,
  );
  return bytes <= REPLICATE_UP_TO ? 'replicate' : 'stream';
}
