import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeDigits } from '../support/digits.ts';
import { readEvents, readJson, run, start, temporaryFolder } from '../support/lockstep.ts';

const DATA = process.env.LOCKSTEP_DATA_DIR;

/** Loss of every step of the first epoch, as rank 0 reported it. */
function firstEpochLosses(runDir: string): number[] {
  const steps = readEvents(runDir).filter(
    ({ type, rank, epoch }) => type === 'step' && rank === 0 && epoch === 0,
  );
  return steps.sort((a, b) => a.step - b.step).map(({ logs }) => logs.loss);
}

function expectSameCurve(actual: readonly number[], expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  for (const [step, loss] of expected.entries()) {
    expect(Math.abs(actual[step]! - loss), `loss of step ${step}`).toBeLessThanOrEqual(1e-4 * Math.abs(loss));
  }
}

async function train(
  folder: string,
  data: string,
  workers: number,
  more: readonly string[] = [],
  job = 'mnist-mlp',
): Promise<string> {
  const runDir = join(folder, `run-${workers}${more.join('')}`);
  const args = ['train', job, '--workers', `${workers}`, '--data-dir', data, '--run-dir', runDir, ...more];
  const { code, stdout, stderr } = await run(args);
  expect(code, stdout + stderr).toBe(0);
  return runDir;
}

test('adding workers does not change the mathematics: 1, 2, 3 and 4 of them walk the same curve', async () => {
  const folder = temporaryFolder();
  const data = writeDigits(join(folder, 'data'), 1_000, 200);
  const runs: string[] = [];
  for (const workers of [1, 2, 3, 4])
    runs.push(await train(folder, data, workers, ['--epochs', '2', '--batch-size', '30']));
  const [one, ...others] = runs.map(firstEpochLosses);
  expect(one).toHaveLength(34);
  for (const other of others) expectSameCurve(other, one!);
  for (const [i, runDir] of runs.entries()) {
    const { workers, steps, weightsSha256 } = readJson(runDir, 'summary.json');
    expect([workers, steps]).toEqual([i + 1, 68]);
    // The run fails when ranks end with different weights; here is the hash they agreed on.
    expect(weightsSha256).toMatch(/^[0-9a-f]{64}$/);
  }
}, 180_000);

test('a run leaves its directory: config, history, events, checkpoints, model, summary', async () => {
  const folder = temporaryFolder();
  const data = writeDigits(join(folder, 'data'), 512, 100);
  const runDir = await train(folder, data, 2, [
    '--epochs',
    '2',
    '--transport',
    'grpc',
    '--data-mode',
    'stream',
  ]);
  const files = [
    'config.json',
    'events.jsonl',
    'history.csv',
    'history.json',
    'model',
    'checkpoints',
    'summary.json',
  ];
  expect(files.filter((file) => !existsSync(join(runDir, file)))).toEqual([]);
  const csv = readFileSync(join(runDir, 'history.csv'), 'utf8').trim().split('\n');
  expect(csv[0]).toBe('epoch,accuracy,loss,val_accuracy,val_loss');
  expect(csv).toHaveLength(3);
  const model = readJson(runDir, 'model/model.json');
  expect(model.format).toBe('layers-model');
  expect(readFileSync(join(runDir, 'model/weights.bin')).byteLength).toBe(
    4 * (784 * 512 + 512 + 512 * 10 + 10),
  );
  expect(readdirSync(join(runDir, 'checkpoints')).some((name) => name.endsWith('.part'))).toBe(false);
  expect(readJson(runDir, 'config.json')).toMatchObject({
    jobName: 'mnist-mlp',
    transport: 'grpc',
    dataMode: 'stream',
  });
  expect(readJson(runDir, 'summary.json')).toMatchObject({
    epochs: 2,
    steps: 8,
    recoveries: 0,
    repeatedSteps: 0,
  });
}, 120_000);

