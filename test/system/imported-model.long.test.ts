/** A model from Keras in a run of processes: its weights travel as bytes, and stay with the run. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keras, pip } from '../support/keras.ts';
import { readJson, run, runWithInput, temporaryFolder } from '../support/lockstep.ts';

const JOB = `import { defineJob } from 'lockstep';
import model from './model.keras';
const feature = (name) => ({ name, column: name, shape: [1], encoding: { kind: 'scale', scale: 1 } });
const split = (length) => ({ length, columns: ['x', 'y'].map((name) =>
  ({ name, type: 'float32', shape: [1], values: Float32Array.from({ length }, (_, i) => i / length) })) });
export default defineJob({
  name: 'imported',
  data: { name: 'line', inputs: [feature('x')], targets: [feature('y')], loader: { kind: 'custom',
    load: async () => ({ name: 'line', provenance: 'made here', substitute: false, train: split(16), test: split(4) }) } },
  model: async (tf) => { const made = await model(tf); made.getLayer('last').trainable = false; return made; },
  optimizer: (tf) => tf.train.sgd(0.1), loss: 'meanSquaredError', batchSize: 8, epochs: 1,
});`;

/** The frozen layer's kernel is one large number that only the file can have brought. */
const PROGRAM = `import keras, numpy as np, sys
model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False), keras.layers.Dense(1, use_bias=False, name="last")])
model.set_weights([np.array([[0.0]], "float32"), np.array([[1234.5]], "float32")])
model.save(sys.argv[1])`;

test.skipIf(!pip)('a model from Keras trains on two workers, and its run predicts (needs pip)', async () => {
  const folder = temporaryFolder();
  await keras('-c', [PROGRAM, join(folder, 'model.keras')]);
  writeFileSync(join(folder, 'job.mjs'), JOB);
  const runDir = join(folder, 'run');
  const trained = await run([...['train', join(folder, 'job.mjs'), '--workers', '2', '--run-dir', runDir]]);
  expect(trained.code, trained.stdout + trained.stderr).toBe(0);
  const { jobBlobs } = readJson(runDir, 'config.json');
  expect(readdirSync(join(runDir, 'blobs'))).toEqual(jobBlobs);
  const predicted = () => runWithInput(['predict', runDir, '--json', '--input', '-'], '[[1]]');
  const { stdout } = predicted();
  // Trained at such a slope, the first kernel is far from where it began.
  expect(Math.abs(JSON.parse(stdout)[0][0])).toBeGreaterThan(1e3);
  writeFileSync(join(runDir, 'blobs', jobBlobs[0]), 'other weights');
  expect(predicted().stderr).toMatch(/is damaged: its sha256 is not its name.*Copy the run directory again/s);
});
