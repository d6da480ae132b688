/** Mixed precision beside Keras's policies, on CPUs: outputs and gradients are as far from float32 as Keras's are. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bundleJob } from '../../api/bundle.ts';
import type { Batch } from '../../api/data.ts';
import { LocalEngine } from '../../engine/local/local-engine.ts';
import { runtime } from '../support/engines.ts';
import { keras, pip } from '../support/keras.ts';
import { temporaryFolder } from '../support/lockstep.ts';

const PROGRAM = `
import json, sys
import keras, numpy as np, tensorflow as tf
folder, policy = sys.argv[1:]
layers = keras.layers
answers = {}
for name in ("float32", policy):
    keras.utils.set_random_seed(3)
    keras.config.set_dtype_policy(name)
    model = keras.Sequential([keras.Input((12, 12, 2)), layers.Conv2D(8, 3, activation="relu"),
        layers.Conv2D(8, 3, strides=2, activation="relu"), layers.Flatten(), layers.Dense(16, activation="tanh"),
        layers.Dense(4, activation="softmax", dtype="float32")])
    random = np.random.default_rng(1)
    x = random.normal(size=(6, 12, 12, 2)).astype("float32")
    y = np.eye(4, dtype="float32")[random.integers(4, size=6)]
    with tf.GradientTape() as tape:
        outputs = model(x, training=True)
        loss = tf.reduce_mean(keras.losses.categorical_crossentropy(y, outputs))
    gradient = tape.gradient(loss, [weight.value for weight in model.trainable_weights])
    answers[name] = {"outputs": np.asarray(outputs, "float64").flatten().tolist(),
        "gradient": np.concatenate([np.asarray(one, "float64").flatten() for one in gradient]).tolist()}
model.save(folder + "/model.keras")
keras.config.set_dtype_policy("float32")
print(json.dumps({"x": x.flatten().tolist(), "y": y.flatten().tolist(), "single": answers["float32"], "mixed": answers[policy]}))`;

const JOB = `import { defineJob } from 'lockstep';
import model from './model.keras';
const feature = (name, shape) => ({ name, column: name, shape, encoding: { kind: 'scale', scale: 1 } });
export default defineJob({ name: 'mixed', batchSize: 6, epochs: 1, model, loss: 'categoricalCrossentropy',
  optimizer: (tf) => tf.train.sgd(0.1), data: { name: 'd', inputs: [feature('x', [12, 12, 2])],
  targets: [feature('y', [4])], loader: { kind: 'custom', load: async () => undefined } } });`;

const distance = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  let [difference, length] = [0, 0];
  for (let i = 0; i < b.length; i++) {
    difference += (a[i]! - b[i]!) ** 2;
    length += b[i]! ** 2;
  }
  return Math.sqrt(difference / length);
};

describe.skipIf(!pip || !runtime)('policies (needs pip, lockstep setup)', () => {
  test.each(['mixed_bfloat16', 'mixed_float16'])('%s of an imported model', async (policy) => {
    const folder = temporaryFolder();
    const { x, y, single, mixed } = JSON.parse(await keras('-c', [PROGRAM, folder, policy]));
    writeFileSync(join(folder, 'job.mjs'), JOB);
    const { source: jobSource, blobs } = await bundleJob(join(folder, 'job.mjs'));
    const engine = await LocalEngine.create({ jobSource, blobs, seed: 1, backend: 'tensorflow', runtime });
    try {
      expect(engine.info.scalesLoss).toBe(policy === 'mixed_float16');
      const batch: Batch = { size: 6, inputs: [Float32Array.from(x)], targets: [Float32Array.from(y)] };
      const [outputs] = await engine.predict(batch);
      await engine.compute({
        ...{ update: 0, parity: 0, batch, weight: 1, place: { step: 0, first: 0 } },
        lossScale: 1_024,
      });
      const gradient = engine.flat(0, 0).subarray(0, engine.updates[0]!.gradients);
      for (const [what, ours] of [
        ['outputs', outputs!],
        ['gradient', gradient],
      ] as const) {
        const theirs = distance(mixed[what], single[what]);
        const own = distance(ours, single[what]);
        // Lower precision it is, and no worse than Keras's, which rounds between the layers too.
        expect(own, what).toBeGreaterThan(theirs / 20);
        expect(own, what).toBeLessThan(1.5 * theirs);
      }
    } finally {
      await engine.close();
    }
  });
});
