/** Models that Lockstep made, read by the real Keras, and the other way round. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleJob } from '../../api/bundle.ts';
import { LocalEngine } from '../../engine/local/local-engine.ts';
import { keras, pip } from '../support/keras.ts';
import { run, temporaryFolder } from '../support/lockstep.ts';
import { furthest, modelOf, SAMPLES } from './model-folder.ts';

const script = fileURLToPath(new URL('keras_predict.py', import.meta.url));
const maker = fileURLToPath(new URL('make_models.py', import.meta.url));

const FIXTURES = ['normalized', 'recurrent'].map((name) =>
  fileURLToPath(new URL(`jobs/${name}.ts`, import.meta.url)),
);

const JOBS = [
  ...FIXTURES,
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

describe.skipIf(!pip)('lockstep export (needs pip)', () => {
  test.each(JOBS)('%s: Keras gives the same outputs', async (job) => {
    const { folder, features, inputs, outputs } = await modelOf(job);
    const files = ['keras', 'h5'].map((ending) => join(folder, `model.${ending}`));
    for (const file of files) {
      const exported = await run(['export', folder, file]);
      expect(exported.code, exported.stderr).toBe(0);
    }
    const asked = inputs.map((values, i) => ({
      values: [...values],
      shape: [SAMPLES, ...features[i]!.shape],
      type: features[i]!.encoding.kind === 'ids' ? 'int32' : 'float32',
    }));
    const answers = JSON.parse(await keras(script, files, { input: JSON.stringify(asked) })) as number[][][];
    for (const answer of answers) {
      expect(answer).toHaveLength(outputs.length);
      for (const [i, output] of answer.entries()) expect(furthest(output, outputs[i]!)).toBeLessThan(1e-5);
    }
  });
});

describe.skipIf(!pip)('import of what Keras has saved (needs pip)', () => {
  const INPUTS = {
    cnn: [['image', [28, 28, 1]]],
    recurrent: [['tokens', [12]]],
    masked: [['tokens', [12]]],
    siamese: [
      ['a', [8]],
      ['b', [8]],
    ],
  } as const;
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-test-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  let answers: Record<string, { inputs: number[][]; output: number[] }>;
  beforeAll(async () => {
    answers = JSON.parse(await keras(maker, [folder]));
  });

  test.each(
    (['cnn', 'recurrent', 'masked', 'siamese'] as const).flatMap((name) =>
      ['keras', 'h5'].map((ending) => [name, ending] as const),
    ),
  )('%s.%s: a job that imports it gives the same outputs', async (name, ending) => {
    const encoding =
      name === 'recurrent' || name === 'masked' ? { kind: 'ids' } : { kind: 'scale', scale: 1 };
    const inputs = INPUTS[name].map(([feature, shape]) => ({
      name: feature,
      column: feature,
      shape,
      encoding,
    }));
    const { inputs: given, output } = answers[name]!;
    const shape = [output.length / SAMPLES];
    const target = { name: 'target', column: 'target', shape, encoding: { kind: 'scale', scale: 1 } };
    const file = join(folder, `job-${name}-${ending}.mjs`);
    const data = { name: 'none', inputs, targets: [target] };
    writeFileSync(
      file,
      `import { defineJob } from 'lockstep';
       import model from './${name}.${ending}';
       export default defineJob({ name: 'imported', data: { ...${JSON.stringify(data)}, loader: { kind: 'custom', load() {} } }, model,
         optimizer: (tf) => tf.train.sgd(0.1), loss: 'meanSquaredError', batchSize: 3, epochs: 1 });`,
    );
    const { source, blobs } = await bundleJob(file);
    const engine = await LocalEngine.create({ jobSource: source, blobs, seed: 5, backend: 'cpu' });
    const arrays = given.map((values) => (encoding.kind === 'ids' ? Int32Array : Float32Array).from(values));
    const targets = [new Float32Array(output.length)];
    const [predicted] = await engine.predict({ size: SAMPLES, inputs: arrays, targets });
    // One forward, one backward.
    expect(engine.updates[0]!.rankSums).toBe(name === 'cnn' ? 2 : 0);
    await engine.close();
    expect(furthest(predicted!, output)).toBeLessThan(1e-6);
  });
});

describe.skipIf(!pip)('what cannot be had here is refused (needs pip)', () => {
  test.each([
    ['layers.Lambda(lambda x: x + 1)', /layer lambda, a Lambda.*Python code cannot run here/],
    ['layers.Hashing(num_bins=3)', /a Hashing.*prepare such columns with the data/],
    ['layers.RandomFlip()', /a RandomFlip.*leave it out of the model/],
  ])('%s', async (layer, message) => {
    const folder = temporaryFolder();
    const program = `import keras; from keras import layers
keras.Sequential([keras.Input((4, 2)), ${layer}]).save(${JSON.stringify(join(folder, 'odd.keras'))})`;
    await keras('-c', [program]);
    const job = join(folder, 'job.mjs');
    writeFileSync(job, `import model from './odd.keras'; export default { model };`);
    await expect(bundleJob(job)).rejects.toThrow(message);
  });
});

test.skipIf(!pip)('a model of a class of its own is refused by its name (needs pip)', async () => {
  const folder = temporaryFolder();
  const program = `import keras, numpy as np
@keras.saving.register_keras_serializable('mine')
class Mine(keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.inner = keras.layers.Dense(2)
    def call(self, x):
        return self.inner(x)
model = Mine(name='mine')
model(np.zeros((1, 3), 'float32'))
model.save(${JSON.stringify(join(folder, 'odd.keras'))})`;
  await keras('-c', [program]);
  const job = join(folder, 'job.mjs');
  writeFileSync(job, `import model from './odd.keras'; export default { model };`);
  await expect(bundleJob(job)).rejects.toThrow(/the class Mine, whose call is Python code/);
});

test('a damaged Keras file is refused before any work', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'bad.keras'), 'not a zip');
  writeFileSync(join(folder, 'bad.h5'), 'not HDF5');
  for (const name of ['bad.keras', 'bad.h5']) {
    const job = join(folder, 'job.mjs');
    writeFileSync(job, `import model from './${name}'; export default { model };`);
    await expect(bundleJob(job)).rejects.toThrow(new RegExp(`does not compile.*${name}`, 's'));
  }
});

test('export refuses what is not a run, and other endings', async () => {
  const nothing = await run(['export', temporaryFolder(), 'model.h5']);
  expect(nothing.code).not.toBe(0);
  expect(nothing.stderr).toMatch(/holds no model of a run/);
  const ending = await run(['export', temporaryFolder(), 'model.pb']);
  expect(ending.stderr).toMatch(/ends neither in \.keras nor in \.h5/);
});
