import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeDigits } from '../support/digits.ts';
import { readEvents, readJson, temporaryFolder } from '../support/lockstep.ts';
import { train } from './train-run.ts';

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

/** mnist-mlp where its function is smooth: with relu, curves part where rounding decides whether a unit is on (docs/fidelity.md). */
function smoothJob(folder: string): string {
  const job = join(folder, 'mnist-tanh.ts');
  const relu = readFileSync(new URL('../../jobs/mnist-mlp.ts', import.meta.url), 'utf8');
  writeFileSync(job, relu.replace("activation: 'relu'", "activation: 'tanh'"));
  return job;
}

test('adding workers does not change the mathematics: 1, 2, 3 and 4 of them walk the same curve', async () => {
  const folder = temporaryFolder();
  const data = writeDigits(join(folder, 'data'), 1_000, 200);
  const runs: string[] = [];
  for (const workers of [1, 2, 3, 4])
    runs.push(await train(folder, data, workers, ['--epochs', '2', '--batch-size', '30'], smoothJob(folder)));
  const [one, ...others] = runs.map(firstEpochLosses);
  expect(one).toHaveLength(34);
  for (const other of others) expectSameCurve(other, one!);
  for (const [i, runDir] of runs.entries()) {
    const { workers, steps, weightsSha256 } = readJson(runDir, 'summary.json');
    expect([workers, steps]).toEqual([i + 1, 68]);
    // The run fails when ranks end with different weights; here is the hash they agreed on.
    expect(weightsSha256).toMatch(/^[0-9a-f]{64}$/);
  }
});

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
});

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
});

describe.skipIf(!DATA)('real MNIST (needs LOCKSTEP_DATA_DIR)', () => {
  test('1, 2, 3 and 4 workers reach the accuracy of this model', async () => {
    const folder = temporaryFolder();
    for (const workers of [1, 2, 3, 4]) {
      const runDir = await train(folder, DATA!, workers, ['--epochs', '5']);
      // Seeds decide between 0.977 and 0.982 (docs/models.md), and so does rounding, which is each machine's own.
      expect(readJson(runDir, 'summary.json').valAccuracy).toBeGreaterThanOrEqual(0.973);
    }
  });

  test('1, 2, 3 and 4 workers walk one curve through the whole first epoch where the model is smooth', async () => {
    const folder = temporaryFolder();
    const runs: string[] = [];
    for (const workers of [1, 2, 3, 4])
      runs.push(await train(folder, DATA!, workers, ['--epochs', '1'], smoothJob(folder)));
    const [one, ...others] = runs.map(firstEpochLosses);
    expect(one).toHaveLength(469);
    for (const other of others) expectSameCurve(other, one!);
  });

  test('--reproducible: 1, 2, 3 and 4 workers walk one curve through the whole first epoch', async () => {
    const folder = temporaryFolder();
    const runs: string[] = [];
    for (const workers of [1, 2, 3, 4])
      runs.push(await train(folder, DATA!, workers, ['--epochs', '1', '--reproducible']));
    const [one, ...others] = runs.map((runDir) => firstEpochLosses(runDir));
    expect(one).toHaveLength(469);
    for (const other of others) expect(other).toEqual(one);
  });
});
