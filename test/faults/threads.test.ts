import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runtime } from '../support/engines.ts';
import { DIST, launch } from '../support/process.ts';

test.skipIf(!runtime)(
  'ops of ours give the same bits with one thread, two and three (needs the TensorFlow runtime: lockstep setup)',
  async () => {
    const main = join(DIST, 'test/faults/bits-of-threads.js');
    const runs = ['1', '2', '3'].map(async (threads) => {
      const env = { TF_NUM_INTRAOP_THREADS: threads, TF_CPP_MIN_LOG_LEVEL: '3' };
      const { code, stdout } = await launch([], { env, main }).finished;
      expect(code).toBe(0);
      return stdout.trim().split('\n');
    });
    const [one, two, three] = await Promise.all(runs);
    expect(one).toEqual([
      expect.stringMatching(/^convolutions apart: [0-9a-f]{64}$/),
      expect.stringMatching(/^convolutions with neighbours: [0-9a-f]{64}$/),
      expect.stringMatching(/^a first layer of 512: [0-9a-f]{64}$/),
      expect.stringMatching(/^a first layer of 64: [0-9a-f]{64}$/),
    ]);
    expect(two).toEqual(one);
    expect(three).toEqual(one);
  },
);
