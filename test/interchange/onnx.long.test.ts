/** What ONNX's own runtime computes of exported models, beside what the engine says: built-in jobs, and layer by layer. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DataSource } from '../../api/data.ts';
import { loadJob } from '../../api/load.ts';
import { sizeOf } from '../../base/arrays.ts';
import { LocalEngine } from '../../engine/local/local-engine.ts';
import { builtInJob, runtime, type TestJob } from '../support/engines.ts';
import { pip } from '../support/keras.ts';
import { type OnnxAnswer, type OnnxQuestion, onnxruntime } from '../support/onnx.ts';
import { bundled } from '../support/rehearse.ts';
import { bold, furthest } from './model-folder.ts';

const JOBS = readdirSync(fileURLToPath(new URL('../../jobs', import.meta.url)))
  .filter((name) => name.endsWith('.ts'))
  .map((name) => basename(name, '.ts'));

/** None of the sizes that the exporter looks at. */
const SIZES = [1, 4];

/** By the layer: the shape of its input, and what it is refused for. */
const LAYERS: [layer: string, input: number[], refused?: RegExp][] = [
  ['dense({ units: 3, activation: "relu" })', [4]],
  ['dense({ units: 3, activation: "elu" })', [4]],
  ['dense({ units: 3, activation: "swish" })', [5, 4]],
  ...['elu', 'selu', 'softplus', 'softsign', 'mish', 'gelu', 'relu6', 'softmax', 'tanh'].map(
    (name): [string, number[]] => [`activation({ activation: "${name}" })`, [4]],
  ),
  ['repeatVector({ n: 3 })', [4]],
  ['reshape({ targetShape: [2, 2] })', [4]],
  ['permute({ dims: [2, 1] })', [3, 4]],
  ['masking({ maskValue: 0 })', [3, 4]],
  ['leakyReLU({ alpha: 0.1 })', [4]],
  ['prelu()', [4]],
  ['reLU({ negativeSlope: 0.1, threshold: 0.2, maxValue: 0.5 })', [4]],
  ['thresholdedReLU({ theta: 0.5 })', [4]],
  ['conv1d({ filters: 2, kernelSize: 2, padding: "causal", dilationRate: 2 })', [6, 3]],
  ['conv1d({ filters: 2, kernelSize: 3, strides: 2, padding: "same" })', [6, 3]],
  ['conv2d({ filters: 2, kernelSize: 3, padding: "same", strides: 2 })', [6, 7, 3]],
  ['conv2d({ filters: 2, kernelSize: [2, 3], dilationRate: 2, activation: "relu" })', [7, 7, 3]],
  ['conv2dTranspose({ filters: 2, kernelSize: 3, strides: 2 })', [4, 4, 3]],
  ['conv2dTranspose({ filters: 2, kernelSize: 3, strides: 2, padding: "same" })', [4, 5, 3]],
  ['conv2dTranspose({ filters: 2, kernelSize: 3, strides: 2, outputPadding: 1 })', [3, 4, 2]],
  ['conv2dTranspose({ filters: 2, kernelSize: 2, dilationRate: 2, padding: "same" })', [3, 4, 2]],
  ['conv3d({ filters: 2, kernelSize: 2, padding: "same" })', [4, 4, 4, 2]],
  ['conv3dTranspose({ filters: 2, kernelSize: 2, strides: 2 })', [3, 3, 3, 2]],
  ['separableConv2d({ filters: 2, kernelSize: 3, depthMultiplier: 2 })', [6, 6, 3]],
  ['depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, strides: 2, padding: "same" })', [6, 6, 3]],
  ['convLstm2d({ filters: 2, kernelSize: 2 })', [3, 5, 5, 2]],
  ['cropping2D({ cropping: [[1, 1], [1, 0]] })', [5, 5, 2]],
  ['zeroPadding2d({ padding: [[1, 1], [2, 0]] })', [4, 4, 2]],
  ['upSampling2d({ size: [2, 2] })', [3, 3, 2]],
  ['upSampling2d({ size: [2, 3], interpolation: "bilinear" })', [3, 3, 2]],
  ['averagePooling1d({ poolSize: 2, strides: 1, padding: "same" })', [6, 3]],
  ['maxPooling2d({ poolSize: 3, strides: 2, padding: "same" })', [6, 6, 3]],
  ['averagePooling2d({ poolSize: 3, strides: 2, padding: "same" })', [6, 6, 3]],
  ['averagePooling3d({ poolSize: 2 })', [4, 4, 4, 2]],
  ['globalAveragePooling1d()', [6, 3]],
  ['globalMaxPooling2d({ keepdims: true })', [6, 6, 3]],
  ['batchNormalization()', [4]],
  ['batchNormalization({ axis: 1 })', [3, 4]],
  ['layerNormalization({ axis: [1, 2] })', [3, 4]],
  ['simpleRNN({ units: 2 })', [4, 3]],
  ['simpleRNN({ units: 2, goBackwards: true, returnSequences: true })', [4, 3]],
  ['gru({ units: 2, resetAfter: false })', [4, 3]],
  ['lstm({ units: 2 })', [4, 3]],
  ['lstm({ units: 2, recurrentActivation: "sigmoid", returnSequences: true })', [4, 3]],
  ['bidirectional({ layer: tf.layers.lstm({ units: 2 }), mergeMode: "concat" })', [4, 3]],
  ['bidirectional({ layer: tf.layers.gru({ units: 2, returnSequences: true }), mergeMode: "ave" })', [4, 3]],
  ['timeDistributed({ layer: tf.layers.dense({ units: 2 }) })', [4, 3]],
  ['masked()', [5, 4]],
  ['merged("add")', [4]],
  ['merged("average")', [4]],
  ['merged("maximum")', [4]],
  ['merged("minimum")', [4]],
  ['merged("multiply")', [4]],
  ['merged("concatenate")', [4]],
  ['merged("dot", { axes: -1 })', [4]],
  ['merged("dot", { axes: [2, 2], normalize: true })', [3, 4]],
  ['own("byValue")', [4], /a value in layer own cannot be exported to ONNX: JavaScript reads it/],
  ['own("mirrored")', [4], /op MirrorPad in layer own cannot be exported to ONNX/],
  ['own("drawn")', [4], /layer own cannot be exported to ONNX: .*drawn/],
];

