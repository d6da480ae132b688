/** A base that Keras has trained, frozen or in part, under a head that a job adds: three steps beside Keras. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleJob } from '../../api/bundle.ts';
import type { Batch } from '../../api/data.ts';
import { logsOf } from '../../api/totals.ts';
import { LocalEngine } from '../../engine/local/local-engine.ts';
import { reduced } from '../programs/run.ts';
import { runtime } from '../support/engines.ts';
import { keras, pip } from '../support/keras.ts';
import { furthest } from './model-folder.ts';

const [BATCH, RATE, WITHIN] = [6, 0.05, 1e-5];

/** By what is frozen: in Python, in JavaScript. */
const WAYS: Readonly<Record<string, readonly [keras: string, job: string]>> = {
  'the whole base': ['base.trainable = False', 'base.trainable = false'],
  'all but the last four layers': [
    'for layer in base.layers[:-4]: layer.trainable = False',
    'for (const layer of base.layers.slice(0, -4)) layer.trainable = false',
  ],
  'its normalizations': [
    'for layer in base.layers: layer.trainable = not isinstance(layer, layers.BatchNormalization)',
    "for (const layer of base.layers) layer.trainable = layer.getClassName() !== 'BatchNormalization'",
  ],
  'all, and then thawed but for its first layers': [
    'base.trainable = False; base.trainable = True; base.layers[1].trainable = base.layers[2].trainable = False',
    'base.trainable = false; base.trainable = true; base.layers[1].trainable = base.layers[2].trainable = false',
  ],
};

const PROGRAM = `
import json, sys
import keras, numpy as np
from keras import layers
folder, given = sys.argv[1:]
random = np.random.default_rng(1)
x = random.uniform(-1, 1, (${BATCH}, 8, 8, 2)).astype("float32")
y = np.eye(3, dtype="float32")[random.integers(3, size=${BATCH})]
def made():
    keras.utils.set_random_seed(2)
    image = keras.Input((8, 8, 2))
    one = layers.ReLU()(layers.BatchNormalization()(layers.Conv2D(4, 3, padding="same", use_bias=False)(image)))
    two = layers.BatchNormalization()(layers.Conv2D(4, 3, padding="same")(layers.MaxPooling2D()(one)))
    base = keras.Model(image, layers.Conv2D(5, 2, activation="relu")(layers.Activation("swish")(two)), name="base")
    numbers = np.random.default_rng(3)
    for weight in base.weights:
        near = 1 if weight.path.split("/")[-1] in ("gamma", "moving_variance") else 0
        weight.assign(near + numbers.uniform(-0.4, 0.4, weight.shape))
    return base
made().save(folder + "/base.keras")
answers = {}
for name, freeze in json.loads(given).items():
    base = made()
    exec(freeze, {"base": base, "layers": layers})
    image = keras.Input((8, 8, 2))
    head = layers.Dense(3, activation="softmax", kernel_initializer="zeros")
    model = keras.Model(image, head(layers.GlobalAveragePooling2D()(base(image))))
    model.compile(keras.optimizers.SGD(${RATE}, momentum=0.9), "categorical_crossentropy", run_eagerly=True)
    losses = []
    for _ in range(3):
        losses.append(float(model.train_on_batch(x, y)))
        model.reset_metrics()
    trained = int(sum(np.prod(weight.shape) for weight in model.trainable_weights))
    answers[name] = {"trained": trained, "losses": losses, "after": model(x, training=False).numpy().ravel().tolist()}
print(json.dumps({"x": x.ravel().tolist(), "y": y.ravel().tolist(), "answers": answers}))`;

const jobOf = (freeze: string) => `import { defineJob } from 'lockstep';
import given from './base.keras';
const feature = (name, shape) => ({ name, column: name, shape, encoding: { kind: 'scale', scale: 1 } });
export default defineJob({ name: 'tuned', batchSize: ${BATCH}, epochs: 1, loss: 'categoricalCrossentropy', syncBatchNorm: true,
  model: async (tf) => {
    const base = await given(tf);
    ${freeze};
    const image = tf.input({ shape: [8, 8, 2] });
    const head = tf.layers.dense({ units: 3, activation: 'softmax', kernelInitializer: 'zeros' });
    return tf.model({ inputs: image, outputs: head.apply(tf.layers.globalAveragePooling2d({}).apply(base.apply(image))) });
  },
  optimizer: (tf) => tf.train.momentum(${RATE}, 0.9), data: { name: 'd', inputs: [feature('x', [8, 8, 2])],
  targets: [feature('y', [3])], loader: { kind: 'custom', load: async () => undefined } } });`;

interface Answer {
  readonly trained: number;
  readonly losses: readonly number[];
  readonly after: readonly number[];
}

describe.skipIf(!pip || !runtime)('fine-tuning (needs pip, lockstep setup)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-test-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  let said: { x: number[]; y: number[]; answers: Readonly<Record<string, Answer>> };
  beforeAll(async () => {
    const given = Object.fromEntries(Object.entries(WAYS).map(([name, [freeze]]) => [name, freeze]));
    said = JSON.parse(await keras('-c', [PROGRAM, folder, JSON.stringify(given)]));
  });

  test.each(Object.keys(WAYS))('frozen is %s: one worker and two', async (name) => {
    const { trained, losses, after } = said.answers[name]!;
    writeFileSync(join(folder, 'job.mjs'), jobOf(WAYS[name]![1]));
    const { source: jobSource, blobs } = await bundleJob(join(folder, 'job.mjs'));
    const [inputs, targets] = [[Float32Array.from(said.x)], [Float32Array.from(said.y)]];
    const batch: Batch = { size: BATCH, inputs, targets };
    for (const workers of [1, 2]) {
      const engine = await LocalEngine.create({ jobSource, blobs, seed: 1, backend: 'tensorflow', runtime });
      try {
        const { gradients, totals } = engine.updates[0]!;
        expect(gradients).toBe(trained);
        for (const [step, loss] of losses.entries()) {
          const flat = await reduced(engine, batch, workers, step);
          engine.flat(0, 0).set(flat);
          await engine.apply(0, 0, RATE);
          const logs = logsOf(totals, Float64Array.from(flat.slice(-totals.length)));
          expect(Math.abs(logs.loss! - loss), `loss of step ${step}`).toBeLessThan(WITHIN);
        }
        expect(furthest((await engine.predict(batch))[0]!, after)).toBeLessThan(WITHIN);
      } finally {
        await engine.close();
      }
    }
  });
});
