/** A sweep over shapes for further places where TensorFlow writes past a buffer: every 24th of them, all with LOCKSTEP_SOAK=1. */
import { describe, expect, test } from 'vitest';
import { sweep } from '../support/checked-heap.ts';
import { runtime } from '../support/engines.ts';
import { SOAK } from '../support/soak.ts';

describe.skipIf(!runtime)('heap (needs the TensorFlow runtime: lockstep setup)', () => {
  test.each(['plain', 'depthwise', 'transposed', 'volume', 'pool', 'product'])(
    '%s: no shape breaks it',
    async (kind) => {
      expect(await sweep(kind, SOAK ? 'all' : 'some')).toEqual({
        code: 0,
        last: expect.stringMatching(/^done: [1-9]\d+ shapes$/),
      });
    },
  );
});
