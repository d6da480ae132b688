/** A sweep over shapes for further places where TensorFlow writes past a buffer. */
import { describe, expect, test } from 'vitest';
import { sweep } from '../support/checked-heap.ts';
import { runtime } from '../support/engines.ts';

describe.skipIf(!runtime)('heap (needs the TensorFlow runtime: lockstep setup)', () => {
  test.each(['plain', 'depthwise', 'transposed', 'volume', 'pool', 'product'])(
    '%s: no shape breaks it',
    { timeout: 900_000 },
    async (kind) => {
      expect(await sweep(kind, 'all')).toEqual({
        code: 0,
        last: expect.stringMatching(/^done: \d{3,} shapes$/),
      });
    },
  );
});