interface Case {
  readonly error?: unknown;
  readonly names?: readonly string[];
  /** By batch size, then by output. */
  readonly ours?: readonly (readonly ArrayLike<number>[])[];
  readonly answers?: readonly OnnxAnswer[];
}

describe.skipIf(!pip)('exported as ONNX (needs pip)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-test-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const cases = new Map<string, Case>();

  beforeAll(async () => {
    const questions: OnnxQuestion[] = [];
    const sources = [
      ...JOBS.map((name) => [name, () => builtInJob(name)] as const),
      ...LAYERS.map(
        ([layer, shape]) => [layer, async () => ({ source: await bundled(jobOf(layer, shape)) })] as const,
      ),
    ];
    for (const [i, [name, source]] of sources.entries()) {
      try {
        const { path, ours, asked, names } = await exported(await source(), join(folder, `${i}.onnx`));
        questions.push(...asked.map((inputs) => ({ path, inputs })));
        cases.set(name, { ours, names });
      } catch (error) {
        cases.set(name, { error });
      }
    }
    const answers = await onnxruntime(questions);
    for (const [name, one] of cases) {
      if (!one.error) cases.set(name, { ...one, answers: answers.splice(0, SIZES.length) });
    }
  });

  const expectEqual = (name: string) => {
    const { error, names, ours, answers } = cases.get(name)!;
    expect(error).toBeUndefined();
    for (const [i, answer] of answers!.entries()) {
      expect(answer.error).toBeUndefined();
      expect(answer.inputs.map(([input, shape]) => [input, shape[0]])).toEqual(
        names!.map((input) => [input, 'batch']),
      );
      expect(answer.outputs).toHaveLength(ours![i]!.length);
      for (const [k, [, values]] of answer.outputs.entries()) {
        expect(furthest(values, ours![i]![k]!), `batch of ${SIZES[i]}`).toBeLessThan(1e-5);
      }
    }
  };

  test.each(JOBS)('job %s', expectEqual);

  test.each(LAYERS)('layer %s', (layer, _, refused) => {
    if (!refused) return expectEqual(layer);
    expect(cases.get(layer)!.error).toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringMatching(refused),
    });
  });
});

/** A model with arbitrary weights as a file, what it is asked, and what the engine says of it. */
async function exported({ source, ...more }: TestJob, path: string) {
  const { data } = loadJob(source, more.prepared);
  const where = runtime ? ({ backend: 'tensorflow', runtime } as const) : ({ backend: 'cpu' } as const);
  const engine = await LocalEngine.create({ jobSource: source, ...more, seed: 5, ...where, mode: 'eager' });
  try {
    await engine.writeState(bold(await engine.readState()));
    writeFileSync(path, await engine.exportOnnx({ job: 'a job' }));
    const ask = engine.predicts ? ofEngine(engine, data) : await ofModel(engine);
    const asked = SIZES.map((size) => ask.inputs.map((input) => arbitrary(size, input)));
    const ours: (readonly ArrayLike<number>[])[] = [];
    for (const [i, inputs] of asked.entries()) {
      ours.push(
        await ask.answer(
          inputs.map(({ values }) => values),
          SIZES[i]!,
        ),
      );
    }
    return { path, asked, ours, names: ask.inputs.map(({ name }) => name) };
  } finally {
    await engine.close();
  }
}

