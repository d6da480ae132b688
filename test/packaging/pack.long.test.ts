import { execFileSync } from 'node:child_process';
import { readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { writeDigits } from '../support/digits.ts';
import { readJson, temporaryFolder } from '../support/lockstep.ts';
import { launch } from '../support/process.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

test('the package trains a user’s job in a folder of its own', async () => {
  const folder = temporaryFolder();
  execFileSync('npm', ['pack', '--pack-destination', folder], { cwd: ROOT, stdio: 'ignore' });
  const [archive] = readdirSync(folder);
  execFileSync('tar', ['-xzf', archive!], { cwd: folder });
  // Installing its dependencies anew would be another test.
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'package/node_modules'));
  const job = join(folder, 'job.ts');
  writeFileSync(
    job,
    `import { defineJob, mnist } from 'lockstep';
     export default defineJob({
       name: 'mine', data: mnist({ flatten: true }), batchSize: 16, epochs: 1, loss: 'categoricalCrossentropy',
       optimizer: (tf) => tf.train.sgd(0.1),
       model: (tf) => tf.sequential({ layers: [tf.layers.dense({ units: 10, activation: 'softmax', inputShape: [784] })] }),
     });`,
  );
  const data = writeDigits(join(folder, 'data'), 64, 16);
  const args = ['train', job, '--workers', '2', '--data-dir', data, '--run-dir', join(folder, 'run')];
  const { finished } = launch(args, { main: join(folder, 'package/dist/cli/main.js') });
  const { code, stdout, stderr } = await finished;
  expect(code, stdout + stderr).toBe(0);
  expect(readJson(folder, 'run/summary.json')).toMatchObject({ workers: 2, steps: 4 });
});
