/** The zeros of a gradient do not travel over the network, and the weights are the same. */

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { writeDigits } from '../support/digits.ts';
import { runtime } from '../support/engines.ts';
import { readJson, run, temporaryFolder } from '../support/lockstep.ts';

const JOB = fileURLToPath(new URL('../faults/pixel-words.ts', import.meta.url));
const SHAPE = ['--epochs', '1', '--batch-size', '40', '--seed', '7', '--threads', '1'];

/** Hash of the weights of a run, whose last batch is smaller than the others. */
async function weightsOf(workers: number, ...flags: string[]): Promise<string> {
  const folder = temporaryFolder();
  const where = ['--data-dir', writeDigits(join(folder, 'data'), 410, 40), '--run-dir', join(folder, 'run')];
  const args = ['train', JOB, '--workers', `${workers}`, ...SHAPE, ...where, ...flags];
  const { code, stdout, stderr } = await run(args);
  expect(code, stdout + stderr).toBe(0);
  return readJson(folder, 'run', 'summary.json').weightsSha256;
}

describe.skipIf(!runtime)('an embedding (needs the TensorFlow runtime: lockstep setup)', () => {
  test('of two workers has the bits that it has where whole gradients go through shared memory', async () => {
    const whole = await weightsOf(2, '--transport', 'auto');
    expect(await weightsOf(2, '--transport', 'tcp')).toBe(whole);
    expect(await weightsOf(2, '--transport', 'grpc')).toBe(whole);
  }, 600_000);

  test('of three workers, reproducibly, has those of one', async () => {
    const alone = await weightsOf(1, '--reproducible');
    expect(await weightsOf(3, '--reproducible', '--transport', 'tcp')).toBe(alone);
  }, 600_000);
});