interface Input {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: 'float32' | 'int32';
}

interface Asked {
  readonly inputs: readonly Input[];
  answer(inputs: readonly number[][], size: number): Promise<readonly ArrayLike<number>[]>;
}

function ofEngine(engine: LocalEngine, { inputs, targets }: DataSource): Asked {
  const wanted = inputs.map(({ name, shape, encoding }): Input => {
    return { name, shape, type: encoding.kind === 'ids' ? 'int32' : 'float32' };
  });
  return {
    inputs: wanted,
    answer: (values, size) =>
      engine.predict({
        size,
        inputs: values.map((x, i) =>
          wanted[i]!.type === 'int32' ? Int32Array.from(x) : Float32Array.from(x),
        ),
        targets: targets.map(({ shape }) => new Float32Array(size * sizeOf(shape))),
      }),
  };
}

/** The first model of a program, which does not say how to predict from the data. */
async function ofModel(engine: LocalEngine): Promise<Asked> {
  const { json, weights } = await engine.exportModel();
  const { modelTopology, weightsManifest } = JSON.parse(json);
  const [{ weights: weightSpecs }] = weightsManifest;
  const model = await tf.loadLayersModel(
    tf.io.fromMemory({ modelTopology, weightSpecs, weightData: weights.slice().buffer }),
  );
  // Loaded beside the one that was saved, it gets other names.
  const name = `${modelTopology.config.layers[0].config.name}_input`;
  const shape = model.inputs[0]!.shape.slice(1) as number[];
  return {
    inputs: [{ name, shape, type: 'float32' }],
    answer: async ([x], size) => [(model.predict(tf.tensor(x!, [size, ...shape])) as Tensor).dataSync()],
  };
}

function arbitrary(size: number, { shape, type }: Input) {
  const length = size * sizeOf(shape);
  const value = (i: number) => (type === 'int32' ? (i * 7919) % 500 : Math.sin(i * 12.9898));
  return { type, shape: [size, ...shape], values: Array.from({ length }, (_, i) => Math.fround(value(i))) };
}

const jobOf = (layer: string, shape: number[]) => `
  import { defineJob } from 'lockstep';
  import * as tf from '@tensorflow/tfjs';
  const feature = (name, shape) => ({ name, column: name, shape, encoding: { kind: 'scale', scale: 1 } });
  class Own extends tf.layers.Layer {
    static className = 'Own';
    constructor({ way, ...config }) { super(config); this.way = way; }
    computeOutputShape(shape) { return shape; }
    call(given) {
      const x = [given].flat()[0];
      if (this.way === 'byValue') return x.dataSync()[0] > 0 ? x : x.neg();
      if (this.way === 'mirrored') return x.mirrorPad([[0, 0], [1, 1]], 'symmetric').slice([0, 1], [-1, 4]);
      return x.add(tf.tensor(Array.from({ length: 4 }, Math.random)));
    }
    getConfig() { return { ...super.getConfig(), way: this.way }; }
  }
  tf.serialization.registerClass(Own);
  export default defineJob({
    name: 'layer', batchSize: 1, epochs: 1, optimizer: (tf) => tf.train.sgd(0.1),
    data: { name: 'd', inputs: [feature('x', ${JSON.stringify(shape)})], targets: [feature('y', [])],
      loader: { kind: 'custom', load: async () => undefined } },
    model: (tf) => {
      const x = tf.input({ shape: ${JSON.stringify(shape)}, name: 'x' });
      // So that there is something to train.
      const dense = tf.layers.dense({ units: ${shape.at(-1)} }).apply(x);
      const layers = {
        ...tf.layers,
        own: (way) => new Own({ way, name: 'own' }),
        merged: (kind, options = {}) => ({ apply: (y) => tf.layers[kind](options).apply([x, y]) }),
        masked: () => tf.sequential({ layers: [
          tf.layers.masking({ maskValue: 0, inputShape: ${JSON.stringify(shape)} }), tf.layers.lstm({ units: 2 }),
        ] }),
      };
      return tf.model({ inputs: x, outputs: layers.${layer}.apply(dense) });
    },
    // One value a step where there are steps, as a mask wants it.
    loss: (y, p) => (p.rank === 3 ? p.sum(2) : p.reshape([p.shape[0], -1]).sum(1)),
  });`;
