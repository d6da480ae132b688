import { join } from 'node:path';
import { DIST, launch } from './process.ts';

/**
 * Runs `test/faults/convolutions.ts` where glibc checks the heap at every allocation; where its library for that is
 * not installed, only what crashes by itself is seen.
 * @returns the exit code (null after a signal), and the last line: the shape that broke the heap, or `done`
 */
export async function sweep(
  kind: string,
  shapes: 'known' | 'some' | 'all',
): Promise<{ code: number | null; last: string }> {
  const env = {
    LD_PRELOAD: 'libc_malloc_debug.so.0',
    GLIBC_TUNABLES: 'glibc.malloc.check=3',
    TF_NUM_INTRAOP_THREADS: '2',
    TF_CPP_MIN_LOG_LEVEL: '3',
  };
  const main = join(DIST, 'test/faults/convolutions.js');
  const { code, stdout } = await launch([kind, shapes], { env, main }).finished;
  return { code, last: stdout.trim().split('\n').at(-1)! };
}
