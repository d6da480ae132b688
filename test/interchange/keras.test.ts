/** Models that Lockstep made, read by the real Keras and by tfjs alone. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { bundleJob } from '../../api/bundle.ts';
import type { Batch, Feature } from '../../api/data.ts';
import type { TF } from '../../api/job.ts';
import { loadJob } from '../../api/load.ts';
import { cacheDir } from '../../cli/flags.ts';
import { LocalEngine } from '../../worker/engine/local/local-engine.ts';
import { run, temporaryFolder } from '../support/lockstep.ts';

const pythons = [join(cacheDir(), 'bench/bin/python'), 'python3'];
const python = pythons.find((path) => spawnSync(path, ['-c', 'import keras']).status === 0);
const script = fileURLToPath(new URL('keras_predict.py', import.meta.url));
const SAMPLES = 3;

/** A run's `model/` as it is after no step at all, the inputs, and what the engine says of them. */
async function modelOf(jobName: string) {
  const { source } = await bundleJob(jobName);
  const { data } = loadJob(source);
  const engine = await LocalEngine.create({ jobSource: source, seed: 5, backend: 'cpu' });
  const folder = temporaryFolder();
  const { json, weights } = await engine.exportModel();
  mkdirSync(join(folder, 'model'));
  writeFileSync(join(folder, 'model/model.json'), json);
  writeFileSync(join(folder, 'model/weights.bin'), weights);
  const batch: Batch = {
    size: SAMPLES,
    inputs: data.inputs.map(arbitrary),
    targets: data.targets.map(arbitrary),
  };
  const outputs = await engine.predict(batch);
  await engine.close();
  return { folder, features: data.inputs, inputs: batch.inputs, outputs };
}

function arbitrary({ shape, encoding }: Feature): Float32Array | Int32Array {
  const length = SAMPLES * shape.reduce((product, side) => product * side, 1);
  if (encoding.kind === 'ids') return Int32Array.from({ length }, (_, i) => (i * 7919) % 500);
  return Float32Array.from({ length }, (_, i) => Math.abs(Math.sin(i * 12.9898)));
}

function furthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}

const JOBS = [
  'mnist-mlp',
  'mnist-mlp-regularized',
  'mnist-cnn',
  'imdb-lstm',
  'mnist-functional',
  'shared-layers',
  'multi-input',
  'multi-output',
  'mnist-autoencoder',
];

describe.skipIf(!python)('lockstep export (needs Python with Keras)', () => {
  test.each(JOBS)(
    '%s: Keras gives the same outputs',
    async (job) => {
      const { folder, features, inputs, outputs } = await modelOf(job);
      const file = join(folder, 'model.h5');
      const exported = await run(['export', folder, file]);
      expect(exported.code, exported.stderr).toBe(0);
      const asked = inputs.map((values, i) => ({
        values: [...values],
        shape: [SAMPLES, ...features[i]!.shape],
        type: features[i]!.encoding.kind === 'ids' ? 'int32' : 'float32',
      }));
      const options = { input: JSON.stringify(asked), encoding: 'utf8', maxBuffer: 1e8 } as const;
      const { stdout, stderr, status } = spawnSync(python!, [script, file], options);
      expect(status, stderr).toBe(0);
      const answers = JSON.parse(stdout.trim().split('\n').at(-1)!) as number[][];
      expect(answers).toHaveLength(outputs.length);
      for (const [i, answer] of answers.entries()) expect(furthest(answer, outputs[i]!)).toBeLessThan(1e-5);
    },
    60_000,
  );
});

test('export refuses what is not a run, and other endings than .h5', async () => {
  const nothing = await run(['export', temporaryFolder(), 'model.h5']);
  expect(nothing.code).not.toBe(0);
  expect(nothing.stderr).toMatch(/holds no model of a run/);
  const ending = await run(['export', temporaryFolder(), 'model.pb']);
  expect(ending.stderr).toMatch(/does not end in \.h5/);
});

test.each(['mnist-cnn', 'imdb-lstm'])('%s: tf.loadLayersModel reads the model folder', async (job) => {
  const { folder, features, inputs, outputs } = await modelOf(job);
  const tf = createRequire(import.meta.url)('@tensorflow/tfjs') as TF;
  const { readFileSync } = await import('node:fs');
  const saved = JSON.parse(readFileSync(join(folder, 'model/model.json'), 'utf8'));
  const weightData = new Uint8Array(readFileSync(join(folder, 'model/weights.bin'))).buffer;
  const weightSpecs = saved.weightsManifest[0].weights;
  const model = await tf.loadLayersModel(tf.io.fromMemory({ ...saved, weightSpecs, weightData }));
  const kind = features[0]!.encoding.kind === 'ids' ? 'int32' : 'float32';
  const output = model.predict(tf.tensor(inputs[0]!, [SAMPLES, ...features[0]!.shape], kind));
  expect(furthest((output as { dataSync(): Float32Array }).dataSync(), outputs[0]!)).toBeLessThan(1e-6);
});
