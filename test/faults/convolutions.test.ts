/** Shapes with which TensorFlow 2.21 wrote past a buffer (SIGSEGV of a small ResNet), in a process that checks its heap. */
import { describe, expect, test } from 'vitest';
import { sweep } from '../support/checked-heap.ts';
import { runtime } from '../support/engines.ts';

describe.skipIf(!runtime)('heap (needs the TensorFlow runtime: lockstep setup)', () => {
  test.each(['plain', 'depthwise', 'product'])('%s: known shapes leave it whole', async (kind) => {
    expect(await sweep(kind, 'known')).toEqual({ code: 0, last: expect.stringMatching(/^done: 13 shapes$/) });
  });
});
