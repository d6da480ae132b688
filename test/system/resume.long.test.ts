import { readFileSync, writeFileSync } from 'node:fs';
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
  const { durationSeconds: before } = readJson(runDir, 'summary.json');
  writeFileSync(file, job(5));
  // As if a day lay between.
  const DAY_MS = 86_400_000;
  const events = readFileSync(join(runDir, 'events.jsonl'), 'utf8');
  const moved = events.replace(/"(time|start)":(\d{13}[.\d]*)/g, (_, key, at) => `"${key}":${at - DAY_MS}`);
  expect(moved).not.toBe(events);
  writeFileSync(join(runDir, 'events.jsonl'), moved);
  const second = await run(['train', '--resume', runDir, '--workers', '1', '--epochs', '2', ...data]);
  expect(second.code, second.stdout + second.stderr).toBe(0);
  expect(second.stdout).toMatch(
    /job\.ts is not what the run began with \(sha256 \w{8}, not \w{8}\): the run goes on with its own copy of the job, .*job\.cjs\. To train the changed job, start a new run/,
  );
  expect(readJson(runDir, 'history.json').epoch).toEqual([0, 1]);
  const { durationSeconds } = readJson(runDir, 'summary.json');
  expect(durationSeconds).toBeGreaterThan(before);
  expect(durationSeconds).toBeLessThan(DAY_MS / 1000 / 2);
});

/** Every callback, an optimizer with slots, draws and a schedule; the test data are of another function, so that val_loss soon rises. */
const watched = `
import { callbacks, defineJob, schedules, sfc32 } from 'lockstep';
const random = sfc32(3, 3);
const numbers = (count, more = 0) => Float32Array.from({ length: count }, () => random() + more);
const column = (name, shape, values) => ({ name, type: 'float32', shape, values });
const split = (length, more) => ({ length, columns: [column('x', [4], numbers(4 * length)), column('y', [1], numbers(length, more))] });
const [train, test] = [split(24, 0), split(8, 0.3)];
const feature = (name, shape) => ({ name, column: name, shape, encoding: { kind: 'scale', scale: 1 } });
export default defineJob({
  name: 'watched',
  data: { name: 'd', inputs: [feature('x', [4])], targets: [feature('y', [1])],
    loader: { kind: 'custom', load: async () => ({ name: 'd', provenance: 'd', substitute: false, train, test }) } },
  model: (tf) => tf.sequential({ layers: [
    tf.layers.dense({ units: 8, activation: 'tanh', inputShape: [4] }), tf.layers.dropout({ rate: 0.3 }),
    tf.layers.batchNormalization(), tf.layers.dense({ units: 1 })] }),
  optimizer: (tf) => tf.train.adam(0.02),
  schedule: schedules.cosineDecay({ floor: 0.5 }),
  clip: { norm: 0.5 },
  accumulate: 2,
  loss: 'meanSquaredError', metrics: ['mae'], batchSize: 6, epochs: 9,
  callbacks: [
    callbacks.reduceOnPlateau({ patience: 1, factor: 0.5 }),
    callbacks.modelCheckpoint(),
    callbacks.modelCheckpoint({ monitor: 'val_mae', file: 'nearest' }),
    callbacks.earlyStopping({ patience: 4, restoreBest: true }),
    callbacks.csvLogger(),
    { name: 'counter', initial: 0, onStep: (count) => ({ state: count + 1 }) },
  ],
});
`;

test.each([1, 3])(
  'a run of %i workers that is taken up goes on as if it had never stopped, with all that callbacks know',
  async (workers) => {
    const folder = temporaryFolder();
    const file = join(folder, 'job.ts');
    writeFileSync(file, watched);
    const [whole, parts] = [join(folder, 'whole'), join(folder, 'parts')];
    const lockstep = async (...args: string[]) => {
      const { code, stdout, stderr } = await run([
        'train',
        ...args,
        '--workers',
        `${workers}`,
        '--reproducible',
      ]);
      expect(code, stdout + stderr).toBe(0);
    };
    await lockstep(file, '--run-dir', whole);
    await lockstep(file, '--run-dir', parts, '--epochs', '2', '--schedule-epochs', '9');
    await lockstep('--resume', parts, '--epochs', '4');
    await lockstep('--resume', parts, '--epochs', '9');
    const [one, other] = [readJson(whole, 'history.json'), readJson(parts, 'history.json')];
    // Stopped early, with a smaller rate than it began with.
    expect(one.epoch.length).toBeLessThan(9);
    expect(other).toEqual(one);
    for (const name of [
      'log.csv',
      'checkpoints/best.safetensors',
      'checkpoints/nearest.safetensors',
      'model/weights.bin',
    ]) {
      expect(readFileSync(join(parts, name)).equals(readFileSync(join(whole, name))), name).toBe(true);
    }
  },
);
