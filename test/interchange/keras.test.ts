/** Models that Lockstep made, read by the real Keras and by tfjs alone. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleJob } from '../../api/bundle.ts';
import type { Batch, Feature } from '../../api/data.ts';
import type { TF } from '../../api/job.ts';
import { loadJob } from '../../api/load.ts';
import { sfc32 } from '../../api/random.ts';
import { cacheDir } from '../../cli/flags.ts';
import type { EngineState } from '../../worker/engine/engine.ts';
import { LocalEngine } from '../../worker/engine/local/local-engine.ts';
import { run, temporaryFolder } from '../support/lockstep.ts';

const pythons = [join(cacheDir(), 'bench/bin/python'), 'python3'];
const python = pythons.find((path) => spawnSync(path, ['-c', 'import keras']).status === 0);
const script = fileURLToPath(new URL('keras_predict.py', import.meta.url));
const maker = fileURLToPath(new URL('make_models.py', import.meta.url));
const SAMPLES = 3;

/** Initial weights are so small that recurrent layers hardly leave 0; these are not. */
function bold({ tensors }: EngineState): EngineState {
  const random = sfc32(1, 2);
  return { tensors: tensors.map((one) => ({ ...one, values: one.values.map(() => random() - 0.5) })) };
}

/** A run's `model/`, the inputs, and what the engine says of them. */
async function modelOf(jobName: string) {
  const { source } = await bundleJob(jobName);
  const { data } = loadJob(source);
  const engine = await LocalEngine.create({ jobSource: source, seed: 5, backend: 'cpu' });
  const folder = temporaryFolder();
  await engine.writeState(bold(await engine.readState()));
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

describe.skipIf(!python)('import of what Keras has saved (needs Python with Keras)', () => {
  const INPUTS = {
    cnn: [['image', [28, 28, 1]]],
    recurrent: [['tokens', [12]]],
    siamese: [
      ['a', [8]],
      ['b', [8]],
    ],
  } as const;
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-test-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  let answers: Record<string, { inputs: number[][]; output: number[] }>;
  beforeAll(() => {
    const options = { encoding: 'utf8', maxBuffer: 1e8 } as const;
    const { stdout, stderr, status } = spawnSync(python!, [maker, folder], options);
    expect(status, stderr).toBe(0);
    answers = JSON.parse(stdout.trim().split('\n').at(-1)!);
  }, 60_000);

  test.each(
    (['cnn', 'recurrent', 'siamese'] as const).flatMap((name) =>
      ['keras', 'h5'].map((ending) => [name, ending] as const),
    ),
  )('%s.%s: a job that imports it gives the same outputs', async (name, ending) => {
    const encoding = name === 'recurrent' ? { kind: 'ids' } : { kind: 'scale', scale: 1 };
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
    const data = { name: 'none', inputs, targets: [target], loader: { kind: 'custom' } };
    writeFileSync(
      file,
      `import { defineJob } from 'lockstep';
       import model from './${name}.${ending}';
       export default defineJob({ name: 'imported', data: ${JSON.stringify(data)}, model,
         optimizer: (tf) => tf.train.sgd(0.1), loss: 'meanSquaredError', batchSize: 3, epochs: 1 });`,
    );
    const { source } = await bundleJob(file);
    const engine = await LocalEngine.create({ jobSource: source, seed: 5, backend: 'cpu' });
    const arrays = given.map((values) => (encoding.kind === 'ids' ? Int32Array : Float32Array).from(values));
    const targets = [new Float32Array(output.length)];
    const [predicted] = await engine.predict({ size: SAMPLES, inputs: arrays, targets });
    await engine.close();
    expect(furthest(predicted!, output)).toBeLessThan(1e-6);
  });
});

describe.skipIf(!python)('what cannot be had here is refused (needs Python with Keras)', () => {
  test.each([
    ['layers.GRU(3)', /GRU with reset_after.*set reset_after=False/],
    ["layers.LSTM(3, recurrent_activation='hard_sigmoid')", /hard_sigmoid.*use sigmoid/],
  ])('%s', async (layer, message) => {
    const folder = temporaryFolder();
    const program = `import keras; from keras import layers
keras.Sequential([keras.Input((4, 2)), ${layer}]).save(${JSON.stringify(join(folder, 'odd.keras'))})`;
    const { status, stderr } = spawnSync(python!, ['-c', program], { encoding: 'utf8' });
    expect(status, stderr).toBe(0);
    const job = join(folder, 'job.mjs');
    writeFileSync(job, `import model from './odd.keras'; export default { model };`);
    await expect(bundleJob(job)).rejects.toThrow(message);
  });
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
