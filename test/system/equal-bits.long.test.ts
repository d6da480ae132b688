/** One seed gives the same weights, to the last bit, in every run with so many workers: no thread's pace shows. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeDigits } from '../support/digits.ts';
import { runtime } from '../support/engines.ts';
import { readJson, run, temporaryFolder } from '../support/lockstep.ts';
import { SOAK } from '../support/soak.ts';

const ALL = [
  ...['mnist-mlp', 'mnist-cnn', 'mnist-functional', 'mnist-mlp-mse', 'mnist-mlp-regularized'],
  ...['mnist-autoencoder', 'mnist-vae', 'mnist-gan', 'custom-layer', 'multi-output'],
];
/** Ten runs of ten jobs with LOCKSTEP_SOAK=1. */
const [JOBS, RUNS] = SOAK ? [ALL, 10] : [['mnist-cnn'], 2];
const SHAPE = ['--epochs', '2', '--batch-size', '16', '--seed', '7', '--threads', '1'];

async function weightsOf(job: string, workers: number, data: string): Promise<string> {
  const runDir = join(temporaryFolder(), 'run');
  const where = ['--data-dir', data, '--run-dir', runDir];
  const { code, stdout, stderr } = await run(['train', job, '--workers', `${workers}`, ...SHAPE, ...where]);
  expect(code, stdout + stderr).toBe(0);
  return readJson(runDir, 'summary.json').weightsSha256;
}

describe.skipIf(!runtime).each(JOBS)('%s (needs the TensorFlow runtime: lockstep setup)', (job) => {
  test.each([1, 2])('%d workers', { timeout: 900_000 * RUNS }, async (workers) => {
    const data = writeDigits(join(temporaryFolder(), 'data'), 256, 32);
    const weights: string[] = [];
    for (let i = 0; i < RUNS; i++) weights.push(await weightsOf(job, workers, data));
    expect(new Set(weights).size, weights.join(' ')).toBe(1);
    console.log(`${job}, ${workers} workers: ${RUNS} of ${RUNS} ${weights[0]!.slice(0, 12)}`);
  });
});
