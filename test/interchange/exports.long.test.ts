/** Every layer that a model may have: what is exported Keras loads and computes alike, and the rest is refused by name. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TfjsModel } from '../../api/keras/to-keras.ts';
import { writeKerasArchive, writeKerasHdf5 } from '../../api/keras/write.ts';
import { sizeOf } from '../../base/arrays.ts';
import { LocalEngine } from '../../engine/local/local-engine.ts';
import { keras, pip } from '../support/keras.ts';
import { bundled } from '../support/rehearse.ts';
import { furthest } from './model-folder.ts';

/** By the layer: the shape of its input, and whether it is refused. */
const LAYERS: [layer: string, input: number[], refused?: RegExp][] = [
  ['dense({ units: 3 })', [4]],
  ['activation({ activation: "elu" })', [4]],
  ['dropout({ rate: 0.5 })', [4]],
  ['gaussianNoise({ stddev: 1 })', [4]],
  ['gaussianDropout({ rate: 0.5 })', [4]],
  ['alphaDropout({ rate: 0.5 })', [4]],
  ['spatialDropout1d({ rate: 0.5 })', [5, 4]],
  ['repeatVector({ n: 3 })', [4]],
  ['reshape({ targetShape: [2, 2] })', [4]],
  ['permute({ dims: [2, 1] })', [3, 4]],
  ['masking({ maskValue: 0 })', [3, 4]],
  ['elu()', [4]],
  ['leakyReLU({ alpha: 0.1 })', [4]],
  ['prelu()', [4]],
  ['reLU({ maxValue: 0.5 })', [4]],
  ['softmax({ axis: -1 })', [4]],
  ['thresholdedReLU({ theta: 0.5 })', [4], /is a ThresholdedReLU, which Keras 3 does not have/],
  ['conv1d({ filters: 2, kernelSize: 2 })', [6, 3]],
  ['conv2d({ filters: 2, kernelSize: 3, padding: "same" })', [6, 6, 3]],
  ['conv2dTranspose({ filters: 2, kernelSize: 3, strides: 2 })', [4, 4, 3]],
  ['conv3d({ filters: 2, kernelSize: 2 })', [4, 4, 4, 2]],
  ['conv3dTranspose({ filters: 2, kernelSize: 2 })', [3, 3, 3, 2]],
  ['separableConv2d({ filters: 2, kernelSize: 3 })', [6, 6, 3]],
  ['depthwiseConv2d({ kernelSize: 3 })', [6, 6, 3]],
  ['convLstm2d({ filters: 2, kernelSize: 2, recurrentActivation: "sigmoid" })', [3, 5, 5, 2]],
  ['convLstm2d({ filters: 2, kernelSize: 2 })', [3, 5, 5, 2]],
  ['lstm({ units: 2 })', [4, 3]],
  ['lstm({ units: 2, recurrentActivation: "hardSigmoid" })', [4, 3]],
  ['gru({ units: 2, resetAfter: false })', [4, 3]],
  ['cropping2D({ cropping: [[1, 1], [1, 0]] })', [5, 5, 2]],
  ['zeroPadding2d({ padding: [[1, 1], [2, 0]] })', [4, 4, 2]],
  ['upSampling2d({ size: [2, 2] })', [3, 3, 2]],
  ['averagePooling1d({ poolSize: 2 })', [6, 3]],
  ['maxPooling2d({ poolSize: 2 })', [6, 6, 3]],
  ['averagePooling3d({ poolSize: 2 })', [4, 4, 4, 2]],
  ['globalAveragePooling1d()', [6, 3]],
  ['globalMaxPooling2d({})', [6, 6, 3]],
  ['batchNormalization()', [4]],
  ['layerNormalization()', [4]],
  ['layerNormalization({ axis: [1, 2] })', [3, 4]],
  ['layerNormalization({ axis: 1 })', [3, 4]],
  ['layerNormalization({ axis: [-1] })', [3, 4]],
  ['simpleRNN({ units: 2 })', [4, 3]],
  ['gru({ units: 2, recurrentActivation: "sigmoid", resetAfter: false })', [4, 3]],
  ['lstm({ units: 2, recurrentActivation: "sigmoid", returnSequences: true })', [4, 3]],
  ['rnn({ cell: tf.layers.lstmCell({ units: 2, recurrentActivation: "sigmoid" }) })', [4, 3]],
  [
    'rnn({ cell: [tf.layers.gruCell({ units: 2, recurrentActivation: "sigmoid", resetAfter: false }), tf.layers.simpleRNNCell({ units: 3 })] })',
    [4, 3],
  ],
  [
    'bidirectional({ layer: tf.layers.lstm({ units: 2, recurrentActivation: "sigmoid" }), mergeMode: "concat" })',
    [4, 3],
  ],
  [
    'bidirectional({ layer: tf.layers.lstm({ units: 2 }), mergeMode: "concat", backwardLayer: tf.layers.lstm({ units: 2, activation: "relu", goBackwards: true }) })',
    [4, 3],
  ],
  ['conv2dTranspose({ filters: 2, kernelSize: 3, strides: 2, outputPadding: 1 })', [3, 4, 2]],
  ['conv2dTranspose({ filters: 2, kernelSize: 2, dilationRate: 2, padding: "same" })', [3, 4, 2]],
  ['conv3dTranspose({ filters: 2, kernelSize: 2, strides: 2, outputPadding: 1 })', [2, 2, 3, 2]],
  ['globalAveragePooling2d({ keepdims: true })', [4, 4, 2]],
  ['globalMaxPooling1d({ keepdims: true })', [5, 3]],
  ['reLU({ negativeSlope: 0.1, threshold: 0.2, maxValue: 0.5 })', [4]],
  ['nested({ frozen: 0 })', [4]],
  ['nested({ frozen: 1 })', [4]],
  ['nested({ frozen: 3 })', [4]],
  ['timeDistributed({ layer: tf.layers.dense({ units: 2 }) })', [4, 3]],
];

