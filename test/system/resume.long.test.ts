import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeDigits } from '../support/digits.ts';
import { readJson, run, temporaryFolder } from '../support/lockstep.ts';

const job = (units: number) => `
import { defineJob, mnist } from 'lockstep';
export default defineJob({
  name: 'small',
  data: mnist({ flatten: true }),
  model: (tf) => tf.sequential({ layers: [tf.layers.dense({ units: ${units}, inputShape: [784] }), tf.layers.dense({ units: 10, activation: 'softmax' })] }),
  optimizer: (tf) => tf.train.sgd(0.1),
  loss: 'categoricalCrossentropy',
  batchSize: 32,
  epochs: 1,
});
`;

test('a run goes on with the job that it began with, and says so where the file is another by now', async () => {
  const folder = temporaryFolder();
  const data = ['--data-dir', writeDigits(join(folder, 'data'), 64, 16)];
  const [file, runDir] = [join(folder, 'job.ts'), join(folder, 'run')];
  writeFileSync(file, job(4));
  const first = await run(['train', file, '--workers', '1', '--run-dir', runDir, ...data]);
  expect(first.code, first.stdout + first.stderr).toBe(0);
  writeFileSync(file, job(5));
  const second = await run(['train', '--resume', runDir, '--workers', '1', '--epochs', '2', ...data]);
  expect(second.code, second.stdout + second.stderr).toBe(0);
  expect(second.stdout).toMatch(
    /job\.ts is not what the run began with \(sha256 \w{8}, not \w{8}\): the run goes on with its own copy of the job, .*job\.cjs\. To train the changed job, start a new run/,
  );
  expect(readJson(runDir, 'history.json').epoch).toEqual([0, 1]);
});
