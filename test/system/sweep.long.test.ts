/** `lockstep sweep` with real processes: killed in the middle, it goes on and comes to what it would have come to. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readEvents, readJson, run, start, temporaryFolder } from '../support/lockstep.ts';
import { digits } from '../support/runs.ts';

const JOB = `import { defineJob, mnist, schedules, settings } from 'lockstep';
const { rate, units } = settings({ rate: 0.1, units: 8 });
export default defineJob({
  name: 'tuned',
  data: mnist({ flatten: true }),
  model: (tf) =>
    tf.sequential({
      layers: [
        tf.layers.dense({ units, activation: 'relu', inputShape: [784] }),
        tf.layers.dense({ units: 10, activation: 'softmax' }),
      ],
    }),
  optimizer: (tf) => tf.train.sgd(rate),
  schedule: schedules.polynomialDecay(),
  loss: 'categoricalCrossentropy',
  batchSize: 100,
  epochs: 2,
});`;

test('a sweep that is killed goes on, and its best trial is the same', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'job.ts'), JOB);
  const sweep = [
    'sweep',
    join(folder, 'job.ts'),
    '--set',
    'rate=1e-3..1',
    '--set',
    'units=4,8',
    '--trials',
    '4',
  ];
  const flags = [...sweep, '--halving', '2', '--parallel', '2', '--data-dir', await digits()];
  const whole = join(folder, 'whole');
  const undisturbed = await run([...flags, '--out', whole]);
  expect(undisturbed.code, undisturbed.stdout + undisturbed.stderr).toBe(0);

  const killed = join(folder, 'killed');
  const { child, finished, prints } = start([...flags, '--out', killed]);
  await prints(/^trial \d/m);
  child.kill('SIGKILL');
  await finished;
  const resumed = await run(['sweep', '--resume', killed, '--parallel', '2']);
  expect(resumed.code, resumed.stdout + resumed.stderr).toBe(0);
  const table = (path: string) => readFileSync(join(path, 'trials.csv'), 'utf8');
  expect(table(killed)).toBe(table(whole));

  const [names, ...rows] = table(whole).trim().split('\n');
  expect(names).toBe('trial,rate,units,epochs,val_loss');
  expect(rows.map((row) => row.split(',')[3])).toEqual(['2', '2', '1', '1']);
  const losses = rows.slice(0, 2).map((row) => Number(row.split(',')[4]));
  expect(losses).toEqual(losses.toSorted((a, b) => a - b));
  const [best] = rows[0]!.split(',');
  const runDir = join(killed, `trial-00${best}`);
  expect(resumed.stdout).toContain(`its model is in ${join(runDir, 'model')}`);
  expect(readdirSync(join(runDir, 'model'))).toContain('weights.bin');
  expect(readJson(runDir, 'history.json').history.val_loss.at(-1)).toBeCloseTo(losses[0]!, 4);
  // The schedule is that of all epochs from the start, so half of the rate is left where trials are compared.
  const [rate] = rows[0]!.split(',').slice(1);
  const rates: number[] = readJson(runDir, 'history.json').history.learning_rate;
  expect(rates[0]! / Number(rate)).toBeGreaterThan(0.5);
  expect(rates[1]! / Number(rate)).toBeLessThan(0.1);
  // Each trial was trained by its own process; one that went on did so in its own run.
  expect(readEvents(runDir).some(({ type, term }) => type === 'run_started' && term > 1)).toBe(true);
  expect(readFileSync(join(killed, 'sweep.svg'), 'utf8')).toContain('val_loss by rate');
});