test('moving averages of batch normalization end equal on all ranks', async () => {
  const folder = temporaryFolder();
  const data = writeDigits(join(folder, 'data'), 600, 100);
  const job = join(folder, 'normalized.mjs');
  writeFileSync(
    job,
    `import { defineJob, mnist } from 'lockstep';
     export default defineJob({
       name: 'normalized', data: mnist({ flatten: true }), batchSize: 60, epochs: 1, loss: 'categoricalCrossentropy',
       optimizer: (tf) => tf.train.adam(0.001),
       model: (tf) => tf.sequential({ layers: [
         tf.layers.dense({ units: 16, inputShape: [784] }),
         tf.layers.batchNormalization({ momentum: 0.9 }),
         tf.layers.dense({ units: 10, activation: 'softmax' }),
       ] }),
     });`,
  );
  // The run fails where ranks end with different weights; moving averages are weights that no gradient moves.
  const runDir = await train(folder, data, 3, [], job);
  const { weightsManifest } = readJson(runDir, 'model/model.json');
  const bytes = new Uint8Array(readFileSync(join(runDir, 'model/weights.bin')));
  const values = new Float32Array(bytes.buffer);
  let offset = 0;
  const averages: Record<string, Float32Array> = {};
  for (const { name, shape } of weightsManifest[0].weights) {
    const length = shape.reduce((product: number, side: number) => product * side, 1);
    averages[name.split('/').at(-1)] = values.subarray(offset, offset + length);
    offset += length;
  }
  expect(averages.moving_mean!.every((value) => value !== 0)).toBe(true);
  expect(averages.moving_variance!.every((value) => value !== 1)).toBe(true);
}, 60_000);

test('Ctrl-C stops a run cleanly and leaves no process behind', async () => {
  const folder = temporaryFolder();
  const data = writeDigits(join(folder, 'data'), 2_000, 100);
  const args = ['train', 'mnist-mlp', '--workers', '2', '--epochs', '1000', '--data-dir', data];
  const { child, finished, prints } = start([...args, '--run-dir', join(folder, 'run')]);
  await prints(/^2\/2|16\/16/m);
  child.kill('SIGINT');
  const { code, stderr } = await finished;
  expect(code).toBe(130);
  expect(stderr).toMatch(/lockstep: stopped by SIGINT/);
  // `finished` waits for every holder of the pipes; the workers' ends are theirs, so look for their ids too.
  const pids = ['worker-0', 'worker-1'].map(
    (worker) =>
      JSON.parse(readFileSync(join(folder, 'run/logs', `${worker}.log`), 'utf8').split('\n')[0]!).pid,
  );
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
}, 60_000);

test('--reproducible: the same weights, to the last bit, for 1, 2, 3 and 4 workers', async () => {
  const folder = temporaryFolder();
  const data = writeDigits(join(folder, 'data'), 500, 1_100);
  const more = ['--epochs', '1', '--batch-size', '50', '--reproducible'];
  const results: unknown[] = [];
  for (const workers of [1, 2, 3, 4]) {
    const { weightsSha256, valLoss } = readJson(await train(folder, data, workers, more), 'summary.json');
    results.push({ weightsSha256, valLoss });
  }
  for (const result of results) expect(result).toEqual(results[0]);
}, 120_000);

describe.skipIf(!DATA)('real MNIST (needs LOCKSTEP_DATA_DIR)', () => {
  test('1, 2, 3 and 4 workers reach the accuracy of the lecture', async () => {
    const folder = temporaryFolder();
    for (const workers of [1, 2, 3, 4]) {
      const runDir = await train(folder, DATA!, workers, ['--epochs', '5']);
      expect(readJson(runDir, 'summary.json').valAccuracy).toBeGreaterThanOrEqual(0.978);
    }
  }, 900_000);

  // With relu the curves part where rounding first decides whether a unit is on (docs/fidelity.md).
  test('1, 2, 3 and 4 workers walk one curve through the whole first epoch where the model is smooth', async () => {
    const folder = temporaryFolder();
    const job = join(folder, 'mnist-tanh.ts');
    const relu = readFileSync(new URL('../../jobs/mnist-mlp.ts', import.meta.url), 'utf8');
    writeFileSync(job, relu.replace("activation: 'relu'", "activation: 'tanh'"));
    const runs: string[] = [];
    for (const workers of [1, 2, 3, 4])
      runs.push(await train(folder, DATA!, workers, ['--epochs', '1'], job));
    const [one, ...others] = runs.map(firstEpochLosses);
    expect(one).toHaveLength(469);
    for (const other of others) expectSameCurve(other, one!);
  }, 300_000);

  test('--reproducible: 1, 2, 3 and 4 workers walk one curve through the whole first epoch', async () => {
    const folder = temporaryFolder();
    const runs: string[] = [];
    for (const workers of [1, 2, 3, 4])
      runs.push(await train(folder, DATA!, workers, ['--epochs', '1', '--reproducible']));
    const [one, ...others] = runs.map((runDir) => firstEpochLosses(runDir));
    expect(one).toHaveLength(469);
    for (const other of others) expect(other).toEqual(one);
  }, 300_000);
});