const BATCH = 3;

describe.skipIf(!pip)('exported layers (needs pip)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-test-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const ours = new Map<string, Float32Array>();
  const failures = new Map<string, unknown>();
  let theirs: Record<string, { outputs?: number[]; trainable?: number; error?: string }>;
  const trainable = new Map<string, number>();

  beforeAll(async () => {
    const asked: object[] = [];
    for (const [i, [layer, shape]] of LAYERS.entries()) {
      const width = sizeOf(shape);
      const inputs = Float32Array.from({ length: BATCH * width }, (_, k) => Math.sin(k * 12.9898));
      let engine: LocalEngine | undefined;
      try {
        engine = await LocalEngine.create({
          jobSource: await bundled(jobOf(layer, shape)),
          seed: 3,
          backend: 'cpu',
        });
        const [outputs] = await engine.predict({
          size: BATCH,
          inputs: [inputs],
          targets: [new Float32Array(BATCH)],
        });
        ours.set(layer, outputs!);
        trainable.set(layer, engine.updates[0]!.gradients);
        const { json, weights } = await engine.exportModel();
        for (const [ending, write] of [
          ['keras', writeKerasArchive],
          ['h5', writeKerasHdf5],
        ] as const) {
          const path = join(folder, `${i}.${ending}`);
          await write(path, TfjsModel.parse(JSON.parse(json)), weights);
          asked.push({ name: `${layer} ${ending}`, path, shape: [BATCH, ...shape], values: [...inputs] });
        }
      } catch (error) {
        failures.set(layer, error);
      } finally {
        await engine?.close();
      }
    }
    theirs = JSON.parse(await keras('-c', [PROGRAM], { input: JSON.stringify(asked) }));
  });

  test.each(LAYERS)('%s', (layer, _, refused) => {
    if (refused) {
      expect(failures.get(layer)).toMatchObject({
        code: 'BAD_INPUT',
        message: expect.stringMatching(refused),
      });
      return;
    }
    expect(failures.get(layer)).toBeUndefined();
    for (const ending of ['keras', 'h5']) {
      const { outputs, trainable: numbers, error } = theirs[`${layer} ${ending}`]!;
      expect(error, ending).toBeUndefined();
      expect(numbers, ending).toBe(trainable.get(layer));
      expect(furthest(outputs!, ours.get(layer)!), ending).toBeLessThan(1e-5);
    }
  });
});

const jobOf = (layer: string, shape: number[]) => `
  import { defineJob } from 'lockstep';
  const feature = (name, shape) => ({ name, column: name, shape, encoding: { kind: 'scale', scale: 1 } });
  export default defineJob({
    name: 'layer', batchSize: 1, epochs: 1, optimizer: (tf) => tf.train.sgd(0.1),
    data: { name: 'd', inputs: [feature('x', ${JSON.stringify(shape)})], targets: [feature('y', [])],
      loader: { kind: 'custom', load: async () => undefined } },
    model: (tf) => {
      const x = tf.input({ shape: ${JSON.stringify(shape)}, name: 'x' });
      // So that there is something to train.
      const dense = tf.layers.dense({ units: ${shape.at(-1)} }).apply(x);
      // A model inside, of which one layer is frozen, or all with it.
      const nested = ({ frozen }) => {
        const layers = [tf.layers.dense({ units: 3, inputShape: [4] }), tf.layers.batchNormalization(), tf.layers.dense({ units: 2 })];
        const inside = tf.sequential({ layers });
        (layers[frozen] ?? inside).trainable = false;
        return inside;
      };
      const layers = { ...tf.layers, nested };
      return tf.model({ inputs: x, outputs: layers.${layer}.apply(dense) });
    },
    // One value a step where there are steps, as a mask wants it.
    loss: (y, p) => (p.rank === 3 ? p.sum(2) : p.reshape([p.shape[0], -1]).sum(1)),
  });`;

const PROGRAM = `
import json, sys, os
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras, numpy as np
answers = {}
for one in json.load(sys.stdin):
    try:
        model = keras.models.load_model(one["path"], compile=False)
        outputs = model(np.array(one["values"], "float32").reshape(one["shape"]), training=False)
        numbers = int(sum(np.prod(weight.shape) for weight in model.trainable_weights))
        answers[one["name"]] = {"outputs": keras.ops.convert_to_numpy(outputs).flatten().tolist(), "trainable": numbers}
    except Exception as error:
        answers[one["name"]] = {"error": str(error)[-300:]}
print(json.dumps(answers))`;
