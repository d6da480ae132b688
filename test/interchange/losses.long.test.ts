/** Every loss by name, beside the real Keras. */
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import type { TF } from '../../api/job.ts';
import type { LossName } from '../../api/names.ts';
import { lossFunction } from '../../engine/program/losses.ts';
import { RankSums } from '../../engine/tfjs/rank-sums.ts';
import { keras, pip } from '../support/keras.ts';
import { furthest } from './model-folder.ts';

const tf = createRequire(import.meta.url)('@tensorflow/tfjs') as TF;

const CLASSES = [
  [0, 0, 1],
  [0, 1, 0],
  [1, 0, 0],
];
const CHANCES = [
  [0.1, 0.2, 0.7],
  [0.3, 0.3, 0.4],
  [0.9999999, 1e-12, 1e-9],
];
const NUMBERS = [
  [0.5, 2, 0.25],
  [1, 3, 0.75],
  [4, 0.1, 1],
];
const SIGNS = [
  [1, -1, 1],
  [-1, -1, 1],
  [1, 1, -1],
];

/** Ours, its name in Keras, targets, predictions. */
const CASES: readonly [LossName, string, number[][], number[][]][] = [
  ['categoricalCrossentropy', 'categorical_crossentropy', CLASSES, CHANCES],
  ['sparseCategoricalCrossentropy', 'sparse_categorical_crossentropy', [[2], [1], [0]], CHANCES],
  ['binaryCrossentropy', 'binary_crossentropy', CLASSES, CHANCES],
  ['meanSquaredError', 'mean_squared_error', NUMBERS, CHANCES],
  ['meanAbsoluteError', 'mean_absolute_error', NUMBERS, CHANCES],
  ['meanAbsolutePercentageError', 'mean_absolute_percentage_error', NUMBERS, CHANCES],
  ['meanSquaredLogarithmicError', 'mean_squared_logarithmic_error', NUMBERS, CHANCES],
  ['hinge', 'hinge', SIGNS, NUMBERS],
  ['squaredHinge', 'squared_hinge', SIGNS, NUMBERS],
  ['categoricalHinge', 'categorical_hinge', CLASSES, NUMBERS],
  ['logcosh', 'log_cosh', NUMBERS, SIGNS],
  ['kullbackLeiblerDivergence', 'kl_divergence', CHANCES, [...CHANCES].reverse()],
  ['poisson', 'poisson', NUMBERS, NUMBERS],
  ['cosineProximity', 'cosine_similarity', NUMBERS, SIGNS],
];

const PROGRAM = `
import json, sys, keras, numpy as np
for_each = [getattr(keras.losses, name)(np.array(y, "float32"), np.array(p, "float32")) for name, y, p in json.load(sys.stdin)]
print(json.dumps([keras.ops.convert_to_numpy(one).tolist() for one in for_each]))`;

describe.skipIf(!pip)('losses (needs pip)', () => {
  test("each has Keras's values", async () => {
    tf.enableProdMode();
    const sums = new RankSums(tf);
    await tf.setBackend('cpu');
    const input = JSON.stringify(CASES.map(([, ...rest]) => rest));
    const expected = JSON.parse(await keras('-c', [PROGRAM], { input })) as number[][];
    for (const [i, [name, , y, p]] of CASES.entries()) {
      const ours = lossFunction(tf, name, sums)(tf.tensor2d(y), tf.tensor2d(p)).dataSync();
      expect(furthest(ours, expected[i]!), `${name}: ${ours}, Keras ${expected[i]}`).toBeLessThan(1e-5);
    }
  });
});
