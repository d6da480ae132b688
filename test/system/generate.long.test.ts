/** A model of letters, trained by processes, writes on. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run, runWithInput, temporaryFolder } from '../support/lockstep.ts';

/** Of "abcabc...": the letter that comes next follows from the last one. */
const JOB = `import { defineJob } from 'lockstep';
const letters = { name: 'letters', column: 'letters', shape: [4], encoding: { kind: 'ids' } };
const next = { name: 'next', column: 'next', shape: [], encoding: { kind: 'ids' } };
const split = (length) => ({ length, columns: [
  { name: 'letters', type: 'uint8', shape: [4], values: Uint8Array.from({ length: 4 * length }, (_, i) => (Math.floor(i / 4) + i % 4) % 3) },
  { name: 'next', type: 'uint8', shape: [], values: Uint8Array.from({ length }, (_, i) => (i + 4) % 3) } ] });
export default defineJob({
  name: 'letters',
  data: { name: 'letters', inputs: [letters], targets: [next], loader: { kind: 'custom', load: async () => ({
    name: 'letters', provenance: 'made here', substitute: false, classes: ['a', 'b', 'c'], train: split(96), test: split(6) }) } },
  model: (tf) => tf.sequential({ layers: [
    tf.layers.embedding({ inputDim: 3, outputDim: 3, inputLength: 4 }), tf.layers.flatten(),
    tf.layers.dense({ units: 3, activation: 'softmax' }) ] }),
  optimizer: (tf) => tf.train.adam(0.05), loss: 'sparseCategoricalCrossentropy', batchSize: 16, epochs: 8,
});`;

test('lockstep generate writes what the model has learned, and refuses other letters', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'job.mjs'), JOB);
  const runDir = join(folder, 'run');
  const trained = await run(['train', join(folder, 'job.mjs'), '--workers', '1', '--run-dir', runDir]);
  expect(trained.code, trained.stdout + trained.stderr).toBe(0);
  const generate = (prompt: string) =>
    runWithInput(['generate', runDir, '--prompt', prompt, '--length', '7', '--temperature', '0']);
  expect(generate('abca').stdout).toBe('abcabcabcab\n');
  const { status, stderr } = generate('abxy');
  expect(status).not.toBe(0);
  expect(stderr).toMatch(/the model has no token "x".*Say it with others/s);
});
