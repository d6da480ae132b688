import { expect, test } from 'vitest';
import type { Job } from '../../api/job.ts';
import { runOptions } from './options.ts';

const JOB = { batchSize: 8, epochs: 2, seed: 1 } as Job;

test("the command line's values stand over the job's", () => {
  expect(runOptions({ startWorkers: 2, epochs: 5, batchSize: undefined }, JOB)).toMatchObject({
    ...{ startWorkers: 2, epochs: 5, batchSize: 8, seed: 1, minWorkers: 1 },
  });
});

test.each<[asked: object, message: RegExp]>([
  [
    { startWorkers: 9 },
    /^--batch-size 8 is smaller than --workers 9: some workers would have no sample\. Raise --batch-size/,
  ],
  [{ startWorkers: 1, minWorkers: 3 }, /^--min-workers 3 is more than --workers 1\. Raise --workers/],
  [{ startWorkers: 4, maxWorkers: 2 }, /^--max-workers 2 is less than --workers 4\. Raise --max-workers/],
  [
    { startWorkers: 1, heartbeatMs: 500, heartbeatTimeoutMs: 400 },
    /^--heartbeat-timeout 400 is not longer than --heartbeat 500/,
  ],
  [
    { startWorkers: 1, reproducible: true, wire: 'bf16' },
    /^--reproducible needs exact sums, but --wire bf16 rounds/,
  ],
  [{ startWorkers: 1, keepCheckpoints: 0 }, /^--keep-checkpoints: .*>=1/],
])('%j is refused', (asked, message) => {
  const parsing = () => runOptions({ startWorkers: 1, ...asked }, JOB);
  expect(parsing).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
  expect(parsing).toThrow(expect.toSatisfy((error) => message.test(error.describe())));
});
